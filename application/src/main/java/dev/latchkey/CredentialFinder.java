package dev.latchkey;

import dev.latchkey.LatchkeyListener.Step;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.internal.cache.HandleLookup;
import dev.latchkey.internal.proof.Prover;
import dev.latchkey.internal.proof.Prover.Recalled;
import dev.latchkey.ports.Reply;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The look-up of the key that a credential may be. Safe for use by several threads. */
final class CredentialFinder {
    private final HandleLookup lookup;
    private final Prover prover;
    private final ListenerNotifier notifier;

    CredentialFinder(HandleLookup lookup, Prover prover, ListenerNotifier notifier) {
        this.lookup = lookup;
        this.prover = prover;
        this.notifier = notifier;
    }

    /**
     * The key that a credential may be.
     *
     * @param credential the credential, with the handle by which the key was found
     * @param key the key
     * @param secret its secret of that handle
     */
    record Found(Recalled credential, ApiKey key, Secret secret) {}

    /** Finds the key of a handle. */
    Optional<ApiKey> find(String handle) {
        return find(handle, lookup::findByHandle);
    }

    /**
     * Finds the key that a credential may be. A text of the generated format may also be a key that was imported by its
     * digest. While lookup keys are being replaced, handles move, so that an absence must not come from a cache.
     */
    @Nullable Found find(Recalled credential, @Nullable String presented) {
        Found found = findBy(credential, lookup::findByHandle);
        if (found != null) {
            return found;
        }
        List<Recalled> others = prover.alternatives(credential, presented);
        for (Recalled other : others) {
            found = findBy(other, others.size() == 1 ? lookup::findByHandle : lookup::findInStore);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Found findBy(Recalled credential, Function<String, Reply<Optional<ApiKey>>> read) {
        String handle = credential.raw().handle();
        return find(handle, read)
                .flatMap(key -> key.secret(handle).map(secret -> new Found(credential, key, secret)))
                .orElse(null);
    }

    private Optional<ApiKey> find(String handle, Function<String, Reply<Optional<ApiKey>>> read) {
        long start = notifier.start();
        Optional<ApiKey> key = read.apply(handle).value();
        notifier.stepped(Step.STORE_READ, start);
        return key;
    }
}
