-- The whole schema, as the numbered files in the folder h2 leave it.
-- JdbcSchema.apply creates missing tables from it, and the check at start reads from it what must be there.

create table if not exists latchkey_key (
    id uuid not null,
    tenant varchar not null,
    -- Empty is the tenant itself.
    resource varchar not null,
    slot varchar,
    name varchar not null,
    permissions varchar not null,
    rates varchar not null,
    networks varchar not null,
    created_at timestamp(3) with time zone not null,
    expires_at timestamp(3) with time zone,
    suspended_at timestamp(3) with time zone,
    suspended_reason varchar,
    revoked_at timestamp(3) with time zone,
    revoked_reason varchar,
    version bigint not null,
    -- The ids of the issuing key and of its issuers, in that order.
    issuers varchar default '' not null,
    -- Which key of its slot it is, from 1 on. 0 without a slot.
    turn bigint not null,
    -- A revoked key has left its slot.
    occupied_slot varchar generated always as (case when revoked_at is null then slot end),
    dead_since timestamp(3) with time zone
        generated always as (coalesce(least(revoked_at, expires_at), revoked_at, expires_at)),
    -- The instant of the last event. Null in rows that an older release has written and no newer one has changed.
    changed_at timestamp(3) with time zone,
    -- The last rotation that left two secrets usable: PENDING or OVERLAP, the new and the previous handle, and in
    -- milliseconds the start, the grace, and the first use if there was one, separated by commas.
    rotation varchar,
    -- The person or team that answers for the key.
    owner varchar,
    -- In their order, separated by commas.
    tags varchar default '' not null,
    -- What the key is for.
    description varchar,
    -- Kind and id of who made the key, separated by a comma. Null in rows that an older release has written.
    created_by varchar,
    -- Cause, instant in milliseconds, and kind and id of who suspended the key, separated by commas. It counts only
    -- while the instant is that of suspended_at: an older release leaves it as it is.
    suspension varchar,
    -- When the key was last resumed.
    resumed_at timestamp(3) with time zone,
    -- Kind and id of who revoked the key, separated by a comma. Null if an older release revoked it.
    revoked_by varchar,
    -- When it was recorded that the key has expired. Null while it is not.
    expired_at timestamp(3) with time zone,
    constraint latchkey_key_pk primary key (id),
    -- One key per slot. In some of H2's modes nulls are equal unless told apart here.
    constraint latchkey_key_slot_uq unique nulls distinct (tenant, resource, occupied_slot),
    constraint latchkey_key_suspension_ck check ((suspended_at is null) = (suspended_reason is null)),
    constraint latchkey_key_revocation_ck check ((revoked_at is null) = (revoked_reason is null)),
    constraint latchkey_key_version_ck check (version >= 1),
    constraint latchkey_key_turn_ck check (turn >= 0 and (slot is null) = (turn = 0))
);

create index if not exists latchkey_key_list_ix on latchkey_key (tenant, created_at desc, id desc);

create index if not exists latchkey_key_slot_list_ix on latchkey_key (tenant, slot, created_at desc, id desc);

-- For pages of keys that are neither revoked nor recorded as expired. Of two that cost alike, H2 takes the older one.
create index if not exists latchkey_key_alive_slot_ix
        on latchkey_key (tenant, slot, revoked_at, expired_at, created_at desc, id desc);

create index if not exists latchkey_key_alive_ix
        on latchkey_key (tenant, revoked_at, expired_at, created_at desc, id desc);

-- For the keys whose expiry is to be recorded.
create index if not exists latchkey_key_due_ix on latchkey_key (revoked_at, expired_at, expires_at, id);

-- Which of two keys was the later holder of a slot is never left to a clock.
create unique nulls distinct index if not exists latchkey_key_holder_ix
        on latchkey_key (tenant, resource, slot, turn desc);

create index if not exists latchkey_key_dead_ix on latchkey_key (dead_since, id);

-- For searches by resource and by owner, the newest keys first.
create index if not exists latchkey_key_resource_ix on latchkey_key (tenant, resource, created_at desc, id desc);

create index if not exists latchkey_key_owner_ix on latchkey_key (tenant, owner, created_at desc, id desc);

-- For searches in the order of expiry and of names.
create index if not exists latchkey_key_expires_ix on latchkey_key (tenant, expires_at, id);

create index if not exists latchkey_key_name_ix on latchkey_key (tenant, name, id);

