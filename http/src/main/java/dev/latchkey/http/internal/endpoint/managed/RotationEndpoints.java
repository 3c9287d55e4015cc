package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.IdempotentResult;
import dev.latchkey.OperatorKeys;
import dev.latchkey.Result;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.http.internal.endpoint.BodyMembers;
import dev.latchkey.http.internal.endpoint.Endpoint;
import dev.latchkey.http.internal.endpoint.Endpoint.Call;
import dev.latchkey.http.internal.endpoint.EndpointResult;
import dev.latchkey.http.internal.endpoint.IdempotencyHeader;
import dev.latchkey.http.internal.endpoint.JsonBody;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.error.FieldProblem;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.request.SecretId;
import dev.latchkey.http.spi.Body;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that rotate one key.
 *
 * @param answers makes answers about one key
 */
record RotationEndpoints(KeyAnswers answers) {
    private static final String NEW = "new";
    private static final String GRACE = "grace";
    private static final String MODE = "mode";
    private static final String OVERLAP = "overlap";
    private static final String LAPSES = "lapses";
    private static final String FORCE = "force";

    List<Endpoint> endpoints(Endpoint.Managed at) {
        return List.of(
                at.post("/keys/{id}/rotate", this::rotate, rotateOperation()),
                at.post("/keys/{id}/rotate/complete", this::complete, completeOperation()),
                at.post("/keys/{id}/rotate/cancel", this::cancel, cancelOperation()));
    }

    private EndpointResult rotate(Call call, Body body) {
        RotationMode mode = mode(JsonBody.of(
                body, BodyMembers.of(MODE).and(OVERLAP).and(GRACE).and(LAPSES), host().errors(), host().client()));
        NamedKey named = host().requests().key(call);
        OperatorKeys keys = answers.expecting(call).once(IdempotencyHeader.read(call.request(), host().errors()));
        Result<IdempotentResult> result = members().checked(() -> keys.rotate(named.tenant(), named.id(), mode));
        IdempotentResult rotated = host().done(result, call, operations().json());
        return answers.shown(call, rotated.key(), new KeyAnswers.Answer(201, "RotatedKey"), rotated)
                .replayed(rotated.repeated());
    }

    private RotationMode mode(JsonBody sent) {
        String mode = sent.text(MODE);
        Duration overlap = optionalDuration(sent, OVERLAP);
        Duration grace = optionalDuration(sent, GRACE);
        Duration lapses = optionalDuration(sent, LAPSES);
        refuse(OVERLAP, overlap != null && !mode.equals("overlap"));
        refuse(GRACE, grace != null && !mode.equals("first-use"));
        refuse(LAPSES, lapses != null && !mode.equals("first-use"));
        return members().checked(() -> switch (mode) {
            case "now" -> RotationMode.NOW;
            case "overlap" -> RotationMode.overlap(required(OVERLAP, overlap));
            case "first-use" -> {
                RotationMode begun = RotationMode.firstUse();
                RotationMode graced = grace == null ? begun : begun.grace(grace);
                yield lapses == null ? graced : graced.lapses(lapses);
            }
            default -> throw invalid(MODE, FieldProblem.NO_MODE);
        });
    }

    private Operation rotateOperation() {
        Map<String, JsonSchema> modes = new LinkedHashMap<>();
        modes.put("now", mode("now", "RotateNow", "Ends the previous secret immediately."));
        modes.put(
                "overlap",
                mode(
                        "overlap",
                        "RotateWithOverlap",
                        "Keeps the previous secret for a while.",
                        new Property(
                                OVERLAP, bounded("How long the previous secret is still accepted.", "P7D"), true)));
        modes.put(
                "first-use",
                mode(
                        "first-use",
                        "RotateUntilFirstUse",
                        "Keeps the previous secret until the new one is used.",
                        new Property(
                                GRACE,
                                bounded(
                                                "How long the previous secret is accepted after the first use of the "
                                                        + "new one. Defaults to one day.",
                                                "P1D")
                                        .orNull(),
                                false),
                        new Property(
                                LAPSES,
                                bounded("How long the new secret waits for its first use. Defaults to 30 days.", "P30D")
                                        .orNull(),
                                false)));
        JsonSchema body = JsonSchema.oneOf("The way in which the previous secret is replaced.", MODE, modes);
        return withRotation(operations()
                        .changing("rotateKey", "Rotate a key", ManagementPermission.ROTATE)
                        .handsOut()
                        .once()
                        .reasons(ErrorCode.KEY_ENDED, ErrorCode.ROTATION_UNDER_WAY)
                        .body(body))
                .done(new Done(
                        201,
                        "The key with its new raw key.",
                        operations().json().shown("RotatedKey").schema("A key with its raw key."),
                        List.of(HeaderSchema.ETAG, IdempotencyHeader.REPLAYED),
                        ManagedOperations.links("/key")));
    }

