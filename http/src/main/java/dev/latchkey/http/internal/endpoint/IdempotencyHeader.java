package dev.latchkey.http.internal.endpoint;

import dev.latchkey.IdempotentResult;
import dev.latchkey.IssuedKey;
import dev.latchkey.Result;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.http.internal.error.ApiErrorException;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import dev.latchkey.http.internal.openapi.Operation.Parameter;
import dev.latchkey.http.internal.request.HeaderValues;
import dev.latchkey.http.spi.RequestHead;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The header that lets a client repeat a request without having it done twice:
 * draft-ietf-httpapi-idempotency-key-header.
 */
public final class IdempotencyHeader {
    public static final String NAME = "Idempotency-Key";

    /** The header of the answer to a repeat. */
    public static final HeaderSchema REPLAYED = new HeaderSchema(
            "Idempotent-Replayed",
            false,
            JsonSchema.oneOf(
                    "Present if an earlier request with the same Idempotency-Key made the change.", List.of("true")));

    private IdempotencyHeader() {}

    public static Parameter parameter() {
        return new Parameter(
                "header",
                NAME,
                JsonSchema.text("The idempotency key of the request. A repeated request changes nothing.")
                        .length(1, 255)
                        .and(json -> json.text("pattern", "^[!-~]+$")));
    }

    /** Makes the key of a request: at most once for each idempotency key, each time for a request without one. */
    public static IdempotentResult issue(
            RequestHead request,
            ApiErrors errors,
            Supplier<Result<IssuedKey>> eachTime,
            Function<IdempotencyKey, Result<IdempotentResult>> once) {
        String sent = HeaderValues.single(request, NAME);
        Result<IdempotentResult> result =
                sent == null ? eachTime.get().map(IdempotentResult::first) : once.apply(key(sent, errors));
        if (result.isDone()) {
            return result.value();
        }
        throw new ApiErrorException(errors.of(result));
    }

    /** Returns the idempotency key of a request; null if it has none. */
    public static @Nullable IdempotencyKey read(RequestHead request, ApiErrors errors) {
        String sent = HeaderValues.single(request, NAME);
        return sent == null ? null : key(sent, errors);
    }

    private static IdempotencyKey key(String sent, ApiErrors errors) {
        try {
            return new IdempotencyKey(sent);
        } catch (InvalidValueException e) {
            throw new ApiErrorException(errors.invalid(NAME, e));
        }
    }
}
