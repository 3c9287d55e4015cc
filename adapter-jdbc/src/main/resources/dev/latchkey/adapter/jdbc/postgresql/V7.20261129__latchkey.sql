-- When it was recorded that the key has expired. Null while it is not, and of what an older release has written.
alter table latchkey_key add column if not exists expired_at timestamptz(3);

-- Pages of live keys had indexes that passed expired ones.
drop index if exists latchkey_key_live_ix;

drop index if exists latchkey_key_live_slot_ix;

-- For pages of keys that are neither revoked nor recorded as expired.
create index if not exists latchkey_key_alive_slot_ix
        on latchkey_key (tenant, slot, revoked_at, expired_at, created_at desc, id desc);

create index if not exists latchkey_key_alive_ix
        on latchkey_key (tenant, revoked_at, expired_at, created_at desc, id desc);

-- For the keys whose expiry is to be recorded.
create index if not exists latchkey_key_due_ix on latchkey_key (revoked_at, expired_at, expires_at, id)
        where revoked_at is null and expired_at is null and expires_at is not null;
