package dev.latchkey;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.internal.cache.RecordCache;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Reply;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The read of every authentication: {@link KeyStore#findByHandle}, through what is remembered in front of the store, or
 * past it. Immutable.
 */
final class HandleLookup {
    private final Function<String, Reply<Optional<ApiKey>>> cached;
    private final Function<String, Reply<Optional<ApiKey>>> uncached;

    private HandleLookup(
            Function<String, Reply<Optional<ApiKey>>> cached, Function<String, Reply<Optional<ApiKey>>> uncached) {
        this.cached = cached;
        this.uncached = uncached;
    }

    static HandleLookup in(KeyStore front, KeyStore uncached, @Nullable RecordCache cache) {
        return new HandleLookup(
                front::findByHandle, cache == null ? uncached::findByHandle : cache::findByHandleInStore);
    }

    /** Returns a look-up that always reads the whole key. */
    HandleLookup strict() {
        return new HandleLookup(uncached, uncached);
    }

    Reply<Optional<ApiKey>> findByHandle(String handle) {
        return cached.apply(handle);
    }

    /** Reads past the record cache, which may remember for a while that there is no key of a handle. */
    Reply<Optional<ApiKey>> findInStore(String handle) {
        return uncached.apply(handle);
    }
}
