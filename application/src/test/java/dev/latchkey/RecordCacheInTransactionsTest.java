package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.internal.cache.CacheEvents;
import dev.latchkey.internal.cache.RecordCache;
import dev.latchkey.internal.cache.RecordCache.CacheLimits;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is read or changed inside a transaction of the host is not used outside of it before it commits. */
class RecordCacheInTransactionsTest {
    private static final Duration AGE = Duration.ofDays(1);

    private final HostTransaction store = new HostTransaction();
    private final AtomicReference<ChangeFeed.Listener> feed = new AtomicReference<>();
    private final AtomicLong nanos = new AtomicLong();
    private Changed issued = TestKeys.issue();
    private final RecordCache cache = new RecordCache(
            store,
            listener -> {
                feed.set(listener);
                return () -> {};
            },
            CacheLimits.of(1_000, AGE),
            nanos::get,
            new CacheEvents() {});

    @Test
    void aKeyWhoseInsertionIsRolledBackIsNowhere() {
        store.begin(new InMemoryKeyStore());
        insert(cache, issued);
        assertThat(find(issued.next())).contains(issued.next());
        store.end();

        assertThat(find(issued.next())).isEmpty();
    }

    @Test
    void aRevocationThatIsRolledBackRefusesNobody() {
        ApiKey key = committed();
        Changed revoked = revoked(key);
        store.begin(copyWith(key));
        replace(cache, revoked);
        assertThat(find(key)).contains(revoked.next());
        store.end();

        assertThat(find(key)).contains(key);
    }

    @Test
    void aRevocationIsSeenAsSoonAsTheHostHasCommittedItAlsoWhereTheFeedIsLate() {
        ApiKey key = committed();
        Changed revoked = revoked(key);
        store.begin(copyWith(key));
        replace(cache, revoked);
        store.end();
        // Another thread reads before the commit.
        assertThat(find(key)).contains(key);

        replace(store.committed, revoked);
        assertThat(find(key)).contains(revoked.next());
    }

    @Test
    void anInsertionIsSeenAsSoonAsTheHostHasCommittedItAlsoAfterAMiss() {
        store.begin(new InMemoryKeyStore());
        insert(cache, issued);
        store.end();
        assertThat(find(issued.next())).isEmpty();

        insert(store.committed, issued);
        assertThat(find(issued.next())).contains(issued.next());
    }

    @Test
    void aSnapshotThatIsOlderThanTheLatestCommitFillsNoCache() {
        ApiKey key = committed();
        KeyStore old = copyWith(key);
        Changed revoked = revoked(key);
        replace(store.committed, revoked);
        feed.get().changed(key.id());
        store.begin(old);
        assertThat(find(key)).contains(key);
        store.end();

        assertThat(find(key)).contains(revoked.next());
    }

    @Test
    void readsAreRememberedAgainOnceTheFeedHasReportedTheCommit() {
        ApiKey key = committed();
        Changed renamed = (Changed) key.by(World.ACTOR, World.START).rename("new");
        store.begin(copyWith(key));
        replace(cache, renamed);
        store.end();
        replace(store.committed, renamed);
        feed.get().changed(key.id());

        assertRemembered(renamed.next());
    }

    @Test
    void aChangeOfANeighborDoesNotEndTheWaitForTheCommit() {
        ApiKey key = committed();
        Changed revoked = revoked(key);
        store.begin(copyWith(key));
        replace(cache, revoked);
        store.end();
        // Whatever the cache divides its keys by, one of so many is beside this one.
        for (int i = 0; i < 100_000; i++) {
            feed.get().changed(UUID.nameUUIDFromBytes(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}));
        }
        assertThat(find(key)).contains(key);

        replace(store.committed, revoked);
        assertThat(find(key)).contains(revoked.next());
    }

    @Test
    void anInsertionIsSeenWhenTheFeedHasReportedItAlsoAfterAMissInBetween() {
        store.begin(new InMemoryKeyStore());
        insert(cache, issued);
        store.end();
        assertThat(find(issued.next())).isEmpty();

        insert(store.committed, issued);
        feed.get().changed(issued.next().id());
        assertThat(find(issued.next())).contains(issued.next());
        assertRemembered(issued.next());
    }

    @Test
    void keysBesideOneInATransactionAreRemembered() {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            store.begin(new InMemoryKeyStore());
            insert(cache, TestKeys.issue());
            store.end();
            keys.add(committed());
        }
        for (ApiKey key : keys) {
            assertThat(find(key)).contains(key);
        }
        for (ApiKey key : keys) {
            assertRemembered(key);
        }
    }

    @Test
    void readsAreRememberedAgainWhenNoTransactionCanBeThatOld() {
        ApiKey key = committed();
        store.begin(copyWith(key));
        replace(cache, revoked(key));
        store.end();
        find(key);
        nanos.addAndGet(RecordCache.OPEN_TRANSACTION.toNanos() + 1);

        assertRemembered(key);
    }

    @Test
    void aNodeForgetsItsCopyWhenItLearnsFromTheStoreThatTheKeyWasRevokedElsewhere() {
        ApiKey key = committed();
        find(key);
        Changed revoked = revoked(key);
        replace(store.committed, revoked);
        assertThat(cache.findById(key.id()).value()).contains(revoked.next());

        assertThat(find(key)).contains(revoked.next());
    }

    @Test
    void aStrictReadTeachesTheCacheToo() {
        ApiKey key = committed();
        find(key);
        Changed revoked = revoked(key);
        replace(store.committed, revoked);
        String handle = key.currentSecret().handle();
        assertThat(cache.findByHandleInStore(handle).value()).contains(revoked.next());

        assertThat(find(key)).contains(revoked.next());
    }

    /**
     * A second read after the store has changed without a word from the feed shows that the first one was remembered.
     */
    private void assertRemembered(ApiKey key) {
        assertThat(find(key)).contains(key);
        replace(store.committed, (Changed) key.by(World.ACTOR, World.START).rename("unheard of"));
        assertThat(find(key)).contains(key);
    }

    private Optional<ApiKey> find(ApiKey key) {
        return cache.findByHandle(key.currentSecret().handle()).value();
    }

    private ApiKey committed() {
        issued = TestKeys.issue();
        insert(store.committed, issued);
        return issued.next();
    }

    /** What a transaction sees that began when only that key was committed. */
    private KeyStore copyWith(ApiKey key) {
        InMemoryKeyStore copy = new InMemoryKeyStore();
        insert(copy, issued);
        assertThat(copy.findById(key.id()).value()).contains(key);
        return copy;
    }

    private static Changed revoked(ApiKey key) {
        return (Changed) key.by(World.ACTOR, World.START).revoke("test");
    }

    private static void insert(KeyStore store, Changed issued) {
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
    }

    private static void replace(KeyStore store, Changed changed) {
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
    }
}
