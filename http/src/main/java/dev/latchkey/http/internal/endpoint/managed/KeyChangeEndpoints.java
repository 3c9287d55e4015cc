package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.IdempotentResult;
import dev.latchkey.IssuedKey;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.KeyPatch;
import dev.latchkey.http.internal.endpoint.BodyMembers;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.spi.Body;
import java.util.List;

/**
 * The endpoints that change one key, or show its raw key.
 *
 * @param answers makes answers about one key
 */
record KeyChangeEndpoints(KeyAnswers answers) {
    List<Endpoint> endpoints(Endpoint.Managed at) {
        return List.of(
                at.patch("/keys/{id}", this::change, changeOperation()),
                at.post("/keys/{id}/suspend", this::suspend, suspendOperation()),
                at.post("/keys/{id}/resume", this::resume, resumeOperation()),
                at.post("/keys/{id}/revoke", this::revoke, revokeOperation()),
                at.post("/keys/{id}/reveal", this::reveal, revealOperation()));
    }

    private EndpointResult change(Call call, Body body) {
        KeyPatch patch = members().patch(JsonBody.of(body, members().known(), host().errors(), host().client()));
        return answers.changed(call, (keys, named) -> keys.change(named.tenant(), named.id(), patch));
    }

    private Operation changeOperation() {
        return operations()
                .changing("changeKey", "Change members of a key", ManagementPermission.LABEL)
                .says("Labels need keys:label, the other members keys:change. The body is a JSON merge patch "
                        + "(RFC 7396): null removes a member, and an array replaces it. Narrowing a key is always "
                        + "allowed.")
                .handsOut()
                .reasons(ErrorCode.KEY_ENDED, ErrorCode.TOO_MANY_KEYS)
                .patch(JsonSchema.object(
                                "The members to change, with their new values.",
                                members().properties(false))
                        .closed())
                .answersKey("The key as it is now.");
    }

    private EndpointResult suspend(Call call, Body body) {
        String reason = reason(call, body);
        return answers.changed(call, (keys, named) -> keys.suspend(named.tenant(), named.id(), reason));
    }

    private Operation suspendOperation() {
        return withReason(operations()
                        .changing("suspendKey", "Suspend a key", ManagementPermission.SUSPEND)
                        .says("Requests with the key are refused until it is resumed.")
                        .reasons(ErrorCode.KEY_ENDED))
                .answersKey("The key as it is now.");
    }

    private EndpointResult resume(Call call, Body body) {
        reason(call, body);
        return answers.changed(call, (keys, named) -> keys.resume(named.tenant(), named.id()));
    }

    private Operation resumeOperation() {
        return withReason(operations()
                        .changing("resumeKey", "Resume a suspended key", ManagementPermission.SUSPEND)
                        .handsOut()
                        .reasons(ErrorCode.KEY_ENDED))
                .answersKey("The key as it is now.");
    }

    private EndpointResult revoke(Call call, Body body) {
        String reason = Reasons.ofRevocation(sent(call, body), host().client());
        return answers.changed(call, (keys, named) -> keys.revoke(named.tenant(), named.id(), reason));
    }

    private Operation revokeOperation() {
        return withReason(
                        operations()
                                .changing("revokeKey", "Revoke a key", ManagementPermission.REVOKE)
                                .says("The key stops working immediately and permanently."),
                        ManagedOperations.reasonOfRevocation())
                .answersKey("The key as it is now.");
    }

    private static ManagedOperations.Builder withReason(ManagedOperations.Builder begun) {
        return withReason(begun, ManagedOperations.reason());
    }

    private static ManagedOperations.Builder withReason(ManagedOperations.Builder begun, Property reason) {
        return begun.optionalBody(
                JsonSchema.object("The reason.", List.of(reason)).closed());
    }

    private EndpointResult reveal(Call call, Body body) {
        JsonBody.optional(call.request(), body, BodyMembers.NONE, host().errors(), host().client());
        NamedKey named = host().requests().key(call);
        IssuedKey revealed = host().done(
                        call.keys().reveal(named.tenant(), named.id()),
                        call,
                        operations().json());
        return answers.shown(
                call, revealed.key(), new KeyAnswers.Answer(200, "RevealedKey"), IdempotentResult.first(revealed));
    }

    private Operation revealOperation() {
        return operations()
                .sending("revealKey", "Show the raw key again", ManagementPermission.REVEAL)
                .ofKey()
                .says("Requires a sealed copy of the raw key. The audit log records the reveal.")
                .handsOut()
                .reasons(ErrorCode.KEY_ENDED, ErrorCode.NOT_REVEALABLE)
                .optionalBody(JsonSchema.object("An empty object.", List.of()).closed())
                .done(new Done(
                        200,
                        "The key with its raw key.",
                        operations().json().shown("RevealedKey").schema("A key with its raw key."),
                        List.of(HeaderSchema.ETAG),
                        ManagedOperations.links("/key")));
    }

    private String reason(Call call, Body body) {
        return Reasons.of(sent(call, body), host().errors(), host().client());
    }

    private JsonBody sent(Call call, Body body) {
        return JsonBody.optional(
                call.request(), body, BodyMembers.of(ManagedNames.REASON), host().errors(), host().client());
    }

    private ManagedKeysHost host() {
        return answers.host();
    }

    private ManagedOperations operations() {
        return answers.operations();
    }

    private KeyMembers members() {
        return answers.members();
    }
}
