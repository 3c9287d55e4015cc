package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to be, before there is one. Begin with {@link #of} and refine: {@code
 * KeySpec.of("acme", Scope.tenant(), "ci").permissions(Permissions.of("messages:send"))}.
 *
 * @param tenant the account that owns the key, 1 to 128 characters
 * @param scope where it may act
 * @param name what people call it, 1 to 100 characters
 * @param slot the place it takes, unique within its tenant and scope, 1 to 100 characters; null for none
 * @param permissions what it may do
 * @param limits what bounds it
 * @param expiresAt when it ends by itself, in milliseconds; null for never
 */
public record KeySpec(
        String tenant,
        Scope scope,
        String name,
        @Nullable String slot,
        Permissions permissions,
        Limits limits,
        @Nullable Instant expiresAt) {
    /** Checks the bounds. */
    public KeySpec {
        Checks.text("tenant", tenant, Checks.ID);
        Checks.text("name", name, Checks.NAME);
        if (slot != null) {
            Checks.text("slot", slot, Checks.NAME);
        }
        if (expiresAt != null) {
            expiresAt = Checks.instant("expiresAt", expiresAt);
        }
    }

    /**
     * Returns the specification of a key without any permission, without a slot, without limits of its own and without
     * an expiry. Name what it may do by {@link #permissions}, or grant everything by {@link #allPermissions}.
     *
     * @param tenant the account that owns the key
     * @param scope where it may act
     * @param name what people call it
     * @return the specification
     */
    public static KeySpec of(String tenant, Scope scope, String name) {
        return new KeySpec(tenant, scope, name, null, Permissions.NONE, Limits.NONE, null);
    }

    /**
     * The same in a slot.
     *
     * @param newSlot the place it takes
     * @return a new specification
     */
    public KeySpec slot(String newSlot) {
        return new KeySpec(tenant, scope, name, newSlot, permissions, limits, expiresAt);
    }

    /**
     * The same with other permissions.
     *
     * @param newPermissions what the key may do
     * @return a new specification
     */
    public KeySpec permissions(Permissions newPermissions) {
        return new KeySpec(tenant, scope, name, slot, newPermissions, limits, expiresAt);
    }

    /**
     * Returns this specification with all permissions that there are and will be.
     *
     * @return a new specification
     */
    public KeySpec allPermissions() {
        return permissions(Permissions.ALL);
    }

    /**
     * The same with other limits.
     *
     * @param newLimits what bounds the key
     * @return a new specification
     */
    public KeySpec limits(Limits newLimits) {
        return new KeySpec(tenant, scope, name, slot, permissions, newLimits, expiresAt);
    }

    /**
     * The same with an expiry.
     *
     * @param instant when the key ends by itself, null for never
     * @return a new specification
     */
    public KeySpec expiresAt(@Nullable Instant instant) {
        return new KeySpec(tenant, scope, name, slot, permissions, limits, instant);
    }

    /**
     * Returns what issuing compares.
     *
     * @return the authority of such a key
     */
    public Authority authority() {
        return new Authority(permissions, limits, expiresAt);
    }

    /**
     * Returns this specification with another authority.
     *
     * @param authority permissions, limits and expiry
     * @return a new specification
     */
    public KeySpec authority(Authority authority) {
        return new KeySpec(
                tenant, scope, name, slot, authority.permissions(), authority.limits(), authority.expiresAt());
    }
}
