package dev.latchkey.internal.cache;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Reply;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The read of every authentication: {@link KeyStore#findByHandle}, through what is remembered in front of the store, or
 * past it. Immutable.
 */
public final class HandleLookup {
    private final Function<String, Reply<Optional<ApiKey>>> cached;
    private final Function<String, Reply<Optional<ApiKey>>> uncached;

    private HandleLookup(
            Function<String, Reply<Optional<ApiKey>>> cached, Function<String, Reply<Optional<ApiKey>>> uncached) {
        this.cached = cached;
        this.uncached = uncached;
    }

    /**
     * Returns a look-up in a store.
     *
     * @param front the store with what is remembered in front of it
     * @param uncached the store itself
     * @param cache the record cache in front of the store; null if there is none
     * @return the look-up
     */
    public static HandleLookup in(KeyStore front, KeyStore uncached, @Nullable RecordCache cache) {
        return new HandleLookup(
                front::findByHandle, cache == null ? uncached::findByHandle : cache::findByHandleInStore);
    }

    /**
     * Returns a look-up that always reads the whole key.
     *
     * @return the look-up, past everything that is remembered
     */
    public HandleLookup strict() {
        return new HandleLookup(uncached, uncached);
    }

    /**
     * Finds a key, also among what is remembered.
     *
     * @param handle the handle of one of its secrets
     * @return the key; empty if there is none
     */
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return cached.apply(handle);
    }

    /**
     * Finds a key past the record cache, which may remember for a while that there is no key of a handle.
     *
     * @param handle the handle of one of its secrets
     * @return the key; empty if there is none
     */
    public Reply<Optional<ApiKey>> findInStore(String handle) {
        return uncached.apply(handle);
    }
}
