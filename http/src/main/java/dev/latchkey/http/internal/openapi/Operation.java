package dev.latchkey.http.internal.openapi;

import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.json.JsonSchema.Property;
import dev.latchkey.http.internal.json.JsonWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint takes and answers, as the OpenAPI document tells it.
 *
 * @param id how generated clients name it
 * @param summary what it does, in a line
 * @param description what else is to know
 * @param parameters what it takes beside the credential and the body
 * @param body what is sent; null for nothing
 * @param done the answer that it is done
 * @param reasons why its own work may be refused; what the filter refuses follows from the rule
 * @param more what only some dialects say
 */
public record Operation(
        String id,
        String summary,
        String description,
        List<Parameter> parameters,
        @Nullable JsonSchema body,
        Done done,
        Set<ErrorCode> reasons,
        More more) {

    /** Describes an operation of a dialect that says no more. */
    public Operation(
            String id,
            String summary,
            String description,
            List<Parameter> parameters,
            @Nullable JsonSchema body,
            Done done,
            Set<ErrorCode> reasons) {
        this(id, summary, description, parameters, body, done, reasons, More.NONE);
    }

    public record Parameter(String in, String name, JsonSchema schema) {}

    public record Done(
            int status, String description, @Nullable JsonSchema body, List<HeaderSchema> headers, List<Link> links) {
        public Done(int status, String description, @Nullable JsonSchema body, List<HeaderSchema> headers) {
            this(status, description, body, headers, List.of());
        }
    }

    /**
     * An operation to go on with.
     *
     * @param operation the id of that operation
     * @param parameters its parameters, as runtime expressions
     */
    public record Link(String operation, Map<String, String> parameters) {}

    /**
     * What only some dialects say.
     *
     * @param tag the group of operations
     * @param mediaTypes the media types of the body
     * @param optionalBody whether the body may be left out
     * @param members further members of errors, by status
     * @param headers further headers of errors, by status
     * @param callers who may call; null for API keys
     */
    public record More(
            String tag,
            List<String> mediaTypes,
            boolean optionalBody,
            Map<Integer, List<Property>> members,
            Map<Integer, List<HeaderSchema>> headers,
            @Nullable Callers callers) {
        static final More NONE = new More("API keys", List.of(JsonWriter.TYPE), false, Map.of(), Map.of(), null);
    }

    /**
     * The callers of the management of keys.
     *
     * @param header the header that carries the credential of operators; null if it is not told
     * @param keys whether API keys may call too
     */
    public record Callers(@Nullable String header, boolean keys) {}
}
