-- A key has a row from its insertion on, because lists in the order of the last use have the keys too that were never
-- used. The last use is null until there is one.
alter table latchkey_usage alter column last_used_at drop not null;

-- That of the key. Null in rows that an older release has written.
alter table latchkey_usage add column if not exists tenant text collate "C";

-- The UTC day of the last use, which changes less often than the instant.
alter table latchkey_usage add column if not exists used_on date
        generated always as ((last_used_at at time zone 'UTC')::date) stored;

-- The last use of each secret.
create table if not exists latchkey_secret_use (
    handle text collate "C" not null,
    last_used_at timestamptz(3) not null,
    constraint latchkey_secret_use_pk primary key (handle),
    constraint latchkey_secret_use_secret_fk foreign key (handle) references latchkey_secret (handle) on delete cascade
) with (fillfactor = 70);

-- For the keys that are there. To be run again when no node of an older release inserts keys any more.
insert into latchkey_usage (key_id, tenant, uses) select id, tenant, 0 from latchkey_key
        on conflict (key_id) do update set tenant = excluded.tenant where latchkey_usage.tenant is null;

-- For searches in the order of the last use.
create index if not exists latchkey_usage_on_ix on latchkey_usage (tenant, used_on, key_id);
