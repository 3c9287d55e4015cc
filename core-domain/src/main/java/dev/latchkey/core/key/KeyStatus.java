package dev.latchkey.core.key;

/**
 * The status of a key at an instant: derived, never stored. If several apply, the first in this order is the status.
 */
public enum KeyStatus {
    /** Ended for good. */
    REVOKED,
    /** Past its expiry. */
    EXPIRED,
    /** Stopped until it is resumed. */
    SUSPENDED,
    /** In force. */
    ACTIVE;

    /**
     * Tells whether a key of this status is dead: it can neither be used nor changed.
     *
     * @return true if revoked or expired
     */
    public boolean isDead() {
        return this == REVOKED || this == EXPIRED;
    }
}
