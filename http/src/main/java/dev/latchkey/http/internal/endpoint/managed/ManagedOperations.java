package dev.latchkey.http.internal.endpoint.managed;

import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.http.internal.endpoint.IdempotencyHeader;
import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.json.JsonWriter;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.internal.openapi.Operation.Callers;
import dev.latchkey.http.internal.openapi.Operation.Done;
import dev.latchkey.http.internal.openapi.Operation.Link;
import dev.latchkey.http.internal.openapi.Operation.More;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the descriptions of the operations on managed keys, which have much in common.
 *
 * @param names the names of the members
 * @param callers who may call
 */
record ManagedOperations(ManagedNames names, Callers callers) {
    static final String TAG = "Managed keys";
    static final List<String> PATCH_TYPES = List.of("application/merge-patch+json", JsonWriter.TYPE);

    private static final Set<ErrorCode> OF_A_BODY =
            EnumSet.of(ErrorCode.BODY_TIMEOUT, ErrorCode.BODY_TOO_LARGE, ErrorCode.MEDIA_TYPE);

    /** The operations that go on with a key. */
    private static final List<String> NEXT =
            List.of("getKey", "changeKey", "rotateKey", "suspendKey", "resumeKey", "revokeKey", "revealKey");

    ManagedKeyJson json() {
        return new ManagedKeyJson(names);
    }

    /** Begins the description of an operation that reads. */
    Builder reading(String id, String summary, ManagementPermission needed) {
        return new Builder(this, id, summary).needs(needed);
    }

    /** Begins the description of an operation that needs no management permission. */
    Builder open(String id, String summary) {
        return new Builder(this, id, summary);
    }

    /** Begins the description of an operation that is sent by POST or PATCH. */
    Builder sending(String id, String summary, ManagementPermission needed) {
        Builder begun = new Builder(this, id, summary).needs(needed).reasons(ErrorCode.CROSS_SITE);
        begun.parameters.add(csrf());
        return begun;
    }

    /** Begins the description of a change of one key. */
    Builder changing(String id, String summary, ManagementPermission needed) {
        Builder begun = sending(id, summary, needed).ofKey().reasons(ErrorCode.CONTENDED, ErrorCode.PRECONDITION);
        begun.parameters.add(EntityTags.parameter());
        begun.member(412, ErrorMembers.key(json()));
        begun.headers.put(412, List.of(HeaderSchema.ETAG));
        return begun;
    }

    private static Parameter csrf() {
        return new Parameter(
                "header",
                "Latchkey-Csrf",
                JsonSchema.text("Any value. Required if a browser attaches the credential automatically.")
                        .example("1"));
    }

    Parameter tenant() {
        return new Parameter(
                "query",
                ManagedNames.TENANT,
                ValueSchemas.text(
                        "The " + names.nouns().tenant()
                                + "; it may be left out, or be empty, for callers that have only one.",
                        ValueSchemas.ID));
    }

    /** Describes the member of a body that names the tenant. */
    JsonSchema tenantMember() {
        return ValueSchemas.text(
                        "The " + names.nouns().tenant() + "; it may be left out by callers that have only one.",
                        ValueSchemas.ID)
                .orNull();
    }

    static Property reason() {
        return new Property(
                ManagedNames.REASON,
                JsonSchema.text("The reason, as free text.")
                        .length(0, ValueSchemas.REASON)
                        .orNull(),
                false);
    }

    static Property reasonOfRevocation() {
        return new Property(
                ManagedNames.REASON,
                JsonSchema.text("The reason, as free text. It is cut after " + ValueSchemas.REASON + " characters.")
                        .orNull(),
                false);
    }

    /** Returns the links from an answer that has a key at a place. */
    static List<Link> links(String place) {
        return NEXT.stream()
                .map(next -> new Link(next, Map.of(ManagedNames.ID, "$response.body#" + place + "/id")))
                .toList();
    }

