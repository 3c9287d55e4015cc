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
        return find(handle, false);
    }

    /**
     * Finds the key that a credential may be. A text of the generated format may also be a key that was imported by its
     * digest. While lookup keys are being replaced, handles move, so that an absence must not come from a cache.
     */
    @Nullable Found find(Recalled credential, @Nullable String presented) {
        Found found = find(credential, false);
        if (found != null) {
            return found;
        }
        List<Recalled> others = prover.alternatives(credential, presented);
        for (Recalled other : others) {
            found = find(other, others.size() > 1);
            if (found != null) {
                return found;
            }
        }
        return null;
    }

    private @Nullable Found find(Recalled credential, boolean inStore) {
        String handle = credential.raw().handle();
        ApiKey key = find(handle, inStore).orElse(null);
        Secret secret = key == null ? null : key.secret(handle).orElse(null);
        return key == null || secret == null ? null : new Found(credential, key, secret);
    }

    private Optional<ApiKey> find(String handle, boolean inStore) {
        long start = notifier.start();
        Reply<Optional<ApiKey>> reply = inStore ? lookup.findInStore(handle) : lookup.findByHandle(handle);
        notifier.stepped(Step.STORE_READ, start);
        return reply.value();
    }
}
