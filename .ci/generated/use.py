"""Walks a key's life with the client that openapi-generator makes for Python: ADDRESS and TOKEN in the environment."""

import os
import openapi_client as c
from openapi_client.models import (
    CancelRotationRequest,
    ChangeKeyRequest,
    IssueKeyRequest,
    RotateKeyRequest,
    RotateNow,
    RotateWithOverlap,
    SuspendKeyRequest,
)

conf = c.Configuration(host=os.environ["ADDRESS"], api_key={"operator": os.environ["TOKEN"]})
with c.ApiClient(conf) as client:
    api = c.ManagedKeysApi(client)
    issued = api.issue_key(IssueKeyRequest(tenant="acme", name="generated", permissions=["messages:send"], owner="ops"))
    assert issued.raw_key and issued.key.status == "active", issued
    key_id = issued.key.id
    key = api.change_key(key_id, ChangeKeyRequest(name="renamed", tags=["python"], expires_at="2031-01-01T00:00:00Z"))
    assert key.name == "renamed" and key.tags == ["python"] and key.owner == "ops", key
    rotated = api.rotate_key(key_id, RotateKeyRequest(RotateWithOverlap(mode="overlap", overlap="PT1H")))
    assert rotated.raw_key != issued.raw_key and rotated.key.rotation.previous, rotated
    key = api.cancel_rotation(key_id, cancel_rotation_request=CancelRotationRequest(new=rotated.key.rotation.secret.id))
    assert key.rotation is None and key.secret.id == issued.key.secret.id, key
    key = api.suspend_key(key_id, suspend_key_request=SuspendKeyRequest(reason="generated"))
    assert key.status == "suspended" and key.suspension.reason == "generated", key
    found = api.list_keys(tenant="acme", status="suspended", owner="ops", limit=100)
    assert key_id in [one.id for one in found.data], found
    key = api.revoke_key(key_id)
    assert key.status == "revoked" and key.suspension, key
    try:
        api.rotate_key(key_id, RotateKeyRequest(RotateNow(mode="now")))
        raise SystemExit("an ended key was rotated")
    except c.exceptions.ConflictException as refused:
        assert refused.data.code == "KEY_ENDED", refused
print("Python: a key was issued, changed, rotated, suspended, listed and revoked")
