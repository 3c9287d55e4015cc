package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The position of a key in a search.
 *
 * @param at the instant that is compared, in milliseconds; null for a key that never expires or was never used, and in
 *     the order of names
 * @param name the name; null in every other order
 * @param id the key
 */
public record SearchPosition(@Nullable Instant at, @Nullable String name, UUID id) {
    /** Checks the bounds: positions come back from clients. */
    public SearchPosition {
        at = at == null ? null : Checks.instant("position", at);
    }
}
