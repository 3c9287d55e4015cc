-- The number of the last batch of uses that each process has recorded: a batch that is repeated, because nobody knows
-- whether it was recorded, counts once.
create table if not exists latchkey_usage_writer (
    id uuid not null,
    batch bigint not null,
    last_used_at timestamp(3) with time zone not null,
    constraint latchkey_usage_writer_pk primary key (id)
);
