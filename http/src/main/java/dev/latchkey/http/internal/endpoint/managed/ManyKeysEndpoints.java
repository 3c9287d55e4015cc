package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.IdempotentResult;
import dev.latchkey.OperatorBulk;
import dev.latchkey.OperatorBulk.Changed;
import dev.latchkey.OperatorKeys;
import dev.latchkey.Result;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.internal.endpoint.BodyMembers;
import dev.latchkey.http.internal.endpoint.DefaultPermissions;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.IdempotencyHeader;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.Shown;
import dev.latchkey.http.internal.endpoint.managed.ManagedKeyJson.View;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonObject;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.spi.Body;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that change all keys of an owner, or all that a key issued, and those of slots.
 *
 * @param host the host
 * @param operations makes descriptions
 * @param members reads members
 */
record ManyKeysEndpoints(ManagedKeysHost host, ManagedOperations operations, KeyMembers members) {
    /** Returns the endpoints whose paths are literal. */
    List<Endpoint> endpoints(Endpoint.Managed at) {
        return List.of(
                at.post("/keys/suspend", this::suspend, suspendOperation()),
                at.post("/keys/resume", this::resume, resumeOperation()),
                at.post("/keys/revoke", this::revoke, revokeOperation()),
                at.post("/slots/regenerate", this::regenerate, regenerateOperation()));
    }

    private String issuedBy() {
        return operations.names().of("issued by");
    }

    private EndpointResult suspend(Call call, Body body) {
        JsonBody sent = owned(body);
        String tenant = tenant(call, sent);
        String reason = Reasons.of(sent, host.errors(), host.client());
        String owner = sent.text(ManagedNames.OWNER);
        return changed(call, owned(() -> call.keys().bulk().suspendOwned(tenant, owner, reason)));
    }

    private EndpointResult resume(Call call, Body body) {
        JsonBody sent = owned(body);
        Reasons.of(sent, host.errors(), host.client());
        String tenant = tenant(call, sent);
        String owner = sent.text(ManagedNames.OWNER);
        return changed(call, owned(() -> call.keys().bulk().resumeOwned(tenant, owner)));
    }

    private EndpointResult revoke(Call call, Body body) {
        JsonBody sent = JsonBody.of(
                body,
                BodyMembers.of(ManagedNames.OWNER)
                        .and(issuedBy())
                        .and(ManagedNames.TENANT)
                        .and(ManagedNames.REASON),
                host.errors(),
                host.client());
        String tenant = tenant(call, sent);
        String reason = Reasons.ofRevocation(sent, host.client());
        UUID issuer = issuer(sent.optionalText(issuedBy()));
        if (issuer == null) {
            String owner = sent.text(ManagedNames.OWNER);
            return changed(call, owned(() -> call.keys().bulk().revokeOwned(tenant, owner, reason)));
        }
        if (sent.optionalText(ManagedNames.OWNER) != null) {
            throw new ApiErrorException(host.errors().invalid(issuedBy(), FieldProblem.NOT_FOR_THIS));
        }
        return changed(call, call.keys().bulk().revokeIssued(tenant, issuer, reason));
    }

    /** Changes the keys of an owner, unless the text can be none. */
    private Result<Changed> owned(Supplier<Result<Changed>> change) {
        return members.checked(ManagedNames.OWNER, change);
    }

    private @Nullable UUID issuer(@Nullable String text) {
        if (text == null) {
            return null;
        }
        if (!ManagedRequests.ID.matcher(text).matches()) {
            throw new ApiErrorException(host.errors().invalid(issuedBy(), FieldProblem.NO_UUID));
        }
        return UUID.fromString(text);
    }

    private JsonBody owned(Body body) {
        return JsonBody.of(
                body,
                BodyMembers.of(ManagedNames.OWNER).and(ManagedNames.TENANT).and(ManagedNames.REASON),
                host.errors(),
                host.client());
    }

    private String tenant(Call call, JsonBody sent) {
        return host.requests()
                .tenant(call, host.requests().named(call, host.requests().tenantQuery(call), sent));
    }

    private EndpointResult changed(Call call, Result<Changed> result) {
        return EndpointResult.ok(json().bytes(host.done(result, call, operations.json())));
    }

    private static JsonObject<Changed> json() {
        return JsonObject.<Changed>of("ChangedKeys")
                .with(
                        "changed",
                        JsonSchema.of("integer", "The number of keys that were changed."),
                        (json, name, it) -> json.number(name, it.changed()))
                .with(
                        "more",
                        JsonSchema.of(
                                "boolean", "True if the request must be repeated, because there may be more keys."),
                        (json, name, it) -> json.bool(name, it.more()));
    }

