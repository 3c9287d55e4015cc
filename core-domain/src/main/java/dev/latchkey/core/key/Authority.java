package dev.latchkey.core.key;

import dev.latchkey.core.scope.Permissions;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The authority of a credential: everything that issuing compares.
 *
 * @param permissions what it may do
 * @param limits its rates and networks; empty lists set none
 * @param expiresAt when it ends by itself, in milliseconds; null for never
 */
public record Authority(
        Permissions permissions, Limits limits, @Nullable Instant expiresAt) {

    /**
     * Returns this authority with what it leaves open taken from its issuer: rates, networks and the expiry. Permissions
     * are never left open, because having none is a choice.
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
