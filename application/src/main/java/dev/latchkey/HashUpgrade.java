package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.internal.proof.Prover;
import dev.latchkey.internal.proof.Prover.Right;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/**
 * The replacement of a hash that has outdated parameters or an outdated pepper, after its key was proven. Safe for use
 * by several threads.
 */
final class HashUpgrade {
    private static final Actor SELF = Actor.host("latchkey");

    private final Prover prover;
    private final KeyStore store;
    private final Clock clock;
    private final RateLimitedLogger failures;

    HashUpgrade(Prover prover, KeyStore store, Clock clock) {
        this.prover = prover;
        this.store = store;
        this.clock = clock;
        this.failures = new RateLimitedLogger(LoggerFactory.getLogger(HashUpgrade.class), clock);
    }

    /**
     * Stores a better hash if one is due. If another change of the key wins, the next request tries again. After a
     * failure only the next Argon2 proof does: a store that cannot be written must not cost every request a hash.
     */
    void apply(RawKey raw, ApiKey key, Secret secret, Right proof) {
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
            failures.warn("a stored hash could not be upgraded: key " + key.id(), e);
        }
    }

    private boolean isReplaced(Changed changed) {
        return store.replace(changed.next(), changed.event()).value() == Replacement.REPLACED;
    }
}
