-- The whole schema, as the numbered files in the folder mariadb leave it.
-- JdbcSchema.apply creates missing tables from it, and the check at start reads from it what must be there.

-- Text is compared by bytes, blanks at the end too, whatever the database's own collation is. Instants are UTC, and ids
-- are text, so that they sort as they are read.
create table if not exists latchkey_key (
    id varchar(36) character set ascii collate ascii_bin not null,
    tenant varchar(128) not null,
    -- Empty is the tenant itself.
    resource varchar(128) not null,
    slot varchar(100),
    name varchar(100) not null,
    permissions text not null,
    rates text not null,
    networks text not null,
    created_at datetime(3) not null,
    expires_at datetime(3),
    suspended_at datetime(3),
    suspended_reason varchar(500),
    revoked_at datetime(3),
    revoked_reason varchar(500),
    version bigint not null,
    -- The ids of the issuing key and of its issuers, in that order.
    issuers varchar(400) default '' not null,
    -- Which key of its slot it is, from 1 on. 0 without a slot.
    turn bigint not null,
    -- A revoked key has left its slot.
    occupied_slot varchar(100) generated always as (case when revoked_at is null then slot end) stored,
    dead_since datetime(3)
        generated always as (coalesce(least(revoked_at, expires_at), revoked_at, expires_at)) stored,
    -- The instant of the last event.
    changed_at datetime(3),
    -- The last rotation that left two secrets usable: PENDING or OVERLAP, the new and the previous handle, and in
    -- milliseconds the start, the grace, and the first use if there was one, separated by commas.
    rotation varchar(255),
    -- The person or team that answers for the key.
    owner varchar(255),
    -- In their order, separated by commas.
    tags text default ('') not null,
    -- What the key is for.
    description varchar(500),
    -- Kind and id of who made the key, separated by a comma.
    created_by varchar(400),
    -- Cause, instant in milliseconds, and kind and id of who suspended the key, separated by commas.
    suspension varchar(500),
    -- When the key was last resumed.
    resumed_at datetime(3),
    -- Kind and id of who revoked the key, separated by a comma.
    revoked_by varchar(400),
    -- When it was recorded that the key has expired.
    expired_at datetime(3),
    constraint latchkey_key_pk primary key (id),
    -- One key per slot.
    constraint latchkey_key_slot_uq unique (tenant, resource, occupied_slot),
    -- Which of two keys was the later holder of a slot is never left to a clock.
    constraint latchkey_key_holder_uq unique (tenant, resource, slot, turn desc),
    constraint latchkey_key_suspension_ck check ((suspended_at is null) = (suspended_reason is null)),
    constraint latchkey_key_revocation_ck check ((revoked_at is null) = (revoked_reason is null)),
    constraint latchkey_key_version_ck check (version >= 1),
    constraint latchkey_key_turn_ck check (turn >= 0 and (slot is null) = (turn = 0)),
    index latchkey_key_list_ix (tenant, created_at desc, id desc),
    index latchkey_key_slot_list_ix (tenant, slot, created_at desc, id desc),
    -- For pages of keys that are neither revoked nor recorded as expired.
    index latchkey_key_alive_ix (tenant, revoked_at, expired_at, created_at desc, id desc),
    index latchkey_key_alive_slot_ix (tenant, slot, revoked_at, expired_at, created_at desc, id desc),
    -- For the keys whose expiry is to be recorded.
    index latchkey_key_due_ix (revoked_at, expired_at, expires_at, id),
    index latchkey_key_dead_ix (dead_since, id),
    -- For searches by resource and by owner, the newest keys first.
    index latchkey_key_resource_ix (tenant, resource, created_at desc, id desc),
    index latchkey_key_owner_ix (tenant, owner, created_at desc, id desc),
    -- For searches in the order of expiry and of names.
    index latchkey_key_expires_ix (tenant, expires_at, id),
    index latchkey_key_name_ix (tenant, name, id)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

-- A row for each tag of a key.
create table if not exists latchkey_tag (
    tenant varchar(128) not null,
    tag varchar(64) not null,
    created_at datetime(3) not null,
    key_id varchar(36) character set ascii collate ascii_bin not null,
    constraint latchkey_tag_pk primary key (key_id, tag),
    constraint latchkey_tag_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade,
    index latchkey_tag_list_ix (tenant, tag, created_at desc, key_id desc)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

-- A row for each issuer of a key, also after the issuer was purged.
create table if not exists latchkey_issued (
    tenant varchar(128) not null,
    issuer_id varchar(36) character set ascii collate ascii_bin not null,
    created_at datetime(3) not null,
    key_id varchar(36) character set ascii collate ascii_bin not null,
    constraint latchkey_issued_pk primary key (key_id, issuer_id),
    constraint latchkey_issued_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade,
    index latchkey_issued_list_ix (tenant, issuer_id, created_at desc, key_id desc)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

-- Every handle that a key ever had. A handle is never used twice, so it stays when the secret or the key is removed.
create table if not exists latchkey_handle (
    handle varchar(40) not null,
    key_id varchar(36) character set ascii collate ascii_bin not null,
    constraint latchkey_handle_pk primary key (handle),
    constraint latchkey_handle_owner_uq unique (handle, key_id)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists latchkey_secret (
    handle varchar(40) not null,
    key_id varchar(36) character set ascii collate ascii_bin not null,
    -- Newer secrets of a key have higher numbers.
    generation bigint not null,
    prefix varchar(20) not null,
    last_four varchar(4) not null,
    hash varchar(400) not null,
    tag integer,
    sealed text,
    created_at datetime(3) not null,
    -- Null is the current secret.
    retires_at datetime(3),
    current_of varchar(36) character set ascii collate ascii_bin
        generated always as (case when retires_at is null then key_id end) virtual,
    constraint latchkey_secret_pk primary key (handle),
    -- At most one current secret per key.
    constraint latchkey_secret_current_uq unique (current_of),
    constraint latchkey_secret_handle_fk foreign key (handle, key_id)
        references latchkey_handle (handle, key_id),
    constraint latchkey_secret_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade,
    index latchkey_secret_key_ix (key_id, generation desc)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

-- A row for each tenant that was ever ended: whether it takes no new keys, or was reopened.
create table if not exists latchkey_tenant (
    tenant varchar(128) not null,
    version bigint not null,
    ended boolean not null,
    marked_at datetime(3) not null,
    reason varchar(500) not null,
    actor_kind varchar(100) not null,
    actor_id varchar(255) not null,
    address varchar(100),
    request_id varchar(255),
    only_named boolean not null,
    constraint latchkey_tenant_pk primary key (tenant)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

-- No reference to the key: events outlive it.
create table if not exists latchkey_audit (
    key_id varchar(36) character set ascii collate ascii_bin not null,
    version bigint not null,
    tenant varchar(128) not null,
    happened_at datetime(3) not null,
    action varchar(100) not null,
    actor_kind varchar(100) not null,
    actor_id varchar(255) not null,
    address varchar(100),
    request_id varchar(255),
    -- Whether the actor was only named, by an id that proves nothing.
    only_named boolean default false not null,
    detail text not null,
    -- Three lines for each member that was changed: its name, its value before and after. A value begins with an equals
    -- sign. A hyphen alone is none.
    changes mediumtext default ('') not null,
    -- In the order in which they are taken, which is not the order of commits.
    number bigint not null auto_increment,
    constraint latchkey_audit_pk primary key (key_id, version),
    -- Not unique, because only polling needs the numbers.
    index latchkey_audit_number_ix (number),
    index latchkey_audit_tenant_ix (tenant, happened_at desc, key_id desc, version desc),
    index latchkey_audit_key_ix (tenant, key_id, happened_at desc, version desc),
    -- For the removal of the events of purged keys.
    index latchkey_audit_purged_ix (action, happened_at)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

-- Usage is no part of the key, and apart from it so that a busy key's row is neither locked nor rewritten. A key has a
-- row from its insertion on, because lists in the order of the last use have the keys too that were never used.
create table if not exists latchkey_usage (
    key_id varchar(36) character set ascii collate ascii_bin not null,
    -- Null while the key was never used.
    last_used_at datetime(3),
    uses bigint not null,
    -- That of the key.
    tenant varchar(128) not null,
    -- The day of the last use, which changes less often than the instant.
    used_on date generated always as (cast(last_used_at as date)) stored,
    constraint latchkey_usage_pk primary key (key_id),
    constraint latchkey_usage_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade,
    -- For searches in the order of the last use.
    index latchkey_usage_on_ix (tenant, used_on, key_id)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

-- The last use of each secret, apart from it for the same reason.
create table if not exists latchkey_secret_use (
    handle varchar(40) not null,
    last_used_at datetime(3) not null,
    constraint latchkey_secret_use_pk primary key (handle),
    constraint latchkey_secret_use_secret_fk foreign key (handle) references latchkey_secret (handle) on delete cascade
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists latchkey_usage_day (
    key_id varchar(36) character set ascii collate ascii_bin not null,
    used_on date not null,
    -- Of accepted requests.
    uses bigint not null,
    limited bigint default 0 not null,
    refused bigint default 0 not null,
    constraint latchkey_usage_day_pk primary key (key_id, used_on),
    constraint latchkey_usage_day_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade,
    -- For the removal of old days.
    index latchkey_usage_day_on_ix (used_on)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

-- The number of the last batch of uses that each process has recorded: a batch that is repeated, because nobody knows
-- whether it was recorded, counts once.
create table if not exists latchkey_usage_writer (
    id varchar(36) character set ascii collate ascii_bin not null,
    batch bigint not null,
    last_used_at datetime(3) not null,
    constraint latchkey_usage_writer_pk primary key (id)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists latchkey_access_event (
    id bigint not null auto_increment,
    happened_at datetime(3) not null,
    kind varchar(100) not null,
    reason text not null,
    tenant varchar(128),
    key_id varchar(36) character set ascii collate ascii_bin,
    address text,
    actor_kind varchar(100),
    actor_id varchar(255),
    request_id varchar(255),
    only_named boolean,
    times bigint not null,
    constraint latchkey_access_event_pk primary key (id),
    index latchkey_access_event_at_ix (happened_at),
    index latchkey_access_event_tenant_ix (tenant, happened_at desc, id desc),
    index latchkey_access_event_key_ix (tenant, key_id, happened_at desc, id desc)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;

create table if not exists latchkey_bucket (
    id varchar(700) not null,
    state blob,
    expires_at bigint,
    constraint latchkey_bucket_pk primary key (id),
    index latchkey_bucket_expires_at_ix (expires_at)
) engine = InnoDB character set utf8mb4 collate utf8mb4_nopad_bin;
