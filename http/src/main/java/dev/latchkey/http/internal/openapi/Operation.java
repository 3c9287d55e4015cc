package dev.latchkey.http.internal.openapi;

import dev.latchkey.http.internal.error.ErrorCode;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import java.util.List;
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
 */
public record Operation(
        String id,
        String summary,
        String description,
        List<Parameter> parameters,
        @Nullable JsonSchema body,
        Done done,
        Set<ErrorCode> reasons) {

    /**
     * A parameter. One in a path is always there.
     *
     * @param in {@code path}, {@code query} or {@code header}
     * @param name its name
     * @param schema its value
     */
    public record Parameter(String in, String name, JsonSchema schema) {}

    /**
     * The answer that it is done.
     *
     * @param status its status
     * @param description what it has
     * @param body its body; null for none
     * @param headers what it carries beside what every answer does
     */
    public record Done(
            int status, String description, @Nullable JsonSchema body, List<HeaderSchema> headers) {}
}
