package dev.latchkey;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.NextSlotHolder;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.KnownPermissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.StoreException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bounds that the host sets for every key that is made. Immutable. */
final class IssuancePolicy {
    private final KnownPermissions known;
    private final @Nullable RateLimits rates;
    private final KeyPolicies policies;
    private final KeyQuota quota;
    private final Clock clock;

    IssuancePolicy(
            KnownPermissions known, @Nullable RateLimits rates, KeyPolicies policies, KeyQuota quota, Clock clock) {
        this.known = known;
        this.rates = rates;
        this.policies = policies;
        this.quota = quota;
        this.clock = clock;
    }

    /** Returns the permissions that the host knows. */
    KnownPermissions known() {
        return known;
    }

    /** Returns the host's policy for the keys of a scope. */
    KeyPolicy of(String tenant, Scope scope) {
        return policies.of(tenant, scope);
    }

    /**
     * Returns the specification of a new key with what it leaves open, and refuses one that breaks the policy. A key of
     * the host's configuration needs to be known alone.
     */
    KeySpec admit(KeySpec spec, Actor actor) {
        known.check(spec.permissions());
        if (ConfiguredKeys.isOneOfTheirs(spec.slot())) {
            return spec;
        }
        KeyPolicy policy = of(spec.tenant(), spec.scope());
        KeySpec complete = policy.complete(spec, clock.instant());
        policy.check(complete, actor, clock.instant());
        return complete;
    }

    /**
     * Returns the specification of a key that follows a dead one in its slot. It ends no later than the policy allows.
     */
    KeySpec successor(ApiKey previous, Actor actor) {
        Instant now = clock.instant();
        KeySpec next = NextSlotHolder.specification(previous, now);
        return of(next.tenant(), next.scope()).bounded(next, actor, now);
    }

    /** Refuses a change that breaks the policy. */
    void checkChange(KeySpec before, KeySpec after, Actor actor) {
        if (!after.permissions().equals(before.permissions())) {
            known.check(after.permissions());
        }
        of(before.tenant(), before.scope()).checkChange(before, after, actor, clock.instant());
    }

    /** Tells whether the tenant, or the owner, has as many keys as the policy allows. */
    boolean isFull(KeySpec spec) {
        return !ConfiguredKeys.isOneOfTheirs(spec.slot()) && quota.isFull(of(spec.tenant(), spec.scope()), spec);
    }

    /** Returns why a key may not change its owner; null if it may. */
    @Nullable Result<ApiKey> checkOwner(KeySpec before, KeySpec after) {
        boolean full = quota.isFullForNewOwner(of(before.tenant(), before.scope()), before, after);
        return full ? Result.of(Outcome.TOO_MANY_KEYS) : null;
    }

    /** Returns a key that was stored; ends it if it is one too many. */
    Result<ApiKey> keep(ApiKey stored, Actor actor) {
        return ConfiguredKeys.isOneOfTheirs(stored.slot())
                ? Result.done(stored)
                : quota.keep(of(stored.tenant(), stored.scope()), stored, actor);
    }

    /** Returns why a caller may not issue a key, or null if it may. */
    @Nullable Refusal issue(Caller caller, KeySpec bounded) {
        // A key without rates of its own has those of the host, whatever the caller has.
        List<RateLimit> own = bounded.limits().rates().isEmpty()
                ? List.of()
                : ratesOf(caller, caller.authority().limits().rates());
        return AccessRules.issue(caller, own, bounded);
    }

    /** Returns an authority that a key has or is to have, with the rates of the host if it has none of its own. */
    Authority effective(ApiKey key, Authority authority) {
        return effective(Caller.of(key, key.currentSecret()), authority);
    }

    /** Returns the authority of a caller that is an API key, with the rates of the host if it has none of its own. */
    Authority effective(Caller caller) {
        return effective(caller, caller.authority());
    }

    private Authority effective(Caller caller, Authority authority) {
        Limits own = authority.limits();
        return authority.limits(new Limits(ratesOf(caller, own.rates()), own.networks()));
    }

    /** Returns the rates that apply to a caller with rates of its own, or without. */
    private List<RateLimit> ratesOf(Caller caller, List<RateLimit> own) {
        if (rates == null) {
            return own;
        }
        try {
            return rates.applyingTo(caller, own);
        } catch (RuntimeException e) {
            // Without an answer a key could become wider than what made it.
            throw new StoreException("could not read the rate limits of " + caller.actor(), e);
        }
    }
}
