-- A number alone is not unique: after a restore of single tables, or a switch-over that does not copy sequences, numbers
-- begin again, and events must be recorded all the same.
create unique index if not exists latchkey_access_event_number_ix on latchkey_access_event (happened_at, id);

alter table latchkey_access_event replica identity using index latchkey_access_event_number_ix;

alter table latchkey_access_event drop constraint if exists latchkey_access_event_pk;

drop index if exists latchkey_access_event_at_ix;
