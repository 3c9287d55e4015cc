package dev.latchkey;

import dev.latchkey.CredentialFinder.Found;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.Handles;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.internal.cache.HandleLookup;
import dev.latchkey.internal.proof.Proof;
import dev.latchkey.internal.proof.Proof.Overloaded;
import dev.latchkey.internal.proof.Proof.Right;
import dev.latchkey.internal.proof.Prover;
import dev.latchkey.internal.proof.Prover.Recalled;
import dev.latchkey.internal.proof.SecretUpgrade;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The service that authenticates and authorizes requests.
 *
 * <pre>{@code
 * Verdict verdict = latchkey.authenticator().authenticate(header, Requirement.ANY.with("messages:send"), address);
 * return switch (verdict.outcome()) {
 *     case ACCEPTED -> serve(verdict.acceptedCaller());
 *     case REFUSED -> refuse(verdict.httpStatus(), verdict.refusal());
 *     case LIMITED, TOO_MANY_ATTEMPTS, OVERLOADED, UNAVAILABLE -> postpone(verdict.httpStatus(), verdict.retryAfter());
 * };
 * }</pre>
 *
 * <p><b>Security guarantees.</b> Possession of a secret is proven before any state of its key is disclosed. A revoked
 * or rotated-out key is refused by the next call after the change returned, on every node, because each call asks
 * the store. If the host enabled {@link LatchkeyBuilder#recordCache}, other nodes refuse it within the bound that is
 * stated there. A failure of the store is {@link Verdict.Outcome#UNAVAILABLE}: it neither lets a request through nor
 * says that a key is wrong.
 *
 * <p>No method that returns a verdict throws an exception, whatever a client sends and whatever an adapter throws.
 * Errors of adapters are thrown on. Safe for use by several threads, including virtual threads. A caller waits only for
 * the store, for the first proof of its own key, and for a place in the hashing gate.
 */
@CheckReturnValue
public final class Authenticator {
    private final HandleLookup lookup;
    private final CredentialFinder finder;
    private final Prover prover;
    private final SecretUpgrade upgrade;
    private final RequestRules rules;
    private final Duration retryAfter;
    private final RateLimitedLogger outages;
    private final ListenerNotifier notifier;

    Authenticator(
            HandleLookup lookup,
            Prover prover,
            SecretUpgrade upgrade,
            RequestRules rules,
            Duration retryAfter,
            RateLimitedLogger outages,
            ListenerNotifier notifier) {
        this.lookup = lookup;
        this.finder = new CredentialFinder(lookup, prover, notifier);
        this.prover = prover;
        this.upgrade = upgrade;
        this.rules = rules;
        this.retryAfter = retryAfter;
        this.outages = outages;
        this.notifier = notifier;
    }

    /**
     * Authenticates, authorizes and counts one request.
     *
     * @param presented what the client sent as its raw key, of any content; null if it sent none
     * @param requirement what the request needs
     * @param address where the request comes from; null if unknown, which refuses keys that are bound to networks
     * @return the verdict
     */
    public Verdict authenticate(@Nullable String presented, Requirement requirement, @Nullable InetAddress address) {
        long start = notifier.start();
        Verdict verdict = checkPresented(presented, requirement, address);
        notifier.answered(verdict, start);
        return verdict;
    }

    private Verdict checkPresented(@Nullable String presented, Requirement requirement, @Nullable InetAddress address) {
        Recalled credential = prover.recall(presented);
        if (credential == null) {
            // A request without any credential attempts nothing.
            return presented == null
                    ? rules.refuse(Refusal.MISSING, null, address)
                    : rules.refuseAttempt(Refusal.MALFORMED, address, null);
        }
        if (!credential.mayBeGuess()) {
            return proveAndDecide(credential, presented, requirement, address);
        }
        Verdict tooMany = rules.beginGuess(address);
        if (tooMany != null) {
            return tooMany;
        }
        try {
            return proveAndDecide(credential, presented, requirement, address);
        } finally {
            rules.endGuess(address);
        }
    }

    private Verdict proveAndDecide(
            Recalled credential, @Nullable String presented, Requirement requirement, @Nullable InetAddress address) {
        try {
            Found found = finder.find(credential, presented);
            if (found == null) {
                return rules.refuseAttempt(Refusal.INVALID, address, null);
            }
            RawKey raw = found.credential().raw();
            Proof proof = prover.prove(found.credential(), found.secret());
            if (proof instanceof Overloaded) {
                return Verdict.overloaded(retryAfter);
            }
            if (!(proof instanceof Right right)) {
                return rules.refuseAttempt(Refusal.INVALID, address, raw.handle());
            }
            Verdict verdict = rules.decideProven(found.key(), found.secret(), requirement, address);
            Caller stored = verdict.outcome() == Verdict.Outcome.ACCEPTED
                    ? upgrade.apply(raw, verdict.acceptedCaller(), found.key(), found.secret(), right)
                    : null;
            return stored == null ? verdict : verdict.with(stored);
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /**
     * Authenticates, authorizes and counts one request of a caller that names a key by a handle and proves nothing. A
     * handle is no secret: call this only for peers that the host trusts to have authenticated the request themselves,
     * such as its own gateway.
     *
     * @param handle the handle of one of the key's secrets, of any content
     * @param requirement what the request needs
     * @param address where the request comes from; null if unknown
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
            return rules.refuse(Refusal.MALFORMED, null, address);
        }
        try {
            Optional<ApiKey> key = finder.find(handle);
            Optional<Secret> secret = key.flatMap(found -> found.secret(handle));
            if (key.isEmpty() || secret.isEmpty()) {
                return rules.refuse(Refusal.INVALID, null, address);
            }
            return rules.decideNamed(key.get(), secret.get(), requirement, address);
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /**
     * Authorizes and counts one request of a principal that the host has authenticated by other means.
     *
     * @param principal the principal
     * @param requirement what the request needs
     * @param address where the request comes from; null if unknown
     * @return accepted, refused, limited or unavailable
     */
    public Verdict authorizePrincipal(Caller principal, Requirement requirement, @Nullable InetAddress address) {
        long start = notifier.start();
        Verdict verdict = checkPrincipal(principal, requirement, address);
        notifier.answered(verdict, start);
        return verdict;
    }

    private Verdict checkPrincipal(Caller principal, Requirement requirement, @Nullable InetAddress address) {
        try {
            return rules.decidePrincipal(principal, requirement, address);
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /**
     * Tells whether a text can be a key, by its shape alone. Nothing is looked up or counted. A host that takes other
     * credentials in the same place, such as the tokens of an OAuth server, asks this first, so that they are not
     * counted as attempts. If imported keys are accepted, nearly every text can be a key.
     *
     * @param presented what the client sent, of any content; null if it sent none
     * @return false if {@link #authenticate} would refuse it as {@link Refusal#MISSING} or {@link Refusal#MALFORMED}
     */
    public boolean recognizes(@Nullable String presented) {
        return prover.recognizes(presented);
    }

    /**
     * Tells whether a request that was accepted would be accepted now: its key and its secret are in force, and the key
     * may still do what the request needs. For responses that last. The store is read, and nothing is counted or
     * recorded.
     *
     * @param caller the caller that was accepted
     * @param requirement what the request needs
     * @param address where the request came from; null if unknown
     * @return false if it would be refused; true for a caller that is no API key
     * @throws dev.latchkey.core.LatchkeyException if the store cannot answer
     */
    public boolean stillAccepts(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        return caller.key() == null
                || stored(caller)
                        .filter(now -> rules.stillAccepts(now, requirement, address))
                        .isPresent();
    }

    /**
     * Authorizes a request again that was accepted, for something else that it leads to inside the host, as a forward
     * does. The key is read from the store. Nothing is counted, and a refusal is recorded.
     *
     * @param caller the caller that was accepted
     * @param requirement what the request needs now
     * @param address where the request came from; null if unknown
     * @return accepted, with the key as it is stored; or refused or unavailable
     */
    public Verdict authorizeAgain(Caller caller, Requirement requirement, @Nullable InetAddress address) {
        try {
            Optional<Caller> stored = caller.key() == null ? Optional.of(caller) : stored(caller);
            return stored.isPresent()
                    ? rules.decideAgain(stored.get(), requirement, address)
                    : rules.refuse(Refusal.INVALID, caller, address);
        } catch (RuntimeException e) {
            return unavailable(e);
        }
    }

    /** Returns an API key as it is stored; empty if its secret is no longer there. */
    private Optional<Caller> stored(Caller caller) {
        ApiKey known = caller.key();
        Secret presented = caller.secret();
        if (known == null || presented == null) {
            return Optional.empty();
        }
        return lookup.findInStore(presented.handle())
                .value()
                .filter(key -> key.id().equals(known.id()))
                .flatMap(key -> key.secret(presented.handle()).map(secret -> caller.with(key, secret)));
    }

    /**
     * Applies the scope and permission rules to a caller. Nothing is counted or recorded.
     *
     * @param caller the caller
     * @param requirement what the request needs
     * @return why the caller may not do it; null if it may
     */
    public @Nullable Refusal authorize(Caller caller, Requirement requirement) {
        return rules.authorize(caller, requirement);
    }

    /** Finds the key that a text may be, without a proof that it is. */
    Optional<Found> identify(String presented) {
        Recalled credential = prover.recall(presented);
        return credential == null ? Optional.empty() : Optional.ofNullable(finder.find(credential, presented));
    }

    private Verdict unavailable(RuntimeException cause) {
        outages.warn("a credential could not be checked", cause);
        return Verdict.unavailable(retryAfter);
    }
}
