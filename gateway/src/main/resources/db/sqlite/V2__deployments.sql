-- SPDX-License-Identifier: Apache-2.0
-- What administrators want served; those of the settings are not in here.

create table deployments (
    name       text    not null primary key,
    source     text    not null,
    wanted     text    not null check (wanted in ('running', 'stopped')),
    created_by text    not null,
    created_ms integer not null
) strict, without rowid;
