package dev.latchkey.core.access;

/** Why a request is refused. */
public enum Refusal {
    /** No credential was sent. */
    MISSING(false),
    /** What was sent has not the shape of a key, or was sent twice. */
    MALFORMED(false),
    /** No key is found by it, or its secret is wrong: the same answer for both. */
    INVALID(false),
    /** Possession is proven; this secret was rotated out. */
    RETIRED(false),
    /** Possession is proven; the key was revoked. */
    REVOKED(false),
    /** Possession is proven; the key has expired. */
    EXPIRED(false),
    /** Possession is proven; the key is suspended. */
    SUSPENDED(false),
    /** The presented secret is retiring: only the key's current secret may do this. */
    RETIRING(true),
    /** The presented secret is pending: only the key's current secret may do this. */
    PENDING(true),
    /** The key may not be used from this address. */
    NETWORK(true),
    /** The key is a resource key, and the request needs the whole tenant. */
    RESOURCE_KEY(true),
    /** The key is a tenant key, and the request needs a resource key. */
    TENANT_KEY(true),
    /** A resource key used on another resource. */
    OTHER_RESOURCE(true),
    /** The key does not hold the permission, or would hand out more than its own. */
    PERMISSION(true);

    private final boolean identified;

    Refusal(boolean identified) {
        this.identified = identified;
    }

    /**
     * Tells forbidden from unauthenticated.
     *
     * @return true when the caller is known and in force, but may not do this (403); false when it is not (401)
     */
    public boolean identified() {
        return identified;
    }
}
