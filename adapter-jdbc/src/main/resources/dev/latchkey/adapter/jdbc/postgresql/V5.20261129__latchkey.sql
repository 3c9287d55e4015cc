-- Names are indexed now, and compared by bytes.
alter table latchkey_key alter column name type text collate "C";

-- For searches by resource and by owner, the newest keys first.
create index if not exists latchkey_key_resource_ix on latchkey_key (tenant, resource, created_at desc, id desc);

create index if not exists latchkey_key_owner_ix on latchkey_key (tenant, owner, created_at desc, id desc);

-- For searches in the order of expiry and of names.
create index if not exists latchkey_key_expires_ix on latchkey_key (tenant, expires_at, id);

create index if not exists latchkey_key_name_ix on latchkey_key (tenant, name, id);

-- A row for each tag of a key.
create table if not exists latchkey_tag (
    tenant text collate "C" not null,
    tag text collate "C" not null,
    created_at timestamptz(3) not null,
    key_id uuid not null,
    constraint latchkey_tag_pk primary key (key_id, tag),
    constraint latchkey_tag_key_fk foreign key (key_id) references latchkey_key (id) on delete cascade
);

create index if not exists latchkey_tag_list_ix on latchkey_tag (tenant, tag, created_at desc, key_id desc);
