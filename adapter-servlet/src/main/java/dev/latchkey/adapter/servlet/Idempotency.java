package dev.latchkey.adapter.servlet;

import dev.latchkey.IdempotentResult;
import dev.latchkey.IssuedKey;
import dev.latchkey.Result;
import dev.latchkey.adapter.servlet.Operation.Parameter;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.IdempotencyKey;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The header by which a client may send a request again without having it done again: draft-ietf-httpapi-idempotency-key-header. */
final class Idempotency {
    static final String HEADER = "Idempotency-Key";

    /** On the answer to a repeat. */
    static final HeaderField REPLAYED = new HeaderField(
            "Idempotent-Replayed",
            false,
            Schema.oneOf("There when an earlier request of the same Idempotency-Key has done it.", List.of("true")));

    private Idempotency() {}

    static Parameter parameter() {
        return new Parameter(
                "header",
                HEADER,
                Schema.text("Names the request, so that it may be sent again without being done again.")
                        .length(1, 255)
                        .and(json -> json.text("pattern", "^[!-~]+$")));
    }

    /** What a request makes: at most once when it says so, each time when it does not. */
    static IdempotentResult issue(
            HttpServletRequest request,
            Failures failures,
            Supplier<Result<IssuedKey>> eachTime,
            Function<IdempotencyKey, Result<IdempotentResult>> once) {
        String sent = HeaderText.single(request, HEADER);
        Result<IdempotentResult> result =
                sent == null ? eachTime.get().map(IdempotentResult::first) : once.apply(key(sent, failures));
        if (result.isDone()) {
            return result.value();
        }
        throw new Failed(failures.of(result));
    }

    private static IdempotencyKey key(String sent, Failures failures) {
        try {
            return new IdempotencyKey(sent);
        } catch (InvalidValueException e) {
            throw new Failed(failures.invalid(HEADER, e.problem()));
        }
    }
}
