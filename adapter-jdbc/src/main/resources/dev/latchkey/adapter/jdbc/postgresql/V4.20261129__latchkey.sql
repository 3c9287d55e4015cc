-- For pages of the access events of a tenant and of a key.
create index if not exists latchkey_access_event_tenant_ix
        on latchkey_access_event (tenant, (happened_at at time zone 'UTC') desc, id desc) where tenant is not null;

create index if not exists latchkey_access_event_key_ix
        on latchkey_access_event (tenant, key_id, (happened_at at time zone 'UTC') desc, id desc)
        where key_id is not null;

-- For the removal of the events of purged keys.
create index if not exists latchkey_audit_purged_ix on latchkey_audit (happened_at) where action = 'PURGED';
