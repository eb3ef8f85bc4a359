-- SPDX-License-Identifier: Apache-2.0
-- Times are milliseconds since 1970, UTC. STRICT tables refuse values of another type.

-- "RRNK".
pragma application_id = 1381125707;

create table users (
    name                 text    not null primary key,
    role                 text    not null check (role in ('admin', 'user')),
    password_hash        text    not null,
    must_change_password integer not null check (must_change_password in (0, 1)),
    created_ms           integer not null
) strict, without rowid;

create table signing_keys (
    id         text    not null primary key,
    secret     blob    not null,
    created_ms integer not null
) strict, without rowid;

create table sessions (
    id         text    not null primary key,
    user_name  text    not null references users (name) on delete cascade,
    csrf_token text    not null,
    created_ms integer not null,
    expires_ms integer not null
) strict, without rowid;

create index sessions_by_user on sessions (user_name);

create trigger new_password_or_role_ends_sessions after update of password_hash, role on users
begin
    delete from sessions where user_name = new.name;
end;

-- A null among the limits is no limit, and null deployments are all deployments.
create table api_keys (
    id                    text    not null primary key,
    name                  text    not null,
    sha256                text    not null,
    scopes                text    not null,
    deployments           text,
    requests_per_minute   integer,
    tokens_per_minute     integer,
    concurrent_requests   integer,
    documents_per_request integer,
    class                 text    not null,
    created_by            text    not null,
    created_ms            integer not null,
    expires_ms            integer,
    last_used_ms          integer
) strict, without rowid;

create table usage (
    day           text    not null,
    caller        text    not null,
    deployment    text    not null,
    requests      integer not null,
    errors        integer not null,
    pairs         integer not null,
    cached_pairs  integer not null,
    tokens        integer not null,
    cached_tokens integer not null,
    primary key (day, caller, deployment)
) strict, without rowid;

create table audit (
    id      integer primary key autoincrement,
    at_ms   integer not null,
    actor   text    not null,
    address text    not null,
    action  text    not null,
    target  text    not null,
    outcome text    not null,
    detail  text    not null
) strict;

create trigger audit_rows_stay before delete on audit
begin
    select raise(abort, 'the audit log is append-only');
end;

create trigger audit_rows_do_not_change before update on audit
begin
    select raise(abort, 'the audit log is append-only');
end;
