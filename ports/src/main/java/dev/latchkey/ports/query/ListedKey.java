package dev.latchkey.ports.query;

import dev.latchkey.core.key.ApiKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key in a list, with its usage, which is not part of the aggregate.
 *
 * @param key the key
 * @param lastUsedAt the instant of the last recorded use, in milliseconds; null if there is none
 * @param uses how many uses were recorded
 * @param secretsUsedAt the instant of the last recorded use of each secret that the key carries, by its handle, without
 *     those that are not known to be used
 */
public record ListedKey(ApiKey key, @Nullable Instant lastUsedAt, long uses, Map<String, Instant> secretsUsedAt) {
    /** Copies the uses of secrets. */
    public ListedKey {
        secretsUsedAt = Map.copyOf(secretsUsedAt);
    }

    /**
     * Creates a key of which no use of a secret is known.
     *
     * @param key the key
     * @param lastUsedAt the instant of the last recorded use, in milliseconds; null if there is none
     * @param uses how many uses were recorded
     */
    public ListedKey(ApiKey key, @Nullable Instant lastUsedAt, long uses) {
        this(key, lastUsedAt, uses, Map.of());
    }

    /**
     * Returns another version of this key with the usage of this one, without the uses of secrets that it does not
     * carry.
     *
     * @param version the other version of the key
     * @return that version with its usage
     */
    public ListedKey as(ApiKey version) {
        Map<String, Instant> carried = new HashMap<>(secretsUsedAt);
        carried.keySet().removeIf(handle -> version.secret(handle).isEmpty());
        return new ListedKey(version, lastUsedAt, uses, carried);
    }

    /**
     * Returns the last recorded use of a secret.
     *
     * @param handle the handle of the secret
     * @return the instant, in milliseconds; null if no use of it is known
     */
    public @Nullable Instant lastUsedAt(String handle) {
        return secretsUsedAt.get(handle);
    }

    /**
     * Returns the position of this key in the list.
     *
     * @return the position to continue after
     */
    public KeyQuery.Position position() {
        return new KeyQuery.Position(key.createdAt(), key.id());
    }
}
