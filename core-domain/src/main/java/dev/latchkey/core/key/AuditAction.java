package dev.latchkey.core.key;

/** What was done to a key. */
public enum AuditAction {
    /** Made new. */
    ISSUED,
    /** Brought along from an older system. */
    IMPORTED,
    /** Given a new secret. */
    ROTATED,
    /** Ended for good. */
    REVOKED,
    /** Stopped until resumed. */
    SUSPENDED,
    /** Put back in force. */
    RESUMED,
    /** Given another name. */
    RENAMED,
    /** Given other permissions. */
    PERMISSIONS_CHANGED,
    /** Given other limits. */
    LIMITS_CHANGED,
    /** Given another expiry, or none. */
    EXPIRY_CHANGED,
    /** The stored hash was replaced by a better one of the same secret. */
    REHASHED,
    /** The sealed copy was sealed again with another sealing key. */
    RESEALED
}
