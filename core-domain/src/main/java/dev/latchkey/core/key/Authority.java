package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.scope.Permissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The authority of a credential: everything that is compared when one credential makes another or is changed.
 *
 * @param permissions what it may do
 * @param limits its rates and networks; empty lists set none
 * @param expiresAt when it ends by itself, in milliseconds; null for never
 */
public record Authority(
        Permissions permissions, Limits limits, @Nullable Instant expiresAt) {
    /** Checks the expiry. */
    public Authority {
        // Most keys have none, and a process may remember very many keys.
        limits = limits.equals(Limits.NONE) ? Limits.NONE : limits;
        expiresAt = expiresAt == null ? null : Checks.instant("expiresAt", expiresAt);
    }

    /**
     * Returns this authority with other permissions.
     *
     * @param newPermissions the permissions
     * @return a new authority
     */
    public Authority permissions(Permissions newPermissions) {
        return new Authority(newPermissions, limits, expiresAt);
    }

    /**
     * Returns this authority with other limits.
     *
     * @param newLimits the rates and networks
     * @return a new authority
     */
    public Authority limits(Limits newLimits) {
        return new Authority(permissions, newLimits, expiresAt);
    }

    /**
     * Returns this authority with another expiry.
     *
     * @param instant when it ends by itself; null for never
     * @return a new authority
     */
    public Authority expiresAt(@Nullable Instant instant) {
        return new Authority(permissions, limits, instant);
    }

    /**
     * Returns this authority with what it leaves open taken from its issuer: rates, networks and the expiry.
     * Permissions are never left open, because having none is a choice.
     *
     * @param issuer the authority of the issuer
     * @return a new authority
     */
    public Authority filledFrom(Authority issuer) {
        Limits filled = new Limits(
                limits.rates().isEmpty() ? issuer.limits.rates() : limits.rates(),
                limits.networks().isEmpty() ? issuer.limits.networks() : limits.networks());
        return new Authority(permissions, filled, expiresAt == null ? issuer.expiresAt : expiresAt);
    }

    /**
     * Tells whether this authority is nowhere wider than another one: its permissions are covered, its limits lie
     * within the other's, and it does not end later.
     *
     * @param other the other authority
     * @return true if it is within; an authority is within itself
     */
    public boolean isWithin(Authority other) {
        boolean endsInTime = other.expiresAt == null || (expiresAt != null && !expiresAt.isAfter(other.expiresAt));
        return endsInTime && other.permissions.cover(permissions) && limits.isWithin(other.limits);
    }
}
