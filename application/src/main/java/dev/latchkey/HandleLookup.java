package dev.latchkey;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.internal.cache.RecordCache;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Reply;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The read of every authentication: {@link KeyStore#findByHandle}, through the record cache or past it. Immutable.
 */
final class HandleLookup {
    private final Function<String, Reply<Optional<ApiKey>>> cached;
    private final Function<String, Reply<Optional<ApiKey>>> uncached;

    private HandleLookup(
            Function<String, Reply<Optional<ApiKey>>> cached, Function<String, Reply<Optional<ApiKey>>> uncached) {
        this.cached = cached;
        this.uncached = uncached;
    }

    static HandleLookup in(KeyStore store, @Nullable RecordCache cache) {
        return new HandleLookup(store::findByHandle, cache == null ? store::findByHandle : cache::findByHandleInStore);
    }

    /** Returns a look-up that always reads past the record cache. */
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
