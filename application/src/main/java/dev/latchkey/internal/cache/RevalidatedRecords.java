package dev.latchkey.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyVersion;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A store in front of a store. It remembers what was found by handle, and asks for the version of a key each time
 * before it gives the key again. If there is another version, or none, it asks by the handle. So a reply is never older
 * than the call, on whichever node the key was changed. No feed is needed.
 *
 * <p>That there is no key of a handle is not remembered. What was read inside a transaction of the host is not
 * remembered either, because it may be rolled back. A key that is remembered may be given inside such a transaction if
 * the version that the transaction sees is the key's: then it is what a read would have found there.
 *
 * <p>A row that was changed by hand without another version is found changed after {@link #MAX_AGE} at the latest. Safe
 * for use by several threads.
 */
public final class RevalidatedRecords extends ForwardingStore implements AutoCloseable {
    /** How long a key is remembered. */
    public static final Duration MAX_AGE = Duration.ofMinutes(1);

    private final KeyVersions versions;
    private final CacheEvents listener;
    private final Cache<String, Reply<Optional<ApiKey>>> found;
    private final SharedParts parts = new SharedParts();
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Remembers nothing yet.
     *
     * @param store the store behind it
     * @param versions the versions of the store's keys
     * @param maxKeys how many handles are remembered
     * @param ticker measures ages
     * @param listener receives events
     */
    public RevalidatedRecords(KeyStore store, KeyVersions versions, int maxKeys, Ticker ticker, CacheEvents listener) {
        super(store);
        this.versions = versions;
        this.listener = listener;
        this.found = Caffeine.newBuilder()
                .maximumSize(maxKeys)
                .expireAfterWrite(MAX_AGE)
                .ticker(ticker)
                .executor(Runnable::run)
                .build();
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        Reply<Optional<ApiKey>> known = found.getIfPresent(handle);
        ApiKey key = known == null ? null : known.value().orElse(null);
        if (known != null && key != null) {
            Reply<Optional<KeyVersion>> version = versions.find(key.id());
            if (version.value().filter(now -> now.isOf(key)).isPresent()) {
                listener.hit();
                return version.joined() ? new Reply<>(known.value(), true) : known;
            }
        }
        listener.missed();
        return read(handle);
    }

    private Reply<Optional<ApiKey>> read(String handle) {
        Reply<Optional<ApiKey>> read = store.findByHandle(handle);
        if (read.joined()) {
            return read;
        }
        // The text of the key itself, which is kept anyway.
        Reply<Optional<ApiKey>> compact = parts.compact(read);
        compact.value()
                .flatMap(key -> key.secret(handle))
                .map(Secret::handle)
                .ifPresentOrElse(kept -> found.put(kept, compact), () -> found.invalidate(handle));
        if (closed.get()) {
            found.invalidateAll();
        }
        return compact;
    }

    /** Purges, and forgets keys that may have been purged. Other nodes forget them when they are too old. */
    @Override
    public int purge(Purge purge) {
        try {
            return store.purge(purge);
        } finally {
            found.asMap()
                    .values()
                    .removeIf(read -> read.value()
                            .flatMap(ApiKey::deadSince)
                            .filter(at -> at.isBefore(purge.before()))
                            .isPresent());
        }
    }

    /** Forgets every key, and remembers none from now on. */
    @Override
    public void close() {
        closed.set(true);
        found.invalidateAll();
        parts.clear();
    }
}
