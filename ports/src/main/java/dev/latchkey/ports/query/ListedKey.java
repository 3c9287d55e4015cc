package dev.latchkey.ports.query;

import dev.latchkey.core.key.ApiKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key in a list, with its usage, which is no part of the aggregate.
 *
 * @param key the key
 * @param lastUsedAt the latest recorded use, in milliseconds; null when there is none
 * @param uses how many uses were recorded
 */
public record ListedKey(ApiKey key, @Nullable Instant lastUsedAt, long uses) {
    /**
     * Where this key stands in the list.
     *
     * @return the position to continue after
     */
    public KeyQuery.Position position() {
        return new KeyQuery.Position(key.createdAt(), key.id());
    }
}
