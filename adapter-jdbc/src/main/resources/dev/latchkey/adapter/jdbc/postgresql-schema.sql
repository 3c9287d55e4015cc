-- The whole schema, as the numbered files in the folder postgresql leave it.
-- JdbcSchema.apply creates missing tables from it, and the check at start reads from it what must be there.

-- Indexed text is compared by bytes. In a collation of the C library, a new version of that library can change the
-- order of text, and keys are then no longer found by the indexes that were made before.
create table if not exists latchkey_key (
    id uuid not null,
    tenant text collate "C" not null,
    -- Empty is the tenant itself.
    resource text collate "C" not null,
    slot text collate "C",
    name text collate "C" not null,
    permissions text not null,
    rates text not null,
    networks text not null,
    created_at timestamptz(3) not null,
    expires_at timestamptz(3),
    suspended_at timestamptz(3),
    suspended_reason text,
    revoked_at timestamptz(3),
    revoked_reason text,
    version bigint not null,
    -- The ids of the issuing key and of its issuers, in that order.
    issuers text default '' not null,
    -- Which key of its slot it is, from 1 on. 0 without a slot.
    turn bigint not null,
    dead_since timestamptz(3) generated always as (least(revoked_at, expires_at)) stored,
    -- The instant of the last event. Null in rows that an older release has written and no newer one has changed.
    changed_at timestamptz(3),
    -- The last rotation that left two secrets usable: PENDING or OVERLAP, the new and the previous handle, and in
    -- milliseconds the start, the grace, and the first use if there was one, separated by commas.
    rotation text,
    -- The person or team that answers for the key.
    owner text collate "C",
    -- In their order, separated by commas.
    tags text default '' not null,
    -- What the key is for.
    description text,
    -- Kind and id of who made the key, separated by a comma. Null in rows that an older release has written.
    created_by text,
    -- Cause, instant in milliseconds, and kind and id of who suspended the key, separated by commas. It counts only
    -- while the instant is that of suspended_at: an older release leaves it as it is.
    suspension text,
    -- When the key was last resumed.
    resumed_at timestamptz(3),
    -- Kind and id of who revoked the key, separated by a comma. Null if an older release revoked it.
    revoked_by text,
    -- When it was recorded that the key has expired. Null while it is not.
    expired_at timestamptz(3),
    constraint latchkey_key_pk primary key (id),
    constraint latchkey_key_suspension_ck check ((suspended_at is null) = (suspended_reason is null)),
    constraint latchkey_key_revocation_ck check ((revoked_at is null) = (revoked_reason is null)),
    constraint latchkey_key_version_ck check (version >= 1),
    constraint latchkey_key_turn_ck check (turn >= 0 and (slot is null) = (turn = 0))
);

-- One key per slot. A revoked key has left it.
create unique index if not exists latchkey_key_slot_uq
        on latchkey_key (tenant, resource, slot) where revoked_at is null and slot is not null;

create index if not exists latchkey_key_list_ix on latchkey_key (tenant, created_at desc, id desc);

create index if not exists latchkey_key_slot_list_ix on latchkey_key (tenant, slot, created_at desc, id desc);

-- For pages of keys that are neither revoked nor recorded as expired. Not partial: while statistics are old, PostgreSQL
-- may prefer the index of all.
create index if not exists latchkey_key_alive_slot_ix
        on latchkey_key (tenant, slot, revoked_at, expired_at, created_at desc, id desc);

create index if not exists latchkey_key_alive_ix
        on latchkey_key (tenant, revoked_at, expired_at, created_at desc, id desc);

-- For the keys whose expiry is to be recorded.
create index if not exists latchkey_key_due_ix on latchkey_key (revoked_at, expired_at, expires_at, id)
        where revoked_at is null and expired_at is null and expires_at is not null;

-- Which of two keys was the later holder of a slot is never left to a clock.
create unique index if not exists latchkey_key_holder_ix
        on latchkey_key (tenant, resource, slot, turn desc) where slot is not null;

create index if not exists latchkey_key_dead_ix on latchkey_key (dead_since, id) where dead_since is not null;

-- For searches by resource and by owner, the newest keys first.
create index if not exists latchkey_key_resource_ix on latchkey_key (tenant, resource, created_at desc, id desc);

