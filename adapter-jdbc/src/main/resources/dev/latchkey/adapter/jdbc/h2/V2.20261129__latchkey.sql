-- Usage by day tells accepted requests, which it had alone, from limited and refused ones.
alter table latchkey_usage_day add column if not exists limited bigint default 0 not null;

alter table latchkey_usage_day add column if not exists refused bigint default 0 not null;

-- For the removal of old days.
create index if not exists latchkey_usage_day_on_ix on latchkey_usage_day (used_on);

-- The instant of the last event. Null in rows that an older release has written and no newer one has changed.
alter table latchkey_key add column if not exists changed_at timestamp(3) with time zone;

-- The last rotation that left two secrets usable: PENDING or OVERLAP, the new and the previous handle, and in
-- milliseconds the start, the grace, and the first use if there was one, separated by commas. It counts only while its
-- secrets are the two newest: an older release leaves it as it is.
alter table latchkey_key add column if not exists rotation varchar;
