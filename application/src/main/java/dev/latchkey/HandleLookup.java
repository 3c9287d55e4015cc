package dev.latchkey;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.Reply;
import java.util.Optional;
import java.util.function.Function;

/**
 * The read of every authentication: {@link dev.latchkey.ports.KeyStore#findByHandle}, through the record cache or past
 * it. Immutable.
 */
final class HandleLookup {
    private final Function<String, Reply<Optional<ApiKey>>> reading;
    private final Function<String, Reply<Optional<ApiKey>>> inStore;

    HandleLookup(Function<String, Reply<Optional<ApiKey>>> reading, Function<String, Reply<Optional<ApiKey>>> inStore) {
        this.reading = reading;
        this.inStore = inStore;
    }

    Reply<Optional<ApiKey>> findByHandle(String handle) {
        return reading.apply(handle);
    }

    /** Reads past the record cache, which may remember for a while that there is no key of a handle. */
    Reply<Optional<ApiKey>> findInStore(String handle) {
        return inStore.apply(handle);
    }
}
