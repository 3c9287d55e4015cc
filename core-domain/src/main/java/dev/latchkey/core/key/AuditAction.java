package dev.latchkey.core.key;

import java.util.Arrays;

/** What was done to a key. */
public enum AuditAction {
    /** Made new. */
    ISSUED,
    /** Brought along from an older system. */
    IMPORTED,
    /** Given a new secret. */
    ROTATED,
    /** Its pending secret was used, and became the current one. */
    PROMOTED,
    /** A rotation was completed: the new secret is current, and the previous one ends. */
    ROTATION_COMPLETED,
    /** A rotation was canceled: the previous secret is current, and the new one has ended. */
    ROTATION_CANCELED,
    /** Ended for good. */
    REVOKED,
    /** Its expiry, which had passed, was recorded. */
    EXPIRED,
    /** Stopped until resumed. */
    SUSPENDED,
    /** Put back in force. */
    RESUMED,
    /** Given other members: {@link AuditEvent#changes} has each before and after. */
    CHANGED,
    /** The stored hash was replaced by a better one of the same secret. */
    REHASHED,
    /** An imported secret got another handle, because the lookup key that finds it was replaced. */
    HANDLE_CHANGED,
    /** The sealed copy was sealed again with another sealing key. */
    RESEALED,
    /** Removed, long after it had ended. */
    PURGED,
    /** The tenant was ended: it gets no new keys. */
    TENANT_ENDED,
    /** The tenant was reopened. */
    TENANT_REOPENED,
    /** Idle keys of the tenant were reported, and not suspended. */
    IDLE_REPORTED,
    /** It was confirmed that reported idle keys of the tenant are to be suspended. */
    IDLE_CONFIRMED,
    /** Something that only a newer release knows. Stores read it where they find a name that is none of these. */
    UNKNOWN;

    /**
     * Returns the action of a name, as stores read it: a release must be able to list what a newer one has written.
     *
     * @param name the stored name
     * @return the action; {@link #UNKNOWN} if there is none of that name
     */
    public static AuditAction of(String name) {
        return Arrays.stream(values())
                .filter(action -> action.name().equals(name))
                .findFirst()
                .orElse(UNKNOWN);
    }
}
