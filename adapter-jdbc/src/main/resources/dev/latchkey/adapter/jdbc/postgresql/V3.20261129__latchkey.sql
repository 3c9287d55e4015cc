-- The person or team that answers for the key.
alter table latchkey_key add column if not exists owner text collate "C";

-- In their order, separated by commas.
alter table latchkey_key add column if not exists tags text default '' not null;

-- What the key is for.
alter table latchkey_key add column if not exists description text;

-- Kind and id of who made the key, separated by a comma. Null in rows that an older release has written.
alter table latchkey_key add column if not exists created_by text;

-- Cause, instant in milliseconds, and kind and id of who suspended the key, separated by commas. It counts only
-- while the instant is that of suspended_at: an older release leaves it as it is.
alter table latchkey_key add column if not exists suspension text;

-- When the key was last resumed.
alter table latchkey_key add column if not exists resumed_at timestamptz(3);

-- Kind and id of who revoked the key, separated by a comma. Null if an older release revoked it.
alter table latchkey_key add column if not exists revoked_by text;
