package dev.latchkey.core.access;

import dev.latchkey.core.access.Requirement.Reach;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.core.scope.TenantScope;
import java.net.InetAddress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The decisions, as pure functions. Each returns why not, or null for yes.
 */
public final class AccessRules {
    private AccessRules() {}

    /**
     * May this secret, whose possession is proven, be used now and from there?
     *
     * @param key the key
     * @param secret the secret that was presented
     * @param now when
     * @param address where the request comes from, null when that is not known
     * @return why not, or null for yes; revoked before expired before suspended before retired before network
     */
    public static @Nullable Refusal checkUsable(ApiKey key, Secret secret, Instant now, @Nullable InetAddress address) {
        KeyStatus status = key.status(now);
        if (status == KeyStatus.REVOKED) {
            return Refusal.REVOKED;
        }
        if (status == KeyStatus.EXPIRED) {
            return Refusal.EXPIRED;
        }
        if (status == KeyStatus.SUSPENDED) {
            return Refusal.SUSPENDED;
        }
        if (secret.status(now) == SecretStatus.RETIRED) {
            return Refusal.RETIRED;
        }
        return key.limits().allow(address) ? null : Refusal.NETWORK;
    }

    /**
     * May this caller do what a request needs?
     *
     * @param caller who
     * @param requirement what the request needs
     * @param meaning what a tenant's key may do to the tenant's resources
     * @return why not, or null for yes; scope before permission
     */
    public static @Nullable Refusal authorize(Caller caller, Requirement requirement, ScopeMeaning meaning) {
        Refusal scope = scope(caller.scope(), requirement, meaning);
        if (scope != null) {
            return scope;
        }
        String permission = requirement.permission();
        return permission == null || caller.holds(permission) ? null : Refusal.PERMISSION;
    }

    /**
     * May this caller be handed a key, by issuing it, regenerating it or seeing it? Never one with more permissions or a wider scope than its own.
     *
     * @param caller who
     * @param tenant the tenant of that key
     * @param scope the scope of that key
     * @param permissions the permissions of that key
     * @return why not, or null for yes
     */
    public static @Nullable Refusal handOut(Caller caller, String tenant, Scope scope, Permissions permissions) {
        if (!caller.tenant().equals(tenant)) {
            return Refusal.OTHER_RESOURCE;
        }
        if (!caller.scope().contains(scope)) {
            return scope instanceof TenantScope ? Refusal.RESOURCE_KEY : Refusal.OTHER_RESOURCE;
        }
        return caller.permissions().cover(permissions) ? null : Refusal.PERMISSION;
    }

    /**
     * May this caller issue such a key?
     *
     * @param caller who
     * @param spec what the key is to be
     * @return why not, or null for yes
     */
    public static @Nullable Refusal issue(Caller caller, KeySpec spec) {
        return handOut(caller, spec.tenant(), spec.scope(), spec.permissions());
    }

    private static @Nullable Refusal scope(Scope scope, Requirement requirement, ScopeMeaning meaning) {
        if (scope instanceof ResourceScope own) {
            if (requirement.reach() == Reach.TENANT) {
                return Refusal.RESOURCE_KEY;
            }
            boolean other =
                    requirement.resource() != null && !requirement.resource().equals(own.resource());
            return other ? Refusal.OTHER_RESOURCE : null;
        }
        boolean refused = requirement.reach() == Reach.RESOURCE && meaning == ScopeMeaning.EXCLUSIVE;
        return refused ? Refusal.TENANT_KEY : null;
    }
}
