package dev.latchkey;

import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.internal.buffer.AccessEventBuffer;
import dev.latchkey.internal.buffer.UsageBuffer;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a request after the proof of its credential: status and network, rate limit, scope and permission.
 * Counts and records what they find. Safe for use by several threads.
 */
final class RequestRules {
    private final ScopeMeaning meaning;
    private final Throttle throttle;
    private final Attempts attempts;
    private final UsageBuffer uses;
    private final AccessEventBuffer events;
    private final Promotions promotions;
    private final Clock clock;

    RequestRules(
            ScopeMeaning meaning,
            Throttle throttle,
            Attempts attempts,
            UsageBuffer uses,
            AccessEventBuffer events,
            Promotions promotions,
            Clock clock) {
        this.meaning = meaning;
        this.throttle = throttle;
        this.attempts = attempts;
        this.uses = uses;
        this.events = events;
        this.promotions = promotions;
        this.clock = clock;
    }

    /** Decides about a request with a proven key: status and network, then rate limit, then scope and permission. */
    Verdict decideProven(ApiKey key, Secret secret, Requirement requirement, @Nullable InetAddress address) {
        return decideKey(key, secret, origin(address), requirement, address);
    }

    /** Decides about a request that named a key without proving its possession, as {@link #decideProven} does. */
    Verdict decideNamed(ApiKey key, Secret secret, Requirement requirement, @Nullable InetAddress address) {
        return decideKey(key, secret, origin(address).named(), requirement, address);
    }

    private Verdict decideKey(
            ApiKey key, Secret secret, Origin origin, Requirement requirement, @Nullable InetAddress address) {
        Caller caller = Caller.of(key, secret).from(origin);
        Instant now = clock.instant();
        // A key that is used from a wrong network takes no token: a thief would use up the owner's.
        Refusal refusal = AccessRules.checkUsable(key, secret, now, address);
        Verdict verdict = refusal == null
                ? limitAndAuthorize(caller, requirement, address, now)
                : refuse(refusal, caller, address);
        // A name proves nothing, so it says nothing about the secret either.
        uses.count(key.id(), origin.onlyNamed() ? null : secret.handle(), outcome(verdict), now);
        if (verdict.outcome() == Verdict.Outcome.ACCEPTED && !origin.onlyNamed()) {
            promotions.accepted(caller);
        }
        return verdict;
    }

    private static KeyUse.Outcome outcome(Verdict verdict) {
        return switch (verdict.outcome()) {
            case ACCEPTED -> KeyUse.Outcome.ACCEPTED;
            case LIMITED -> KeyUse.Outcome.LIMITED;
            default -> KeyUse.Outcome.REFUSED;
        };
    }

    /** Decides about a request of another principal: rate limit, then scope and permission. */
    Verdict decidePrincipal(Caller principal, Requirement requirement, @Nullable InetAddress address) {
        boolean known = !principal.origin().equals(Origin.UNKNOWN);
        Caller caller = known ? principal : principal.from(origin(address));
        return limitAndAuthorize(caller, requirement, address, clock.instant());
    }

    private static Origin origin(@Nullable InetAddress address) {
        return Origin.of(address == null ? null : address.getHostAddress());
    }

    /**
     * Tells whether {@link #decideProven} would accept a proven key now, its rate limit aside. Nothing is counted or
     * recorded.
     */
    boolean stillAccepts(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        return refusalNow(caller, requirement, address) == null;
    }

    /** Decides about a request that was accepted before: status and network, then scope and permission. */
    Verdict decideAgain(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        Refusal refusal = refusalNow(caller, requirement, address);
        return refusal == null ? Verdict.accepted(caller, null) : refuse(refusal, caller, address);
    }

    private @Nullable Refusal refusalNow(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        ApiKey key = caller.key();
        Secret secret = caller.secret();
        Refusal refusal =
                key == null || secret == null ? null : AccessRules.checkUsable(key, secret, clock.instant(), address);
        return refusal == null ? authorize(caller, requirement) : refusal;
    }

    /** Returns why a caller may not do something, or null if it may. Nothing is counted or recorded. */
    @Nullable Refusal authorize(Caller caller, Requirement requirement) {
        return AccessRules.authorize(caller, requirement, meaning);
    }

    private Verdict limitAndAuthorize(
            Caller caller, Requirement requirement, @Nullable InetAddress address, Instant now) {
        RateDecision rate = throttle.take(caller);
        if (rate != null && !rate.allowed()) {
            events.limited(caller, address, now);
            return Verdict.limited(caller, rate);
        }
        Refusal refusal = authorize(caller, requirement);
        if (refusal != null) {
            events.refused(refusal, caller, address, now);
            return Verdict.refused(refusal, caller, rate);
        }
        return Verdict.accepted(caller, rate);
    }

    /** Refuses a request that is no attempt to guess a secret. */
    Verdict refuse(Refusal refusal, @Nullable Caller caller, @Nullable InetAddress address) {
        events.refused(refusal, caller, address, clock.instant());
        return Verdict.refused(refusal, caller);
    }

    /**
     * Refuses a credential that proves nothing, and counts the attempt.
     *
     * @param handle the handle of the key that was tried; null if there is no such key
     */
    Verdict refuseAttempt(Refusal refusal, @Nullable InetAddress address, @Nullable String handle) {
        events.refused(refusal, null, address, clock.instant());
        Duration wait = attempts.count(address, handle);
        return wait == null ? Verdict.refused(refusal, null) : Verdict.tooManyAttempts(wait);
    }

    /**
     * Begins to look up a credential that may be a guess at an imported key. If this returns null, {@link #endGuess}
     * must follow.
     *
     * @return the refusal, if the address has no attempts left; null if the credential may be looked up
     */
    @Nullable Verdict beginGuess(@Nullable InetAddress address) {
        Duration wait = attempts.beginGuess(address);
        if (wait == null) {
            return null;
        }
        events.refused(Refusal.INVALID, null, address, clock.instant());
        return Verdict.tooManyAttempts(wait);
    }

    /** Ends a look-up, after its attempt was counted. */
    void endGuess(@Nullable InetAddress address) {
        attempts.endGuess(address);
    }
}
