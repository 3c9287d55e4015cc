package dev.latchkey;

import dev.latchkey.LatchkeyListener.Step;
import dev.latchkey.Prover.Overloaded;
import dev.latchkey.Prover.Proof;
import dev.latchkey.Prover.Recalled;
import dev.latchkey.Prover.Right;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.Handles;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers whether a request may be served: the cheapest question first, and possession before anything is told about the key.
 *
 * <p>A revoked or rotated-out key is refused by the next call after the change returned, on every node, because each call reads the store; where the host turned on
 * {@link Latchkey.Builder#recordCache}, on other nodes within the bound that is stated there. Nothing here throws, whatever a
 * client sends and whatever an adapter throws, its errors aside. Safe for use by several threads, virtual ones too; a caller waits only for the store, for its own first proof, and for a place in the hashing gate.
 */
@CheckReturnValue
public final class Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
    private static final Actor SELF = Actor.host("latchkey");

    private final KeyStore source;
    private final KeyStore store;
    private final KeyRecognizer recognizer;
    private final Prover prover;
    private final ScopeMeaning meaning;
    private final Throttle throttle;
    private final UsageBuffer usage;
    private final AttemptLog attempts;
    private final Clock clock;
    private final Duration retryAfter;
    private final Probe probe;
    private final BoundedLog outages;
    private final BoundedLog upgradeFailures;

    /** Keys are read from the source and changed through the store: what remembers keys must hear of every change, also of those who do not read it. */
    Authenticator(
            KeyStore source,
            KeyStore store,
            KeyRecognizer recognizer,
            Prover prover,
            ScopeMeaning meaning,
            Throttle throttle,
            UsageBuffer usage,
            AttemptLog attempts,
            Clock clock,
            Duration retryAfter,
            Probe probe) {
        this.source = source;
        this.store = store;
        this.recognizer = recognizer;
        this.prover = prover;
        this.meaning = meaning;
        this.throttle = throttle;
        this.usage = usage;
        this.attempts = attempts;
        this.clock = clock;
        this.retryAfter = retryAfter;
        this.probe = probe;
        this.outages = new BoundedLog(LOG, clock);
        this.upgradeFailures = new BoundedLog(LOG, clock);
    }

    /**
     * Authenticates, authorizes and counts one request.
     *
     * @param presented what the client sent as its raw key, of any content; null when it sent none
     * @param requirement what the request needs
     * @param address where it comes from, null when that is not known; keys bound to networks are then refused
     * @return the verdict
     */
    public Verdict authenticate(@Nullable String presented, Requirement requirement, @Nullable InetAddress address) {
        long start = probe.start();
        Verdict verdict = check(presented, requirement, address);
        probe.answered(verdict, start);
        return verdict;
    }

    private Verdict check(@Nullable String presented, Requirement requirement, @Nullable InetAddress address) {
        Recalled recalled = recall(presented);
        if (recalled == null) {
            // A request without any credential attempts nothing.
            return presented == null ? refuse(Refusal.MISSING, null, address) : fail(Refusal.MALFORMED, address, null);
        }
        RawKey raw = recalled.raw();
        try {
            Optional<ApiKey> key = find(raw.handle());
            Optional<Secret> secret = key.flatMap(found -> found.secret(raw.handle()));
            if (key.isEmpty() || secret.isEmpty()) {
                return fail(Refusal.INVALID, address, null);
            }
            Proof proof = prover.prove(recalled, secret.get());
            if (proof instanceof Overloaded) {
                return Verdict.overloaded(retryAfter);
            }
            if (!(proof instanceof Right right)) {
                return fail(Refusal.INVALID, address, raw.handle());
            }
            Verdict verdict = decide(Caller.of(key.get(), secret.get()), requirement, address);
            if (verdict.outcome() == Verdict.Outcome.ACCEPTED) {
                upgrade(raw, key.get(), secret.get(), right);
            }
            return verdict;
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /** What has the shape of a key, and what this process remembers of it; null when it has not. */
    private @Nullable Recalled recall(@Nullable String presented) {
        RawKey cut = recognizer.cut(presented);
        Recalled recalled = cut == null ? null : prover.recall(cut);
        if (recalled != null && recalled.same()) {
            // Most requests bring a key that was proven before: what equals it is one, without another look at it.
            return recalled;
        }
        RawKey raw = recognizer.recognize(presented);
        if (raw == null) {
            return null;
        }
        // An imported key may look like one of ours, of another handle, until its checksum is looked at.
        return recalled != null && recognizer.isOwn(raw) ? recalled : prover.recall(raw);
    }

    /**
     * The same for a caller who names a key by the handle of one of its secrets and proves nothing. A handle is no secret: call this only for peers whom the host
     * trusts to have authenticated the request themselves, such as its own gateway.
     *
     * @param handle the handle, of any content
     * @param requirement what the request needs
     * @param address where the request comes from, null when that is not known
     * @return the verdict
     */
    public Verdict authenticateTrusted(String handle, Requirement requirement, @Nullable InetAddress address) {
        long start = probe.start();
        Verdict verdict = checkTrusted(handle, requirement, address);
        probe.answered(verdict, start);
        return verdict;
    }

    private Verdict checkTrusted(String handle, Requirement requirement, @Nullable InetAddress address) {
        if (!Handles.isWellFormed(handle)) {
            return refuse(Refusal.MALFORMED, null, address);
        }
        try {
            Optional<ApiKey> key = find(handle);
            Optional<Secret> secret = key.flatMap(found -> found.secret(handle));
            if (key.isEmpty() || secret.isEmpty()) {
                return refuse(Refusal.INVALID, null, address);
            }
            return decide(Caller.of(key.get(), secret.get()), requirement, address);
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /**
     * Tells whether a text can be a key, by its shape alone: nothing is looked up and nothing is counted. A host that takes other credentials in the same place, such as the
     * tokens of an OAuth server, asks this first, so that they are not taken for attempts. Where imported keys are accepted nearly every text can be one.
     *
     * @param presented what the client sent, of any content; null when it sent none
     * @return false when {@link #authenticate} would refuse it as {@link Refusal#MISSING} or {@link Refusal#MALFORMED}
     */
    public boolean recognizes(@Nullable String presented) {
        return recognizer.recognize(presented) != null;
    }

    /**
     * Applies the same scope and permission rules to a principal that the host has authenticated by other means. Nothing is counted.
     *
     * @param caller who
     * @param requirement what the request needs
     * @return why not, or null for yes
     */
    public @Nullable Refusal authorize(Caller caller, Requirement requirement) {
        return AccessRules.authorize(caller, requirement, meaning);
    }

    private Optional<ApiKey> find(String handle) {
        long start = probe.start();
        Optional<ApiKey> key = source.findByHandle(handle);
        probe.stepped(Step.STORE_READ, start);
        return key;
    }

    /**
     * Authorizes and counts one request of a principal that the host has authenticated by other means: {@link #authorize}, and the limits that the host has for its like.
     *
     * @param caller who
     * @param requirement what the request needs
     * @param address where it comes from, null when that is not known
     * @return accepted, refused, limited or unavailable
     */
    public Verdict admit(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        long start = probe.start();
        Verdict verdict = checkAdmitted(caller, requirement, address);
        probe.answered(verdict, start);
        return verdict;
    }

    private Verdict checkAdmitted(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        try {
            return limitAndAuthorize(caller, requirement, address, clock.instant());
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    private Verdict decide(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        ApiKey key = caller.key();
        Secret secret = caller.secret();
        if (key == null || secret == null) {
            throw new IllegalArgumentException("not an API key: " + caller.name());
        }
        Instant now = clock.instant();
        // A key that is used from where it may not be takes no token: a thief would use up those of the owner.
        Refusal refusal = AccessRules.admit(key, secret, now, address);
        if (refusal != null) {
            return refuse(refusal, caller, address);
        }
        Verdict verdict = limitAndAuthorize(caller, requirement, address, now);
        if (verdict.outcome() == Verdict.Outcome.ACCEPTED) {
            usage.used(key.id(), now);
        }
        return verdict;
    }

    private Verdict limitAndAuthorize(
            Caller caller, Requirement requirement, @Nullable InetAddress address, Instant now) {
        RateDecision rate = throttle.take(caller);
        if (rate != null && !rate.allowed()) {
            attempts.limited(caller, address, now);
            return Verdict.limited(caller, rate);
        }
        Refusal refusal = AccessRules.authorize(caller, requirement, meaning);
        if (refusal != null) {
            attempts.refused(refusal, caller, address, now);
            return Verdict.refused(refusal, caller, rate);
        }
        return Verdict.accepted(caller, rate);
    }

    /**
     * Replaces a hash of former parameters or of a former pepper. Whoever changes the key at the same time wins, and the next request tries again; but after a
     * failure only the next Argon2 proof does, for a store that cannot be written must not cost every request a hash.
     */
    private void upgrade(RawKey raw, ApiKey key, Secret secret, Right proof) {
        try {
            Optional<String> better = prover.betterHash(raw, proof);
            if (better.isPresent()) {
                Transition transition = key.by(SELF, clock.instant()).rehash(raw.handle(), better.get(), secret.tag());
                if (transition instanceof Changed changed && store.replace(changed.next(), changed.event())) {
                    changed.next().secret(raw.handle()).ifPresent(next -> prover.remember(raw, next));
                } else {
                    proof.betterDue().set(true);
                }
            }
        } catch (RuntimeException e) {
            upgradeFailures.warn("a stored hash could not be upgraded: key " + key.id(), e);
        }
    }

    private Verdict refuse(Refusal refusal, @Nullable Caller caller, @Nullable InetAddress address) {
        attempts.refused(refusal, caller, address, clock.instant());
        return Verdict.refused(refusal, caller);
    }

    /** Refuses what proves nothing, and says to come back later when too much of it comes. Who proves something never gets here. */
    private Verdict fail(Refusal refusal, @Nullable InetAddress address, @Nullable String handle) {
        attempts.refused(refusal, null, address, clock.instant());
        Duration wait = throttle.attempt(address, handle);
        return wait == null ? Verdict.refused(refusal, null) : Verdict.tooManyAttempts(wait);
    }

    private Verdict unavailable(RuntimeException cause) {
        outages.warn("a credential could not be checked", cause);
        return Verdict.unavailable(retryAfter);
    }
}
