package dev.latchkey.core.key;

/** What a key is at an instant: derived, never stored. Where several hold, the first of this order is told. */
public enum KeyStatus {
    /** Ended by somebody, for good. */
    REVOKED,
    /** Its expiry has come. */
    EXPIRED,
    /** Stopped by somebody until resumed. */
    SUSPENDED,
    /** In force. */
    ACTIVE
}
