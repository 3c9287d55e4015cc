package dev.latchkey.core.scope;

/** What a tenant's key may do to the tenant's resources. */
public enum ScopeMeaning {
    /**
     * Two separate powers: a tenant key manages and cannot act on a resource, a resource key acts and cannot manage.
     */
    EXCLUSIVE,

    /** One inside the other: a tenant key may act on every resource too, a resource key on its own alone. */
    HIERARCHICAL
}
