-- A key has a row from its insertion on, because lists in the order of the last use have the keys too that were never
-- used. The last use is null until there is one.
alter table latchkey_usage alter column last_used_at drop not null;

-- That of the key. Null in rows that an older release has written.
alter table latchkey_usage add column if not exists tenant varchar;

-- The UTC day of the last use, whatever the zone of the session is.
alter table latchkey_usage add column if not exists used_on date generated always as
        (dateadd(day, cast(floor(extract(epoch from last_used_at) / 86400) as integer), date '1970-01-01'));

-- The last use of each secret.
create table if not exists latchkey_secret_use (
    handle varchar not null,
    last_used_at timestamp(3) with time zone not null,
    constraint latchkey_secret_use_pk primary key (handle),
    constraint latchkey_secret_use_secret_fk foreign key (handle) references latchkey_secret (handle) on delete cascade
);

-- For the keys that are there. To be run again when no node of an older release inserts keys any more.
merge into latchkey_usage u using latchkey_key k on u.key_id = k.id
        when matched and u.tenant is null then update set tenant = k.tenant
        when not matched then insert (key_id, tenant, uses) values (k.id, k.tenant, 0);

-- For searches in the order of the last use.
create index if not exists latchkey_usage_on_ix on latchkey_usage (tenant, used_on, key_id);
