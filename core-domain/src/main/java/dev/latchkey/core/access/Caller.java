package dev.latchkey.core.access;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is calling: an API key, or another principal that the host vouches for and to whom the same rules apply.
 * Immutable.
 *
 * @param tenant the tenant it acts in
 * @param scope where in the tenant
 * @param permissions what it may do there
 * @param name what people call it
 * @param key the API key; null for another principal
 * @param secret which of the key's secrets was presented; null for another principal
 * @param origin where the request came from
 */
public record Caller(
        String tenant,
        Scope scope,
        Permissions permissions,
        String name,
        @Nullable ApiKey key,
        @Nullable Secret secret,
        Origin origin) {
    /**
     * Returns the caller that is an API key, one of whose secrets was proven.
     *
     * @param key the key
     * @param secret the secret that was presented
     * @return the caller
     */
    public static Caller of(ApiKey key, Secret secret) {
        return new Caller(key.tenant(), key.scope(), key.permissions(), key.name(), key, secret, Origin.UNKNOWN);
    }

    /**
     * Returns the caller that is a principal of the host, such as an OAuth grant or a session.
     *
     * @param tenant the tenant it acts in
     * @param scope where in the tenant
     * @param permissions what it may do there
     * @param id the host's id of it, also its name
     * @return the caller
     */
    public static Caller of(String tenant, Scope scope, Permissions permissions, String id) {
        return new Caller(tenant, scope, permissions, id, null, null, Origin.UNKNOWN);
    }

    /**
     * Returns how the audit names the caller.
     *
     * @return the API key, or the principal by its name, with the origin of the request
     */
    public Actor actor() {
        return (key == null ? Actor.user(name) : Actor.key(key.id())).from(origin);
    }

    /**
     * Returns this caller with the origin of its request.
     *
     * @param newOrigin the origin
     * @return a caller that differs in this alone
     */
    public Caller from(Origin newOrigin) {
        return newOrigin.equals(origin) ? this : new Caller(tenant, scope, permissions, name, key, secret, newOrigin);
    }

    /**
     * Returns the issuers of a key that the caller issues.
     *
     * @return the id of the caller's key, followed by those of that key's issuers; empty if the caller is no API key
     */
    public List<UUID> issuers() {
        List<UUID> issuers = new ArrayList<>();
        if (key != null) {
            issuers.add(key.id());
            issuers.addAll(key.identity().issuers());
        }
        return issuers;
    }

    /**
     * Returns this caller with its key as it is now. It keeps its permissions, which may be fewer than the key's.
     *
     * @param newKey the key
     * @param newSecret the secret that was presented
     * @return a new caller
     */
    public Caller with(ApiKey newKey, Secret newSecret) {
        return new Caller(tenant, scope, permissions, name, newKey, newSecret, origin);
    }

    /**
     * Returns the authority of the caller, which bounds what it issues. A principal that is no API key has no limits
     * and no expiry.
     *
     * @return the caller's permissions, its key's limits, and the earlier of the key's expiry and {@link #deadline()}
     */
    public Authority authority() {
        if (key == null) {
            return new Authority(permissions, Limits.NONE, null);
        }
        // A deadline is never after the expiry.
        Instant deadline = deadline();
        return new Authority(permissions, key.limits(), deadline == null ? key.expiresAt() : deadline);
    }

    /**
     * Returns the deadline of the secret that was presented.
     *
     * @return the deadline; null if the secret is the current one, if it is a pending one, which an accepted request
     *     makes current, or if the caller is no API key
     */
    public @Nullable Instant deadline() {
        if (secret == null || key == null || key.isPending(secret)) {
            return null;
        }
        return secret.retiresAt();
    }

    /**
     * Tells whether the caller holds a permission. Scope is another question.
     *
     * @param permission for example {@code messages:send}
     * @return true when it does
     */
    public boolean holds(String permission) {
        return permissions.permit(permission);
    }

    /** Tells whether both the caller and its key hold all of these permissions. */
    boolean covers(Permissions others) {
        return permissions.cover(others) && (key == null || key.permissions().cover(others));
    }
}
