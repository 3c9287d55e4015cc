package dev.latchkey.core.access;

import dev.latchkey.core.access.Requirement.Reach;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.SecretStatus;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.core.scope.TenantScope;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rules about what a secret, a key and a caller may do, as pure functions. Each returns the reason of a refusal, or
 * null if there is none.
 */
public final class AccessRules {
    private AccessRules() {}

    /**
     * Tells whether a secret, whose possession is proven, may be used now and from an address.
     *
     * @param key the key
     * @param secret the secret that was presented
     * @param now the instant
     * @param address where the request comes from; null if unknown
     * @return the reason why not; null if it may. Revoked comes before expired, before suspended, before retired,
     *     before network
     */
    public static @Nullable Refusal checkUsable(ApiKey key, Secret secret, Instant now, @Nullable InetAddress address) {
        Refusal refusal = checkInForce(key, secret, now);
        return refusal != null || key.limits().allow(address) ? refusal : Refusal.NETWORK;
    }

    /**
     * Tells whether a secret, whose possession is proven, is in force, wherever the request comes from.
     *
     * @param key the key
     * @param secret the secret that was presented
     * @param now the instant
     * @return the reason why not; null if it is. Revoked comes before expired, before suspended, before retired
     */
    public static @Nullable Refusal checkInForce(ApiKey key, Secret secret, Instant now) {
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
        return key.status(secret, now) == SecretStatus.RETIRED ? Refusal.RETIRED : null;
    }

    /**
     * Tells whether a secret may replace the secret of its own key. Only the current secret may: a retiring one would
     * yield a credential that outlives its own deadline, and end the secret that its owner was given. A pending one
     * becomes current first, by being accepted.
     *
     * @param key the key as it is stored
     * @param handle the handle of the presented secret
     * @param now the instant
     * @return the reason why not; null if it may, or if the key is revoked, which says more
     */
    public static @Nullable Refusal regenerateOwn(ApiKey key, String handle, Instant now) {
        if (key.revocation() != null) {
            return null;
        }
        return checkCurrent(key, handle, now);
    }

    /** Refuses a secret of a key that is not its current one. */
    private static @Nullable Refusal checkCurrent(ApiKey key, String handle, Instant now) {
        SecretStatus status =
                key.secret(handle).map(secret -> key.status(secret, now)).orElse(SecretStatus.RETIRED);
        return switch (status) {
            case CURRENT -> null;
            case PENDING -> Refusal.PENDING;
            case RETIRING -> Refusal.RETIRING;
            case RETIRED -> Refusal.RETIRED;
        };
    }

    /**
     * Tells whether a caller may do what a request needs.
     *
     * @param caller the caller
     * @param requirement what the request needs
     * @param meaning what a tenant's key may do to the tenant's resources
     * @return the reason why not; null if it may. Scope comes before permission
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
     * Tells whether a caller may be handed a key, by issuing it, regenerating it or seeing it. It is never handed one
     * with more permissions or a wider scope than its own.
     *
     * @param caller the caller
     * @param tenant the tenant of that key
     * @param scope the scope of that key
     * @param permissions the permissions of that key
     * @return the reason why not; null if it may
     */
    public static @Nullable Refusal handOut(Caller caller, String tenant, Scope scope, Permissions permissions) {
        if (!caller.tenant().equals(tenant)) {
            return Refusal.OTHER_RESOURCE;
        }
        if (!caller.scope().contains(scope)) {
            return scope instanceof TenantScope ? Refusal.RESOURCE_KEY : Refusal.OTHER_RESOURCE;
        }
        return caller.covers(permissions) ? null : Refusal.PERMISSION;
    }

    /**
     * Tells whether a caller may be handed the current secret of a key that exists, by replacing it or by seeing it.
     * Beside {@link #handOut(Caller, String, Scope, Permissions)}, nothing is handed out that works after the deadline
     * of the secret that the caller presented, and a secret that is not current is not handed its own key.
     *
     * @param caller the caller
     * @param key the key
     * @param now the instant
     * @return the reason why not; null if it may
     */
    public static @Nullable Refusal handOut(Caller caller, ApiKey key, Instant now) {
        Refusal refusal = handOut(caller, key.tenant(), key.scope(), key.permissions());
        if (refusal == null) {
            refusal = ownSecret(caller, key, now);
        }
        return refusal == null && outlives(caller, key.expiresAt()) ? Refusal.RETIRING : refusal;
    }

