package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.ApiKey;
import java.time.Instant;

/**
 * The version of a key, with the instant that tells it from another version of that number. A number is given twice
 * where a database has lost its latest commits, in a failover or by a backup that was restored, and has made other ones
 * since.
 *
 * @param number 1 when the key is issued, one more at each change
 * @param changedAt the instant of the event of this version, in milliseconds
 */
public record KeyVersion(long number, Instant changedAt) {
    /** Checks the instant. */
    public KeyVersion {
        changedAt = Checks.instant("changedAt", changedAt);
    }

    /**
     * Returns the version of a key that was read.
     *
     * @param key the key
     * @return its version
     */
    public static KeyVersion of(ApiKey key) {
        return new KeyVersion(key.version(), key.changedAt());
    }

    /**
     * Tells whether a key that was read earlier has this version.
     *
     * @param key the key
     * @return true if nothing of it has changed
     */
    public boolean isOf(ApiKey key) {
        return number == key.version() && changedAt.equals(key.changedAt());
    }
}
