package dev.latchkey.ports.query;

import dev.latchkey.core.key.ApiKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key in a list, with its usage, which is not part of the aggregate.
 *
 * @param key the key
 * @param lastUsedAt the instant of the last recorded use, in milliseconds; null if there is none
 * @param uses how many uses were recorded
 */
public record ListedKey(ApiKey key, @Nullable Instant lastUsedAt, long uses) {
    /**
     * Returns the position of this key in the list.
     *
     * @return the position to continue after
     */
    public KeyQuery.Position position() {
        return new KeyQuery.Position(key.createdAt(), key.id());
    }
}