    /**
     * Tells whether a caller may complete or cancel the rotation of a key. A secret of the key itself may only if it is
     * the current one, so that none gains by what it does.
     *
     * @param caller the caller
     * @param key the key as it is stored
     * @param now the instant
     * @return the reason why not; null if it may, as far as its secret is concerned
     */
    public static @Nullable Refusal endRotation(Caller caller, ApiKey key, Instant now) {
        return ownSecret(caller, key, now);
    }

    /** Refuses a secret of the key itself that is not its current one. */
    private static @Nullable Refusal ownSecret(Caller caller, ApiKey key, Instant now) {
        Secret presented = caller.secret();
        if (presented == null || caller.key() == null || !caller.key().id().equals(key.id())) {
            return null;
        }
        return checkCurrent(key, presented.handle(), now);
    }

    /** Tells whether a credential with this expiry works after the deadline of the secret that the caller presented. */
    private static boolean outlives(Caller caller, @Nullable Instant expiresAt) {
        Instant deadline = caller.deadline();
        return deadline != null && (expiresAt == null || expiresAt.isAfter(deadline));
    }

    /**
     * Tells whether a caller may issue a key. The new key must lie within the caller's authority at that moment: its
     * permissions, rates and networks, and an expiry that is neither after its own nor after the deadline of the secret
     * that was presented. A key that has {@link Provenance#MAX_ISSUERS} issuers issues none.
     *
     * <p>A key without rates of its own has those of the host. So has a key that it issues without rates.
     *
     * @param caller the caller, with its key as it is now
     * @param rates the rates that apply to the caller, its own or the host's; empty for none
     * @param spec the specification, already {@link #bounded}
     * @return the reason why not; null if it may
     */
    public static @Nullable Refusal issue(Caller caller, List<RateLimit> rates, KeySpec spec) {
        Refusal refusal = handOut(caller, spec.tenant(), spec.scope(), spec.permissions());
        boolean asSlow = spec.limits().rates().isEmpty() || spec.limits().ratesAreWithin(rates);
        boolean allowed = asSlow
                && spec.authority().isWithin(caller.authority())
                && (spec.slot() != null || caller.issuers().size() <= Provenance.MAX_ISSUERS);
        return refusal == null && !allowed ? Refusal.PERMISSION : refusal;
    }

    /**
     * Returns a specification in which everything that it leaves open is the caller's own: rates, networks and the
     * expiry.
     *
     * @param caller the caller, with its key as it is now
     * @param spec the specification
     * @return the specification of the key that the caller issues, if it may
     */
    public static KeySpec bounded(Caller caller, KeySpec spec) {
        return spec.authority(spec.authority().filledFrom(caller.authority()));
    }

    /**
     * Tells whether an API key may give another key a wider authority: one that lies within its own, of a key that it
     * might be handed.
     *
     * @param caller the API key, as it is now
     * @param own the authority of the caller; where it has no rates, with those of the host
     * @param key the key that is changed
     * @param after the new authority of that key, in the same way
     * @param now the instant
     * @return the reason why not; null if it may
     */
    public static @Nullable Refusal widen(Caller caller, Authority own, ApiKey key, Authority after, Instant now) {
        Refusal refusal = handOut(caller, key, now);
        return refusal != null || after.isWithin(own) ? refusal : Refusal.PERMISSION;
    }

    /**
     * Tells whether a caller may be handed the first key of a slot. The issuer of such a key is the host, so its limits
     * and its expiry are those of the host's specification.
     *
     * @param caller the caller
     * @param spec the host's specification
     * @return the reason why not; null if it may
     */
    public static @Nullable Refusal handOut(Caller caller, KeySpec spec) {
        Refusal refusal = handOut(caller, spec.tenant(), spec.scope(), spec.permissions());
        return refusal == null && outlives(caller, spec.expiresAt()) ? Refusal.RETIRING : refusal;
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
