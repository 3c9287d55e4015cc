package dev.latchkey.core.key;

import java.time.Instant;
import java.util.Collection;
import java.util.Optional;

/** What the value that a host's configuration gives for a key is to that key. */
public enum ConfiguredValue {
    /** The value is the current secret. */
    CURRENT,
    /** The value is an earlier secret, or one that waits for its first use. The key was rotated by other means. */
    EARLIER,
    /** The key never had this value, as far as its generations tell. */
    NEW,
    /** The key is revoked or expired, so no value is accepted. */
    ENDED;

    /**
     * Compares the value with a key.
     *
     * @param key the key, as it is stored
     * @param handles the handles by which the value may be found
     * @param now the instant
     * @return what the value is
     */
    public static ConfiguredValue of(ApiKey key, Collection<String> handles, Instant now) {
        if (key.status(now).isDead()) {
            return ENDED;
        }
        Optional<Secret> known = key.secrets().stream()
                .filter(secret -> handles.contains(secret.handle()))
                .findFirst();
        return known.map(secret -> secret.retiresAt() == null ? CURRENT : EARLIER)
                .orElse(NEW);
    }
}