    private Operation suspendOperation() {
        return many(operations
                .sending("suspendKeys", "Suspend the keys of an owner", ManagementPermission.SUSPEND)
                .says("They can be resumed together. Keys that an operator suspended are not changed.")
                .body(ofOwner(ManagedOperations.reason())));
    }

    private Operation resumeOperation() {
        return many(operations
                .sending("resumeKeys", "Resume the keys of an owner", ManagementPermission.SUSPEND)
                .says("Resumes only keys that were suspended together with their owner.")
                .handsOut()
                .body(ofOwner(ManagedOperations.reason())));
    }

    private Operation revokeOperation() {
        return many(operations
                .sending(
                        "revokeKeys",
                        "Revoke the keys of an owner, or all keys that a key issued",
                        ManagementPermission.REVOKE)
                .body(JsonSchema.oneOf(
                        "Which keys.",
                        List.of(
                                ofOwner(ManagedOperations.reasonOfRevocation()).named("RevokeOwnedKeys"),
                                issued().named("RevokeIssuedKeys")))));
    }

    private Operation many(ManagedOperations.Builder begun) {
        return begun.says("Changes at most " + OperatorBulk.LIMIT
                        + " keys a request: repeat it until more is false. A repeated request continues where the "
                        + "previous one ended.")
                .ofTenant()
                .done(new Done(
                        200,
                        "The number of keys that were changed.",
                        json().schema("The result of the change."),
                        List.of()));
    }

    private JsonSchema ofOwner(Property reason) {
        return which(
                "The keys of an owner.",
                ManagedNames.OWNER,
                ValueSchemas.text("The owner of the keys.", ValueSchemas.OWNER),
                reason);
    }

    private JsonSchema issued() {
        return which(
                "The keys that a key issued.",
                issuedBy(),
                ManagedKeyJson.uuid("The key that issued the keys, directly or through other keys."),
                ManagedOperations.reasonOfRevocation());
    }

    private JsonSchema which(String description, String member, JsonSchema schema, Property reason) {
        return JsonSchema.object(
                        description,
                        List.of(
                                new Property(member, schema, true),
                                new Property(ManagedNames.TENANT, operations.tenantMember(), false),
                                reason))
                .closed();
    }

    private EndpointResult regenerate(Call call, Body body) {
        String resource = operations.names().resource();
        JsonBody sent =
                JsonBody.of(body, BodyMembers.of(resource).and(ManagedNames.TENANT), host.errors(), host.client());
        String tenant = tenant(call, sent);
        String id = sent.optionalText(resource);
        if (id != null && !host.hasResource(tenant, id)) {
            throw new ApiErrorException(host.errors().resourceNotFound());
        }
        Scope scope = id == null ? Scope.tenant() : members.checked(resource, () -> Scope.resource(id));
        KeySpec slot = KeySpec.of(tenant, scope, ResourceEndpoint.SLOT).slot(ResourceEndpoint.SLOT);
        KeySpec first = slot.permissions(DefaultPermissions.of(host.latchkey(), slot, host.defaults()));
        OperatorKeys keys = call.keys().once(IdempotencyHeader.read(call.request(), host.errors()));
        IdempotentResult done = host.done(members.checked(() -> keys.regenerate(first)), call, operations.json());
        View view = new View(
                call.keys().reader().listed(done.key()), host.latchkey().clock().instant());
        return EndpointResult.ok(operations.json().shown("RegeneratedSlot").bytes(new Shown(view, done.rawKey())))
                .tagged(EntityTags.of(done.key()))
                .replayed(done.repeated());
    }

    private Operation regenerateOperation() {
        ManagedNames names = operations.names();
        JsonSchema body = JsonSchema.object(
                        "The default key that is regenerated.",
                        List.of(
                                new Property(
                                        names.resource(),
                                        ValueSchemas.text(
                                                        "The " + names.nouns().resource() + "; null for the "
                                                                + names.nouns().tenant() + " itself.",
                                                        ValueSchemas.ID)
                                                .orNull(),
                                        false),
                                new Property(ManagedNames.TENANT, operations.tenantMember(), false)))
                .closed();
        return operations
                .sending("regenerateSlot", "Regenerate a default key", ManagementPermission.SLOTS)
                .says("The previous raw key stops working immediately. A slot without a key gets its first.")
                .ofTenant()
                .once()
                .handsOut()
                .reasons(
                        ErrorCode.RESOURCE_NOT_FOUND,
                        ErrorCode.CONTENDED,
                        ErrorCode.TENANT_ENDED,
                        ErrorCode.TOO_MANY_KEYS)
                .body(body)
                .done(new Done(
                        200,
                        "The key with its raw key.",
                        operations.json().shown("RegeneratedSlot").schema("A key with its raw key."),
                        List.of(HeaderSchema.ETAG, IdempotencyHeader.REPLAYED),
                        ManagedOperations.links("/key")));
    }
}
