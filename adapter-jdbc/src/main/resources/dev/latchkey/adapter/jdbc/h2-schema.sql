-- The whole schema, as the numbered files in the folder h2 leave it. For reading, and for the check at start.

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

-- For pages of keys that are not revoked.
create index if not exists latchkey_key_live_ix on latchkey_key (tenant, revoked_at, created_at desc, id desc);

create index if not exists latchkey_key_live_slot_ix
        on latchkey_key (tenant, slot, revoked_at, created_at desc, id desc);

-- Which of two keys was the later holder of a slot is never left to a clock.
create unique nulls distinct index if not exists latchkey_key_holder_ix
        on latchkey_key (tenant, resource, slot, turn desc);

create index if not exists latchkey_key_dead_ix on latchkey_key (dead_since, id);

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

-- Usage is no part of the key, and apart from it so that a busy key's row is neither locked nor rewritten.
create table if not exists latchkey_usage (
    key_id uuid not null,
    last_used_at timestamp(3) with time zone not null,
    uses bigint not null,
    constraint latchkey_usage_pk primary key (key_id),
    constraint latchkey_usage_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
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
    times bigint not null,
    constraint latchkey_access_event_pk primary key (id)
);

create index if not exists latchkey_access_event_at_ix on latchkey_access_event (happened_at);
