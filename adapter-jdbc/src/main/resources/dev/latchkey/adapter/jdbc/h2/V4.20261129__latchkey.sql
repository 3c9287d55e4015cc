-- For pages of the access events of a tenant and of a key.
create index if not exists latchkey_access_event_tenant_ix
        on latchkey_access_event (tenant, happened_at desc, id desc);

create index if not exists latchkey_access_event_key_ix
        on latchkey_access_event (tenant, key_id, happened_at desc, id desc);

-- For the removal of the events of purged keys.
create index if not exists latchkey_audit_purged_ix on latchkey_audit (action, happened_at);
