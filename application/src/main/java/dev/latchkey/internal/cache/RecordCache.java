package dev.latchkey.internal.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyVersion;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * A store in front of a store. It caches what was found by handle as long as the change feed reports no change of it.
 *
 * <p>A slow read that began before a revocation was reported can never bring the old key back, whenever it ends: what
 * it puts in is stale from the start, see {@link Fence}.
 *
 * <p>Changes made through this object are in force before the method returns. Changes of other nodes are in force as
 * soon as the feed reports them. While the feed is interrupted, nothing is cached and every read goes to the store.
 * Nothing is ever cached for longer than the age limits.
 *
 * <p>What was read inside a transaction of the host is never cached: it may be rolled back, and it may be older than
 * the latest commit. After a change that joined such a transaction, every read of that key goes to the store until the
 * feed reports a change of the key or {@link #OPEN_TRANSACTION} has passed. Whatever a read of the store shows about a
 * key, its cached copies are dropped if they differ. Safe for use by several threads.
 */
public final class RecordCache extends ForwardingStore implements ChangeFeed.Listener, AutoCloseable {
    /**
     * How long reads of a key go to the store after a change that may still be rolled back. A longer transaction is
     * left to the feed.
     */
    public static final Duration OPEN_TRANSACTION = Duration.ofMinutes(10);

    /** More than a host has under way. Above this, nothing is taken from the cache until they are over. */
    private static final int OPEN_CHANGES = 100_000;

    private final CacheLimits limits;
    private final Ticker ticker;
    private final CacheEvents listener;
    private final Cache<String, Entry> entries;
    private final SharedParts parts = new SharedParts();
    private final Fence fence = new Fence();
    private final UncommittedChanges uncommitted;
    private final ChangeFeed.Subscription subscription;

    /**
     * Subscribes to the feed.
     *
     * @param store the store behind the cache
     * @param feed reports changes
     * @param limits bound the cache
     * @param ticker measures ages
     * @param listener receives events
     */
    public RecordCache(KeyStore store, ChangeFeed feed, CacheLimits limits, Ticker ticker, CacheEvents listener) {
        super(store);
        this.listener = listener;
        this.limits = limits;
        this.ticker = ticker;
        this.uncommitted = new UncommittedChanges(ticker, OPEN_CHANGES);
        this.entries = Caffeine.newBuilder()
                .maximumSize(limits.maxKeys())
                .executor(Runnable::run)
                .build();
        this.subscription = feed.subscribe(this);
    }

    /**
     * The bounds of a cache.
     *
     * @param maxKeys how many handles are cached
     * @param maxAge how long a key is cached at most
     * @param maxAgeOfAbsence how long the absence of a key is cached at most
     */
    public record CacheLimits(int maxKeys, Duration maxAge, Duration maxAgeOfAbsence) {
        private static final Duration SECOND = Duration.ofSeconds(1);

        /** No process needs more, and nanoseconds hold it. */
        private static final Duration LONGEST = Duration.ofDays(365);

        /**
         * Returns limits for a maximum age of keys. That there is no key of a handle is cached for at most a second.
         *
         * @param maxKeys how many handles are cached
         * @param maxAge how long a key is cached at most
         * @return the limits
         */
        public static CacheLimits of(int maxKeys, Duration maxAge) {
            return new CacheLimits(maxKeys, shorter(maxAge, LONGEST), shorter(maxAge, SECOND));
        }

        private static Duration shorter(Duration a, Duration b) {
            return a.compareTo(b) < 0 ? a : b;
        }
    }

    /**
     * What was found. The age is looked at here, not left to the cache: that would cost each read more than all the
     * rest of it.
     *
     * @param found the key, or that there is none
     * @param readAfter the last change that was reported before the read began
     * @param goodUntil by the ticker
     */
    private record Entry(Reply<Optional<ApiKey>> found, long readAfter, long goodUntil) {
        Optional<ApiKey> key() {
            return found.value();
        }
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        Entry entry = entries.getIfPresent(handle);
        if (entry != null && isGood(handle, entry)) {
            listener.hit();
            return entry.found();
        }
        listener.missed();
        // Before the read, not after: a change that is reported from here on may be missing in what the read returns.
        long readAfter = fence.lastChange();
        long readAt = ticker.read();
        Reply<Optional<ApiKey>> found = store.findByHandle(handle);
        if (!found.joined() && fence.isTrusted(readAfter)) {
            Duration age = found.value().isPresent() ? limits.maxAge() : limits.maxAgeOfAbsence();
            Reply<Optional<ApiKey>> compact = parts.compact(found);
            String kept = compact.value()
                    .flatMap(key -> key.secret(handle))
                    .map(Secret::handle)
                    .orElse(handle);
            entries.put(kept, new Entry(compact, readAfter, readAt + age.toNanos()));
        }
        // It has the key by other secrets too, perhaps as it was before.
        return learned(found);
    }

    /**
     * Reads the store itself, and forgets what the reply contradicts.
     *
     * @param handle a well-formed handle
     * @return the reply of the store
     */
    public Reply<Optional<ApiKey>> findByHandleInStore(String handle) {
        Reply<Optional<ApiKey>> found = store.findByHandle(handle);
        if (!found.joined() && found.value().isEmpty()) {
            Entry entry = entries.getIfPresent(handle);
            if (entry != null && entry.key().isPresent()) {
                fence.raise(handle);
            }
        }
        return learned(found);
    }

    /** Forgets what contradicts a key that was read: whatever this node learns of a key, its cache learns too. */
    private Reply<Optional<ApiKey>> learned(Reply<Optional<ApiKey>> found) {
        if (!found.joined()) {
            found.value().ifPresent(this::learn);
        }
        return found;
    }

    private void learn(ApiKey key) {
        for (Secret secret : key.secrets()) {
            Entry entry = entries.getIfPresent(secret.handle());
            ApiKey known = entry == null ? null : entry.key().orElse(null);
            if (entry != null && (known == null || !KeyVersion.of(known).isOf(key))) {
                // Removed too: a read of the same key by another secret must not find and contradict it each time.
                entries.asMap().remove(secret.handle(), entry);
                fence.raise(known == null ? secret.handle() : key.id());
            }
        }
    }

    private boolean isGood(String handle, Entry entry) {
        if (!fence.isTrusted(entry.readAfter()) || ticker.read() - entry.goodUntil() >= 0) {
            return false;
        }
        Object changing = entry.key().isEmpty() ? handle : entry.key().get().id();
        return fence.isUnchanged(handle, entry.readAfter())
                && fence.isUnchanged(changing, entry.readAfter())
                && uncommitted.isCommitted(changing);
    }

    @Override
    public void changed(UUID keyId) {
        fence.raise(keyId);
        uncommitted.end(keyId, fence::raise);
    }

    /**
     * Tells whether the feed is interrupted.
     *
     * @return true if nothing is cached now
     */
    public boolean isInterrupted() {
        return fence.isInterrupted();
    }

    @Override
    public void interrupted() {
        fence.interrupt();
        listener.interrupted();
    }

    @Override
    public void resumed() {
        fence.resume();
        listener.resumed();
    }

    /**
     * Changes a key, and makes entries of the key and of its handles stale. A feed reports only ids, but a change
     * through this object also knows the handles that may have had no key until now.
     */
    private <T> Reply<T> change(ApiKey key, Supplier<Reply<T>> call) {
        List<Object> changed = new ArrayList<>(List.of(key.id()));
        key.secrets().forEach(secret -> changed.add(secret.handle()));
        try {
            Reply<T> reply = call.get();
            if (reply.joined()) {
                uncommitted.begin(changed, OPEN_TRANSACTION);
            }
            return reply;
        } finally {
            // Also after a failure: then it is unknown whether the change took effect.
            changed.forEach(fence::raise);
        }
    }

    @Override
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return change(key, () -> store.insert(key, event));
    }

    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        return change(next, () -> store.replace(next, event));
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return learned(store.findById(id));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        return learned(store.findBySlot(tenant, scope, slot));
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        Page<ListedKey> page = store.list(query);
        page.items().forEach(listed -> learn(listed.key()));
        return page;
    }

    /**
     * Purges, and drops entries of keys that may have been purged, before the feed reports them. An entry on
     * another node, or one that a slow read puts back, says that the key is dead, and so refuses it as well.
     */
    @Override
    public int purge(Purge purge) {
        try {
            return store.purge(purge);
        } finally {
            entries.asMap()
                    .values()
                    .removeIf(entry -> entry.key()
                            .flatMap(ApiKey::deadSince)
                            .filter(at -> at.isBefore(purge.before()))
                            .isPresent());
        }
    }

    @Override
    public void close() {
        try {
            subscription.close();
        } finally {
            // Nobody reports changes any more.
            fence.interrupt();
            entries.invalidateAll();
            parts.clear();
        }
    }
}
