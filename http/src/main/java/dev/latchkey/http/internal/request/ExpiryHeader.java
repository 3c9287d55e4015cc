package dev.latchkey.http.internal.request;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.http.internal.json.HeaderSchema;
import dev.latchkey.http.internal.json.JsonSchema;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The field that tells a proven caller when its credential ends: an RFC 9651 date, in whole seconds. Only a caller
 * whose key is not ended, and whose credential ends soon, receives it.
 *
 * @param name the name of the field
 * @param within how long before the end the field is sent
 */
public record ExpiryHeader(String name, Duration within) {
    public static final ExpiryHeader DEFAULT = new ExpiryHeader("API-Key-Expires", Duration.ofDays(30));

    public ExpiryHeader {
        HeaderValues.name(name);
        if (within.isNegative()) {
            throw new InvalidValueException("within", "must not be negative");
        }
    }

    /** Returns the field for a caller, or nothing if there is nothing to tell. */
    public Map<String, String> of(@Nullable Caller caller, Clock clock) {
        Instant end = caller == null || caller.origin().onlyNamed() ? null : end(caller);
        if (end == null) {
            return Map.of();
        }
        Duration left = Duration.between(clock.instant(), end);
        return left.isNegative() || left.isZero() || left.compareTo(within) > 0
                ? Map.of()
                : Map.of(name, "@" + end.getEpochSecond());
    }

    private static @Nullable Instant end(Caller caller) {
        ApiKey key = caller.key();
        Secret secret = caller.secret();
        if (key == null || secret == null || key.revocation() != null) {
            return null;
        }
        Instant deadline = caller.deadline();
        // A deadline is never after the expiry of the key.
        return deadline == null ? key.expiresAt() : deadline;
    }

    /** Describes the field. */
    public HeaderSchema schema() {
        return new HeaderSchema(
                name,
                false,
                JsonSchema.text("The time at which the presented key ends, as an RFC 9651 date, if it ends soon.")
                        .example("@1782658800"));
    }
}
