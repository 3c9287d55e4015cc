-- What tells other nodes of changes: a number on each event, for those who ask, and notifications, for those who listen.

-- In the order in which they are taken, which is not the order of commits.
alter table latchkey_audit add column if not exists number bigint generated always as identity;

create unique index if not exists latchkey_audit_number_uq on latchkey_audit (number);

-- Sent at commit, once per key and transaction, for changes by hand too. Without a key when everything is gone.
create or replace function latchkey_tell_change() returns trigger language plpgsql as $$ begin perform pg_catalog.pg_notify(
        'latchkey_change', coalesce(to_jsonb(new), to_jsonb(old)) ->> tg_argv[0]); return null; end $$;

create or replace trigger latchkey_key_change_tg after insert or update or delete on latchkey_key
        for each row execute function latchkey_tell_change('id');

create or replace trigger latchkey_secret_change_tg after insert or update or delete on latchkey_secret
        for each row execute function latchkey_tell_change('key_id');

create or replace trigger latchkey_secret_truncate_tg after truncate on latchkey_secret
        for each statement execute function latchkey_tell_change('key_id');
