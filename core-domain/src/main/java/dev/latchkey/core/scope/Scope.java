package dev.latchkey.core.scope;

/** Where a key may act inside its tenant. Fixed when the key is issued: never re-bound. */
public sealed interface Scope permits TenantScope, ResourceScope {
    /**
     * Returns the scope of the whole tenant.
     *
     * @return the scope
     */
    static TenantScope tenant() {
        return new TenantScope();
    }

    /**
     * Returns the scope of one resource of the tenant.
     *
     * @param id the host's id of the resource
     * @return the scope
     * @throws dev.latchkey.core.InvalidValueException when the id is empty, longer than 128 characters or has control
     *     characters
     */
    static ResourceScope resource(String id) {
        return new ResourceScope(id);
    }

    /**
     * Tells whether everything inside another scope of the same tenant lies inside this one. This is what issuing asks:
     * it does not depend on what the host lets a tenant key call, because a holder of the tenant holds its resources.
     *
     * @param other a scope of the same tenant
     * @return true when this scope is the tenant, or the same resource
     */
    default boolean contains(Scope other) {
        return this instanceof TenantScope || equals(other);
    }
}
