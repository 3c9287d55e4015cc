package dev.latchkey.internal.proof;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.sealing.SealedCopy;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.internal.proof.Proof.Right;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The replacement of a hash that has outdated parameters or an outdated pepper, and of a handle that was made with an
 * outdated lookup key, after the key was proven. Safe for use by several threads.
 */
public final class SecretUpgrade {
    private static final Actor SELF = Actor.host("latchkey");

    private final Prover prover;
    private final CredentialParser parser;
    private final SecretFactory secrets;
    private final KeyStore store;
    private final Clock clock;
    private final RateLimitedLogger failures;

    /**
     * Takes what makes secrets, and where they are kept.
     *
     * @param prover computes hashes
     * @param parser tells which handles are outdated
     * @param secrets seals copies
     * @param store keeps the keys
     * @param clock tells when a key was changed
     */
    public SecretUpgrade(Prover prover, CredentialParser parser, SecretFactory secrets, KeyStore store, Clock clock) {
        this.prover = prover;
        this.parser = parser;
        this.secrets = secrets;
        this.store = store;
        this.clock = clock;
        this.failures = new RateLimitedLogger(SecretUpgrade.class, clock);
    }

    /**
     * Stores a better hash or handle if one is due. In a transaction of the host it is left to a later request, because
     * the key would be locked for all others until that transaction ends. If another change of the key wins, the next
     * request tries again. After a failure only the next Argon2 proof does: a store that cannot be written must not
     * cost every request a hash.
     *
     * @param raw the raw key
     * @param caller the caller that it proved
     * @param key the key
     * @param secret its secret of that raw key
     * @param proof the proof
     * @return the caller with its key as it is then stored; null if nothing was changed
     */
    public @Nullable Caller apply(RawKey raw, Caller caller, ApiKey key, Secret secret, Right proof) {
        try {
            if (!proof.beginUpgrade()) {
                return null;
            }
            if (store.findById(key.id()).joined()) {
                proof.upgradeLater();
                return null;
            }
            RawKey moved = parser.moved(raw);
            return moved == null ? rehash(raw, caller, key, secret, proof) : move(moved, caller, key, secret, proof);
        } catch (RuntimeException e) {
            failures.warn("a stored hash could not be upgraded: key " + key.id(), e);
            return null;
        }
    }

    private @Nullable Caller rehash(RawKey raw, Caller caller, ApiKey key, Secret secret, Right proof) {
        Optional<String> better = prover.betterHash(raw, proof);
        if (better.isEmpty()) {
            proof.upgradeLater();
            return null;
        }
        Transition transition =
                key.by(SELF, clock.instant()).secret(raw.handle()).rehash(better.get(), secret.tag());
        return store(transition, raw, caller, proof);
    }

    /** Gives the secret the handle that the current lookup key makes. A better hash is then due with its next use. */
    private @Nullable Caller move(RawKey moved, Caller caller, ApiKey key, Secret secret, Right proof) {
        SealedCopy copy = secrets.sealed(secret, moved, key.tenant());
        Transition transition =
                key.by(SELF, clock.instant()).secret(secret.handle()).move(moved.handle(), copy);
        return store(transition, moved, caller, proof);
    }

    private @Nullable Caller store(Transition transition, RawKey raw, Caller caller, Right proof) {
        if (!(transition instanceof Changed changed)) {
            proof.upgradeLater();
            return null;
        }
        Replacement replacement = store.replace(changed.next(), changed.event()).value();
        if (replacement == Replacement.REPLACED) {
            Secret next = changed.next().secret(raw.handle()).orElseThrow();
            prover.remember(raw, next);
            return caller.with(changed.next(), next);
        }
        // A handle that is taken stays so: the key had it before, and would be changed in vain with each request.
        if (replacement == Replacement.STALE) {
            proof.upgradeLater();
        }
        return null;
    }
}
