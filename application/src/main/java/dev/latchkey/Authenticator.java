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
import dev.latchkey.ports.Replacement;
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

    private final HandleLookup source;
    private final KeyStore store;
    private final CredentialParser parser;
    private final Prover prover;
    private final ScopeMeaning meaning;
    private final Throttle throttle;
    private final UsageBuffer usage;
    private final AccessEventBuffer attempts;
    private final Clock clock;
    private final Duration retryAfter;
    private final ListenerNotifier notifier;
    private final RateLimitedLogger outages;
    private final RateLimitedLogger upgradeFailures;

    /** Keys are read from the source and changed through the store: what remembers keys must hear of every change, also of those who do not read it. */
    Authenticator(
            HandleLookup source,
            KeyStore store,
            CredentialParser parser,
            Prover prover,
            ScopeMeaning meaning,
            Throttle throttle,
            UsageBuffer usage,
            AccessEventBuffer attempts,
            Clock clock,
            Duration retryAfter,
            ListenerNotifier notifier) {
        this.source = source;
        this.store = store;
        this.parser = parser;
        this.prover = prover;
        this.meaning = meaning;
        this.throttle = throttle;
        this.usage = usage;
        this.attempts = attempts;
        this.clock = clock;
        this.retryAfter = retryAfter;
        this.notifier = notifier;
        this.outages = new RateLimitedLogger(LOG, clock);
        this.upgradeFailures = new RateLimitedLogger(LOG, clock);
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
        long start = notifier.start();
        Verdict verdict = check(presented, requirement, address);
        notifier.answered(verdict, start);
        return verdict;
    }

    private Verdict check(@Nullable String presented, Requirement requirement, @Nullable InetAddress address) {
        Recalled recalled = recall(presented);
        if (recalled == null) {
            // A request without any credential attempts nothing.
            return presented == null ? refuse(Refusal.MISSING, null, address) : fail(Refusal.MALFORMED, address, null);
        }
        try {
            Found found = find(recalled);
            if (found == null) {
                return fail(Refusal.INVALID, address, null);
            }
            RawKey raw = found.recalled().raw();
            Proof proof = prover.prove(found.recalled(), found.secret());
            if (proof instanceof Overloaded) {
                return Verdict.overloaded(retryAfter);
            }
            if (!(proof instanceof Right right)) {
                return fail(Refusal.INVALID, address, raw.handle());
            }
            Verdict verdict = decide(Caller.of(found.key(), found.secret()), requirement, address);
            if (verdict.outcome() == Verdict.Outcome.ACCEPTED) {
                upgrade(raw, found.key(), found.secret(), right);
            }
            return verdict;
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /**
     * A key that a text may be.
     *
     * @param recalled the text, with the handle by which the key was found
     * @param key the key
     * @param secret its secret of that handle
     */
    private record Found(Recalled recalled, ApiKey key, Secret secret) {}

    /** Finds the key that a text may be. A text of our own format may also be a key that was imported by its digest. */
    private @Nullable Found find(Recalled recalled) {
        Found own = findBy(recalled);
        if (own != null || !parser.isOwn(recalled.raw())) {
            return own;
        }
        RawKey imported = parser.asImported(recalled.raw().reveal());
        return imported == null ? null : findBy(prover.recall(imported));
    }

    private @Nullable Found findBy(Recalled recalled) {
        String handle = recalled.raw().handle();
        return find(handle)
                .flatMap(key -> key.secret(handle).map(secret -> new Found(recalled, key, secret)))
                .orElse(null);
    }

    /** What has the shape of a key, and what this process remembers of it; null when it has not. */
    private @Nullable Recalled recall(@Nullable String presented) {
        RawKey cut = parser.cut(presented);
        Recalled recalled = cut == null ? null : prover.recall(cut);
        if (recalled != null && recalled.same()) {
            // Most requests bring a key that was proven before: what equals it is one, without another look at it.
            return recalled;
        }
        RawKey raw = parser.recognize(presented);
        if (raw == null) {
            return null;
        }
        // An imported key may look like one of ours, of another handle, until its checksum is looked at.
        return recalled != null && parser.isOwn(raw) ? recalled : prover.recall(raw);
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
        long start = notifier.start();
        Verdict verdict = checkTrusted(handle, requirement, address);
        notifier.answered(verdict, start);
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
        return parser.recognize(presented) != null;
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
        long start = notifier.start();
        Optional<ApiKey> key = source.findByHandle(handle).value();
        notifier.stepped(Step.STORE_READ, start);
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
    public Verdict authorizePrincipal(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        long start = notifier.start();
        Verdict verdict = checkPrincipal(caller, requirement, address);
        notifier.answered(verdict, start);
        return verdict;
    }

    private Verdict checkPrincipal(Caller caller, Requirement requirement, @Nullable InetAddress address) {
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
        Refusal refusal = AccessRules.checkUsable(key, secret, now, address);
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
                if (transition instanceof Changed changed && isReplaced(changed)) {
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

    private boolean isReplaced(Changed changed) {
        return store.replace(changed.next(), changed.event()).value() == Replacement.REPLACED;
    }

    private Verdict unavailable(RuntimeException cause) {
        outages.warn("a credential could not be checked", cause);
        return Verdict.unavailable(retryAfter);
    }
}