    private ManagedOperations.Builder withRotation(ManagedOperations.Builder begun) {
        return begun.member(409, ErrorMembers.rotation(operations().json()));
    }

    private EndpointResult complete(Call call, Body body) {
        JsonBody sent = JsonBody.optional(
                call.request(), body, BodyMembers.of(NEW).and(GRACE), host().errors(), host().client());
        String handle = newHandle(sent);
        Duration grace = optionalDuration(sent, GRACE);
        Duration kept = grace == null ? Duration.ZERO : grace;
        return answers.changed(call, (keys, named) -> keys.complete(named.tenant(), named.id(), handle, kept));
    }

    private Operation completeOperation() {
        return withRotation(operations()
                        .changing("completeRotation", "Complete a rotation", ManagementPermission.ROTATE)
                        .says("The new secret becomes current, and the previous one ends. The response is 200 with the "
                                + "unchanged key if new is absent and no rotation is in progress, or if new is the "
                                + "current secret, because that rotation is complete. Any other new is NO_ROTATION.")
                        .byTheCurrentSecret()
                        .reasons(ErrorCode.KEY_ENDED, ErrorCode.NO_ROTATION)
                        .optionalBody(JsonSchema.object(
                                        "The rotation to which the request applies.",
                                        List.of(
                                                newSecret(),
                                                new Property(
                                                        GRACE,
                                                        ValueSchemas.duration("The grace of the previous secret, one "
                                                                        + "minute to 366 days. None by default.")
                                                                .example("PT1H")
                                                                .orNull(),
                                                        false)))
                                .closed()))
                .answersKey("The key as it is now.");
    }

    private EndpointResult cancel(Call call, Body body) {
        JsonBody sent = JsonBody.optional(
                call.request(), body, BodyMembers.of(NEW).and(FORCE), host().errors(), host().client());
        String handle = newHandle(sent);
        boolean force = sent.isTrue(FORCE);
        return answers.changed(call, (keys, named) -> keys.cancel(named.tenant(), named.id(), handle, force));
    }

    private Operation cancelOperation() {
        return withRotation(operations()
                        .changing("cancelRotation", "Cancel a rotation", ManagementPermission.ROTATE)
                        .says("The new secret ends, and the previous one becomes current again. The response is 200 "
                                + "with the unchanged key if new is absent and no rotation is in progress, or if new "
                                + "has ended already. Any other new is NO_ROTATION.")
                        .handsOut()
                        .reasons(
                                ErrorCode.KEY_ENDED,
                                ErrorCode.NO_ROTATION,
                                ErrorCode.NEW_SECRET_IN_USE,
                                ErrorCode.ROTATION_ENDING)
                        .optionalBody(JsonSchema.object(
                                        "The rotation to which the request applies.",
                                        List.of(
                                                newSecret(),
                                                new Property(
                                                        FORCE,
                                                        JsonSchema.of(
                                                                        "boolean",
                                                                        "True to cancel although the new secret was "
                                                                                + "used.")
                                                                .orNull(),
                                                        false)))
                                .closed()))
                .answersKey("The key as it is now.");
    }

    private @Nullable String newHandle(JsonBody sent) {
        String id = sent.optionalText(NEW);
        String handle = id == null ? null : SecretId.handle(id);
        if (id != null && handle == null) {
            throw invalid(NEW, FieldProblem.NO_SECRET_ID);
        }
        return handle;
    }

    private @Nullable Duration optionalDuration(JsonBody sent, String member) {
        String text = sent.optionalText(member);
        return text == null ? null : members().duration(member, text);
    }

    private Duration required(String member, @Nullable Duration duration) {
        if (duration == null) {
            throw invalid(member, FieldProblem.REQUIRED);
        }
        return duration;
    }

    private void refuse(String member, boolean excluded) {
        if (excluded) {
            throw invalid(member, FieldProblem.NOT_FOR_THIS);
        }
    }

    private ApiErrorException invalid(String member, FieldProblem problem) {
        return new ApiErrorException(host().errors().invalid(member, problem));
    }

    private static JsonSchema mode(String mode, String name, String description, Property... more) {
        List<Property> members = new ArrayList<>();
        members.add(new Property(MODE, JsonSchema.oneOf("The mode.", List.of(mode)), true));
        members.addAll(List.of(more));
        return JsonSchema.object(description, members).closed().named(name);
    }

    private static JsonSchema bounded(String description, String example) {
        return ValueSchemas.duration(description + " One minute to 366 days.").example(example);
    }

    private static Property newSecret() {
        return new Property(
                NEW,
                ValueSchemas.secretId(
                                "The id of the rotation's new secret. Defaults to the rotation that is in progress.")
                        .orNull(),
                false);
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