-- A row for each tag of a key.
create table if not exists latchkey_tag (
    tenant varchar not null,
    tag varchar not null,
    created_at timestamp(3) with time zone not null,
    key_id uuid not null,
    constraint latchkey_tag_pk primary key (key_id, tag),
    constraint latchkey_tag_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

create index if not exists latchkey_tag_list_ix on latchkey_tag (tenant, tag, created_at desc, key_id desc);

-- A row for each issuer of a key, also after the issuer was purged.
create table if not exists latchkey_issued (
    tenant varchar not null,
    issuer_id uuid not null,
    created_at timestamp(3) with time zone not null,
    key_id uuid not null,
    constraint latchkey_issued_pk primary key (key_id, issuer_id),
    constraint latchkey_issued_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

create index if not exists latchkey_issued_list_ix
        on latchkey_issued (tenant, issuer_id, created_at desc, key_id desc);

-- Every handle that a key ever had. A handle is never used twice, so it stays when the secret or the key is removed.
create table if not exists latchkey_handle (
    handle varchar not null,
    key_id uuid not null,
    constraint latchkey_handle_pk primary key (handle),
    constraint latchkey_handle_owner_uq unique (handle, key_id)
);

create table if not exists latchkey_secret (
    handle varchar not null,
    key_id uuid not null,
    -- Newer secrets of a key have higher numbers.
    generation bigint not null,
    prefix varchar not null,
    last_four varchar not null,
    hash varchar not null,
    tag integer,
    sealed varchar,
    created_at timestamp(3) with time zone not null,
    -- Null is the current secret.
    retires_at timestamp(3) with time zone,
    current_of uuid generated always as (case when retires_at is null then key_id end),
    constraint latchkey_secret_pk primary key (handle),
    -- At most one current secret per key.
    constraint latchkey_secret_current_uq unique nulls distinct (current_of),
    constraint latchkey_secret_handle_fk foreign key (handle, key_id)
        references latchkey_handle (handle, key_id),
    constraint latchkey_secret_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

create index if not exists latchkey_secret_key_ix on latchkey_secret (key_id, generation desc);

-- A row for each tenant that was ever ended: whether it takes no new keys, or was reopened.
create table if not exists latchkey_tenant (
    tenant varchar not null,
    version bigint not null,
    ended boolean not null,
    marked_at timestamp(3) with time zone not null,
    reason varchar not null,
    actor_kind varchar not null,
    actor_id varchar not null,
    address varchar,
    request_id varchar,
    only_named boolean not null,
    constraint latchkey_tenant_pk primary key (tenant)
);

-- No reference to the key: events outlive it.
create table if not exists latchkey_audit (
    key_id uuid not null,
    version bigint not null,
    tenant varchar not null,
    happened_at timestamp(3) with time zone not null,
    action varchar not null,
    actor_kind varchar not null,
    actor_id varchar not null,
    address varchar,
    request_id varchar,
    -- Whether the actor was only named, by an id that proves nothing.
    only_named boolean default false not null,
    detail varchar not null,
    -- Three lines for each member that was changed: its name, its value before and after. A value begins with an equals
    -- sign. A hyphen alone is none.
    changes varchar default '' not null,
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
create index if not exists latchkey_audit_purged_ix on latchkey_audit (action, happened_at);

-- Usage is no part of the key, and apart from it so that a busy key's row is neither locked nor rewritten. A key has a
-- row from its insertion on, because lists in the order of the last use have the keys too that were never used.
create table if not exists latchkey_usage (
    key_id uuid not null,
    -- Null while the key was never used.
    last_used_at timestamp(3) with time zone,
    uses bigint not null,
    -- That of the key. Null in rows that an older release has written.
    tenant varchar,
    -- The UTC day of the last use, whatever the zone of the session is.
    used_on date generated always as
        (dateadd(day, cast(floor(extract(epoch from last_used_at) / 86400) as integer), date '1970-01-01')),
    constraint latchkey_usage_pk primary key (key_id),
    constraint latchkey_usage_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

-- For searches in the order of the last use.
create index if not exists latchkey_usage_on_ix on latchkey_usage (tenant, used_on, key_id);

-- The last use of each secret, apart from it for the same reason.
create table if not exists latchkey_secret_use (
    handle varchar not null,
    last_used_at timestamp(3) with time zone not null,
    constraint latchkey_secret_use_pk primary key (handle),
    constraint latchkey_secret_use_secret_fk foreign key (handle) references latchkey_secret (handle) on delete cascade
);

create table if not exists latchkey_usage_day (
    key_id uuid not null,
    used_on date not null,
    -- Of accepted requests.
    uses bigint not null,
    limited bigint default 0 not null,
    refused bigint default 0 not null,
    constraint latchkey_usage_day_pk primary key (key_id, used_on),
    constraint latchkey_usage_day_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

-- For the removal of old days.
create index if not exists latchkey_usage_day_on_ix on latchkey_usage_day (used_on);

-- The number of the last batch of uses that each process has recorded: a batch that is repeated, because nobody knows
-- whether it was recorded, counts once.
create table if not exists latchkey_usage_writer (
    id uuid not null,
    batch bigint not null,
    last_used_at timestamp(3) with time zone not null,
    constraint latchkey_usage_writer_pk primary key (id)
);

create table if not exists latchkey_access_event (
    id bigint generated always as identity,
    happened_at timestamp(3) with time zone not null,
    kind varchar not null,
    reason varchar not null,
    tenant varchar,
    key_id uuid,
    address varchar,
    actor_kind varchar,
    actor_id varchar,
    request_id varchar,
    only_named boolean,
    times bigint not null
);

-- Also for the removal of old events. A number alone is not unique, because events must be recorded when a restored
-- sequence repeats some.
create unique index if not exists latchkey_access_event_number_ix on latchkey_access_event (happened_at, id);

create index if not exists latchkey_access_event_tenant_ix
        on latchkey_access_event (tenant, happened_at desc, id desc);

create index if not exists latchkey_access_event_key_ix
        on latchkey_access_event (tenant, key_id, happened_at desc, id desc);