create index if not exists latchkey_key_owner_ix on latchkey_key (tenant, owner, created_at desc, id desc);

-- For searches in the order of expiry and of names.
create index if not exists latchkey_key_expires_ix on latchkey_key (tenant, expires_at, id);

create index if not exists latchkey_key_name_ix on latchkey_key (tenant, name, id);

-- A row for each tag of a key.
create table if not exists latchkey_tag (
    tenant text collate "C" not null,
    tag text collate "C" not null,
    created_at timestamptz(3) not null,
    key_id uuid not null,
    constraint latchkey_tag_pk primary key (key_id, tag),
    constraint latchkey_tag_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

create index if not exists latchkey_tag_list_ix on latchkey_tag (tenant, tag, created_at desc, key_id desc);

-- A row for each issuer of a key, also after the issuer was purged.
create table if not exists latchkey_issued (
    tenant text collate "C" not null,
    issuer_id uuid not null,
    created_at timestamptz(3) not null,
    key_id uuid not null,
    constraint latchkey_issued_pk primary key (key_id, issuer_id),
    constraint latchkey_issued_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

create index if not exists latchkey_issued_list_ix
        on latchkey_issued (tenant, issuer_id, created_at desc, key_id desc);

-- Every handle that a key ever had. A handle is never used twice, so it stays when the secret or the key is removed.
create table if not exists latchkey_handle (
    handle text collate "C" not null,
    key_id uuid not null,
    constraint latchkey_handle_pk primary key (handle),
    constraint latchkey_handle_owner_uq unique (handle, key_id)
);

create table if not exists latchkey_secret (
    handle text collate "C" not null,
    key_id uuid not null,
    -- Newer secrets of a key have higher numbers.
    generation bigint not null,
    prefix text not null,
    last_four text not null,
    hash text not null,
    tag integer,
    sealed text,
    created_at timestamptz(3) not null,
    -- Null is the current secret.
    retires_at timestamptz(3),
    constraint latchkey_secret_pk primary key (handle),
    constraint latchkey_secret_handle_fk foreign key (handle, key_id)
        references latchkey_handle (handle, key_id),
    constraint latchkey_secret_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

-- At most one current secret per key.
create unique index if not exists latchkey_secret_current_uq on latchkey_secret (key_id) where retires_at is null;

create index if not exists latchkey_secret_key_ix on latchkey_secret (key_id, generation desc);

-- A row for each tenant that was ever ended: whether it takes no new keys, or was reopened.
create table if not exists latchkey_tenant (
    tenant text collate "C" not null,
    version bigint not null,
    ended boolean not null,
    marked_at timestamptz(3) not null,
    reason text not null,
    actor_kind text not null,
    actor_id text not null,
    address text,
    request_id text,
    only_named boolean not null,
    constraint latchkey_tenant_pk primary key (tenant)
);

-- No reference to the key: events outlive it.
create table if not exists latchkey_audit (
    key_id uuid not null,
    version bigint not null,
    tenant text collate "C" not null,
    happened_at timestamptz(3) not null,
    action text not null,
    actor_kind text not null,
    actor_id text not null,
    address text,
    request_id text,
    -- Whether the actor was only named, by an id that proves nothing.
    only_named boolean default false not null,
    detail text not null,
    -- Three lines for each member that was changed: its name, its value before and after. A value begins with an equals
    -- sign. A hyphen alone is none.
    changes text default '' not null,
    -- In the order in which they are taken, which is not the order of commits.
    number bigint generated always as identity,
    constraint latchkey_audit_pk primary key (key_id, version)
);

-- Not unique, because only polling needs the numbers: a revocation must not fail when a restored sequence repeats some.
create index if not exists latchkey_audit_number_ix on latchkey_audit (number);

create index if not exists latchkey_audit_tenant_ix
        on latchkey_audit (tenant, happened_at desc, key_id desc, version desc);

create index if not exists latchkey_audit_key_ix
        on latchkey_audit (tenant, key_id, happened_at desc, version desc);

-- For the removal of the events of purged keys.
create index if not exists latchkey_audit_purged_ix on latchkey_audit (happened_at) where action = 'PURGED';

-- Usage is no part of the key, and apart from it so that a busy key's row is neither locked nor rewritten. A key has a
-- row from its insertion on, because lists in the order of the last use have the keys too that were never used.
-- The room left in each page lets a row be rewritten without touching an index.
create table if not exists latchkey_usage (
    key_id uuid not null,
    -- Null while the key was never used.
    last_used_at timestamptz(3),
    uses bigint not null,
    -- That of the key. Null in rows that an older release has written.
    tenant text collate "C",
    -- The UTC day of the last use, which changes less often than the instant.
    used_on date generated always as ((last_used_at at time zone 'UTC')::date) stored,
    constraint latchkey_usage_pk primary key (key_id),
    constraint latchkey_usage_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
) with (fillfactor = 70);

-- For searches in the order of the last use.
create index if not exists latchkey_usage_on_ix on latchkey_usage (tenant, used_on, key_id);

-- The last use of each secret, apart from it for the same reason.
create table if not exists latchkey_secret_use (
    handle text collate "C" not null,
    last_used_at timestamptz(3) not null,
    constraint latchkey_secret_use_pk primary key (handle),
    constraint latchkey_secret_use_secret_fk foreign key (handle) references latchkey_secret (handle) on delete cascade
) with (fillfactor = 70);

create table if not exists latchkey_usage_day (
    key_id uuid not null,
    used_on date not null,
    -- Of accepted requests.
    uses bigint not null,
    limited bigint default 0 not null,
    refused bigint default 0 not null,
    constraint latchkey_usage_day_pk primary key (key_id, used_on),
    constraint latchkey_usage_day_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
) with (fillfactor = 70);

-- For the removal of old days.
create index if not exists latchkey_usage_day_on_ix on latchkey_usage_day (used_on);

-- The number of the last batch of uses that each process has recorded: a batch that is repeated, because nobody knows
-- whether it was recorded, counts once.
create table if not exists latchkey_usage_writer (
    id uuid not null,
    batch bigint not null,
    last_used_at timestamptz(3) not null,
    constraint latchkey_usage_writer_pk primary key (id)
) with (fillfactor = 70);

create table if not exists latchkey_access_event (
    id bigint generated always as identity,
    happened_at timestamptz(3) not null,
    kind text not null,
    reason text not null,
    tenant text collate "C",
    key_id uuid,
    address text,
    actor_kind text,
    actor_id text,
    request_id text,
    only_named boolean,
    times bigint not null
);

-- Also for the removal of old events. A number alone is not unique, because events must be recorded when a restored
-- sequence repeats some.
create unique index if not exists latchkey_access_event_number_ix on latchkey_access_event (happened_at, id);

alter table latchkey_access_event replica identity using index latchkey_access_event_number_ix;

create index if not exists latchkey_access_event_tenant_ix
        on latchkey_access_event (tenant, (happened_at at time zone 'UTC') desc, id desc) where tenant is not null;

create index if not exists latchkey_access_event_key_ix
        on latchkey_access_event (tenant, key_id, (happened_at at time zone 'UTC') desc, id desc)
        where key_id is not null;

create table if not exists latchkey_bucket (
    id text collate "C" not null,
    state bytea,
    expires_at bigint,
    constraint latchkey_bucket_pk primary key (id)
);

create index if not exists latchkey_bucket_expires_at_ix on latchkey_bucket (expires_at);

-- Sent at commit, once per key and transaction, for changes by hand too. Without a key when everything is gone.
-- In single quotes, because some tools that split a file into statements do not know dollar quotes.
create or replace function latchkey_tell_change() returns trigger language plpgsql as 'begin perform pg_catalog.pg_notify(
        ''latchkey_change'', coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]); return null; end';

create or replace trigger latchkey_key_change_tg after insert or update or delete on latchkey_key
        for each row execute function latchkey_tell_change('id');

create or replace trigger latchkey_secret_change_tg after insert or update or delete on latchkey_secret
        for each row execute function latchkey_tell_change('key_id');

create or replace trigger latchkey_secret_truncate_tg after truncate on latchkey_secret
        for each statement execute function latchkey_tell_change('key_id');
