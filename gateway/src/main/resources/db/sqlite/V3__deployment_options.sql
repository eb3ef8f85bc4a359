-- SPDX-License-Identifier: Apache-2.0
-- What a deployment has of its own; what is null is as in the settings.

alter table deployments add column replicas integer not null default 1;
alter table deployments add column lanes integer;
alter table deployments add column device text;
alter table deployments add column cache_bytes integer;
alter table deployments add column cache_ttl_seconds integer;

-- Other names of deployments. A name belongs to one of them at most.
create table deployment_aliases (
    alias      text not null primary key,
    deployment text not null references deployments (name) on delete cascade
) strict, without rowid;
