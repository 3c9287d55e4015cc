package dev.latchkey.core.access;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.scope.Permissions;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A person or service that the host has authenticated by its own means and allowed to manage keys. Begin with {@link
 * #of} and refine: {@code Operator.of(Actor.user("ada")).tenants("acme").may(ManagementPermission.READ)}. Immutable.
 *
 * @param actor how the audit names it
 * @param displayName what people call it, of any content; cut to 255 characters
 * @param tenants the tenants whose keys it manages; null for all
 * @param may what it may do
 * @param mayGrant the permissions of keys that it may issue, rotate, reveal, resume or widen
 * @param ambient whether a browser attaches its credential by itself, as it does with cookies and client certificates
 * @param reauthentication the host's address at which the operator must authenticate again before it is handed a key
 *     or widens one; null if it need not
 */
public record Operator(
        Actor actor,
        String displayName,
        @Nullable Set<String> tenants,
        Set<ManagementPermission> may,
        Permissions mayGrant,
        boolean ambient,
        @Nullable String reauthentication) {
    private static final int MAX_ADDRESS = 2000;

    /** Checks the bounds and copies the sets. */
    public Operator {
        displayName = Checks.explanation(displayName, Checks.ACTOR);
        if (tenants != null) {
            tenants.forEach(tenant -> Checks.text("tenant", tenant, Checks.ID));
            tenants = Collections.unmodifiableSet(new TreeSet<>(tenants));
        }
        Set<ManagementPermission> copy = EnumSet.noneOf(ManagementPermission.class);
        copy.addAll(may);
        may = Collections.unmodifiableSet(copy);
        if (reauthentication != null) {
            Checks.text("reauthentication", reauthentication, MAX_ADDRESS);
        }
    }

    /**
     * Returns an operator of no tenants, that may do nothing. Its credential is ambient.
     *
     * @param actor how the audit names it
     * @return the operator
     */
    public static Operator of(Actor actor) {
        return new Operator(actor, actor.id(), Set.of(), Set.of(), Permissions.NONE, true, null);
    }

    /**
     * Returns an API key as an operator of its own tenant. Its credential is not ambient.
     *
     * @param key a caller that is an API key
     * @return the operator
     */
    public static Operator of(Caller key) {
        Set<ManagementPermission> may = EnumSet.noneOf(ManagementPermission.class);
        may.addAll(ManagementPermission.grantedBy(key.permissions()));
        if (key.key() != null) {
            // A host may let a caller do less than its key may.
            may.retainAll(ManagementPermission.grantedBy(key.key().permissions()));
        }
        return new Operator(key.actor(), key.name(), Set.of(key.tenant()), may, key.permissions(), false, null);
    }

    /**
     * Returns this operator with another display name.
     *
     * @param name what people call it
     * @return a new operator
     */
    public Operator displayName(String name) {
        return new Operator(actor, name, tenants, may, mayGrant, ambient, reauthentication);
    }

    /**
     * Returns this operator with other tenants.
     *
     * @param names the tenants whose keys it manages
     * @return a new operator
     */
    public Operator tenants(String... names) {
        return tenants(Set.of(names));
    }

    /**
     * Returns this operator with other tenants.
     *
     * @param names the tenants whose keys it manages
     * @return a new operator
     */
    public Operator tenants(Collection<String> names) {
        return new Operator(actor, displayName, Set.copyOf(names), may, mayGrant, ambient, reauthentication);
    }

    /**
     * Returns this operator with all tenants.
     *
     * @return a new operator
     */
    public Operator allTenants() {
        return new Operator(actor, displayName, null, may, mayGrant, ambient, reauthentication);
    }

    /**
     * Returns this operator with other management permissions.
     *
     * @param permissions what it may do
     * @return a new operator
     */
    public Operator may(ManagementPermission... permissions) {
        Set<ManagementPermission> all = Set.copyOf(Arrays.asList(permissions));
        return new Operator(actor, displayName, tenants, all, mayGrant, ambient, reauthentication);
    }

    /**
     * Returns this operator with all management permissions.
     *
     * @return a new operator
     */
    public Operator mayEverything() {
        return may(ManagementPermission.values());
    }

    /**
     * Returns this operator with other permissions to grant.
     *
     * @param permissions the permissions of keys that it may issue, rotate, reveal, resume or widen
     * @return a new operator
     */
    public Operator mayGrant(Permissions permissions) {
        return new Operator(actor, displayName, tenants, may, permissions, ambient, reauthentication);
    }

    /**
     * Returns this operator as one whose credential a browser attaches by itself, or does not.
     *
     * @param value false if the client puts the credential into a header itself
     * @return a new operator
     */
    public Operator ambient(boolean value) {
        return new Operator(actor, displayName, tenants, may, mayGrant, value, reauthentication);
    }

    /**
     * Returns this operator as one that must authenticate again before it is handed a key or widens one.
     *
     * @param address the host's address at which it authenticates again, 1 to 2000 characters; null if it need not
     * @return a new operator
     */
    public Operator reauthenticateAt(@Nullable String address) {
        return new Operator(actor, displayName, tenants, may, mayGrant, ambient, address);
    }

    /**
     * Returns this operator with the origin of its request.
     *
     * @param origin the origin
     * @return a new operator
     */
    public Operator from(Origin origin) {
        return new Operator(actor.from(origin), displayName, tenants, may, mayGrant, ambient, reauthentication);
    }

    /**
     * Tells whether this operator manages the keys of a tenant.
     *
     * @param tenant the tenant, of any content
     * @return true if it does; false if no tenant can have that name
     */
    public boolean sees(String tenant) {
        return tenants == null ? Checks.isText(tenant, Checks.ID) : tenants.contains(tenant);
    }

    /**
     * Tells whether this operator holds a permission.
     *
     * @param permission the permission
     * @return true if it does
     */
    public boolean holds(ManagementPermission permission) {
        return may.contains(permission);
    }

    /**
     * Returns the only tenant of this operator.
     *
     * @return the tenant; empty if it has none, or more than one
     */
    public Optional<String> onlyTenant() {
        return tenants != null && tenants.size() == 1 ? tenants.stream().findFirst() : Optional.empty();
    }
}