    /** A description that is being made. */
    static final class Builder {
        private final ManagedOperations operations;
        private final String id;
        private final String summary;
        private final List<String> sentences = new ArrayList<>();
        private final List<Parameter> parameters = new ArrayList<>();
        private final Set<ErrorCode> reasons = EnumSet.of(ErrorCode.MANAGED_VALIDATION);
        private final Map<Integer, List<Property>> members = new LinkedHashMap<>();
        private final Map<Integer, List<HeaderSchema>> headers = new LinkedHashMap<>();
        private List<String> mediaTypes = List.of(JsonWriter.TYPE);
        private boolean optionalBody;
        private @Nullable JsonSchema body;

        private Builder(ManagedOperations operations, String id, String summary) {
            this.operations = operations;
            this.id = id;
            this.summary = summary;
        }

        Builder needs(ManagementPermission permission) {
            sentences.add("Requires the permission " + permission.permission() + ".");
            return reasons(ErrorCode.MANAGED_PERMISSION);
        }

        Builder says(String sentence) {
            sentences.add(sentence);
            return this;
        }

        Builder reasons(ErrorCode... more) {
            reasons.addAll(List.of(more));
            return this;
        }

        Builder parameters(Parameter... more) {
            parameters.addAll(List.of(more));
            return this;
        }

        /** Says that it takes the tenant. */
        Builder ofTenant() {
            parameters.add(operations.tenant());
            return reasons(ErrorCode.TENANT_REQUIRED, ErrorCode.TENANT_NOT_FOUND);
        }

        /** Says that it is about one key. */
        Builder ofKey() {
            parameters.add(0, new Parameter("path", ManagedNames.ID, ManagedKeyJson.uuid("The id of the key.")));
            parameters.add(operations.tenant());
            return reasons(ErrorCode.TENANT_NOT_FOUND, ErrorCode.KEY_NOT_FOUND);
        }

        /** Says that it hands out a key, or widens one. */
        Builder handsOut() {
            sentences.add("Keys that can do more than the caller may grant are refused.");
            member(403, ErrorMembers.reauthentication());
            return byTheCurrentSecret().reasons(ErrorCode.REAUTHENTICATION);
        }

        /** Says that a key must be presented by its current secret. */
        Builder byTheCurrentSecret() {
            return operations.callers().keys()
                    ? reasons(ErrorCode.CREDENTIAL_RETIRING, ErrorCode.CREDENTIAL_PENDING)
                    : this;
        }

        /** Says that it is done once for an idempotency key. */
        Builder once() {
            parameters.add(IdempotencyHeader.parameter());
            return reasons(ErrorCode.IDEMPOTENCY_REUSED, ErrorCode.IDEMPOTENCY_SPENT);
        }

        Builder member(int status, Property property) {
            List<Property> all = new ArrayList<>(members.getOrDefault(status, List.of()));
            all.add(property);
            members.put(status, all);
            return this;
        }

        Builder body(JsonSchema schema) {
            this.body = schema;
            reasons.addAll(OF_A_BODY);
            return this;
        }

        Builder optionalBody(JsonSchema schema) {
            this.optionalBody = true;
            return body(schema);
        }

        Builder patch(JsonSchema schema) {
            this.mediaTypes = PATCH_TYPES;
            headers.put(415, List.of(HeaderSchema.ACCEPT_PATCH));
            return body(schema);
        }

        Operation done(Done done) {
            More more = new More(TAG, mediaTypes, optionalBody, members, headers, operations.callers());
            return new Operation(
                    id, summary, String.join(" ", sentences), List.copyOf(parameters), body, done, reasons, more);
        }

        /** Says that it answers with the key. */
        Operation answersKey(String description) {
            return done(new Done(
                    200,
                    description,
                    operations.json().key().schema("A managed key."),
                    List.of(HeaderSchema.ETAG),
                    links("")));
        }
    }
}
