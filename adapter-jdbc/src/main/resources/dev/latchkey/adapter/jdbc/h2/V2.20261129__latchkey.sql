-- Usage by day tells accepted requests, which it had alone, from limited and refused ones.
alter table latchkey_usage_day add column if not exists limited bigint default 0 not null;

alter table latchkey_usage_day add column if not exists refused bigint default 0 not null;

-- For the removal of old days.
create index if not exists latchkey_usage_day_on_ix on latchkey_usage_day (used_on);
