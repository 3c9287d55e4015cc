package dev.latchkey.core.access;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.Permissions;
import org.jspecify.annotations.Nullable;

/**
 * What a request needs of its caller.
 *
 * @param reach on what it acts
 * @param resource the resource it names, null when it names none: then a resource key acts on its own
 * @param permission the permission it needs, null for none
 */
public record Requirement(
        Reach reach, @Nullable String resource, @Nullable String permission) {
    /** A valid key, whatever its scope and permissions. */
    public static final Requirement ANY = new Requirement(Reach.EITHER, null, null);

    /** The whole tenant. */
    public static final Requirement TENANT = new Requirement(Reach.TENANT, null, null);

    /** One resource: the one the key is bound to, where the request names none. */
    public static final Requirement RESOURCE = new Requirement(Reach.RESOURCE, null, null);

    /** On what a request acts. */
    public enum Reach {
        /** The tenant as a whole. */
        TENANT,
        /** One of its resources. */
        RESOURCE,
        /** Whatever the caller is bound to. */
        EITHER
    }

    /** Checks the bounds. */
    public Requirement {
        Checks.that(resource == null || reach != Reach.TENANT, "resource", "must not be set for the whole tenant");
        if (permission != null) {
            Permissions.check(permission);
        }
    }

    /**
     * Returns this requirement on a resource that the request names. The name need not exist and need not be
     * well-formed: it is only compared.
     *
     * @param id the host's id of it, as the request has it
     * @return a new requirement
     */
    public Requirement on(@Nullable String id) {
        return new Requirement(reach, id, permission);
    }

    /**
     * Returns this requirement with a permission.
     *
     * @param needed for example {@code messages:send}
     * @return a new requirement
     * @throws dev.latchkey.core.InvalidValueException when it is malformed
     */
    public Requirement with(String needed) {
        return new Requirement(reach, resource, needed);
    }
}
