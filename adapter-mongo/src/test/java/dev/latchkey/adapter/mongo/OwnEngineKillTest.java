package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.mongoengine.MongoEngine;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AuditQuery;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Tag;

/** What a store has acknowledged outlives a server that is killed. */
@Tag("extended")
@RequiresOwnEngine
class OwnEngineKillTest {
    private static final int CHANGES_BEFORE_THE_KILL = 40;
    private static final int PATIENCE_SECONDS = 60;

    /** Several times: without waiting for the journal, two in three lose something. */
    @RepeatedTest(5)
    @SuppressWarnings("try") // closed early by the thread that kills the server, and again at the end
    void everyAcknowledgedChangeOutlivesAKilledServerWithItsEvent() throws IOException {
        Path folder = MongoEngine.newFolder();
        List<ApiKey> acknowledged = new CopyOnWriteArrayList<>();
        MongoEngine killed = MongoEngine.start(folder);
        try (MongoClient client = MongoClients.create(killed.uri().orElseThrow())) {
            CountDownLatch enough = new CountDownLatch(CHANGES_BEFORE_THE_KILL);
            CompletableFuture<Void> killing = CompletableFuture.runAsync(() -> await(enough))
                    .whenComplete((done, failure) -> end(killed, client));
            changeUntilItFails(client, acknowledged, enough);
            killing.join();
        }

        try (MongoEngine restarted = MongoEngine.start(folder);
                MongoClient client = MongoClients.create(restarted.uri().orElseThrow())) {
            KeyStore store = MongoKeyStore.on(client.getDatabase("latchkey"));
            ApiKey last = acknowledged.get(acknowledged.size() - 1);
            ApiKey found = store.findById(last.id()).value().orElseThrow();
            // The change that was under way may have been made or not.
            assertThat(found.version()).isBetween(last.version(), last.version() + 1);
            assertThat(store.findByHandle(found.currentSecret().handle()).value())
                    .contains(found);
            assertThat(store.audit(AuditQuery.of(last.tenant(), 1000)).items())
                    .extracting(event -> found.version() + 1 - event.version())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, found.version()).boxed().toList());
        }
    }

    private static void changeUntilItFails(MongoClient client, List<ApiKey> acknowledged, CountDownLatch enough) {
        MongoDatabase database = client.getDatabase("latchkey");
        MongoIndexes.ensure(database);
        KeyStore store = MongoKeyStore.on(database);
        Changed issued = Keys.issue(Keys.spec(), Keys.T0);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        acknowledged.add(issued.next());
        enough.countDown();
        try {
            while (true) {
                ApiKey key = acknowledged.get(acknowledged.size() - 1);
                // Later by its version, so that the audit's order is that of the versions.
                Changed rotated = Keys.changed(
                        key.by(Keys.ACTOR, Keys.T0.plusMillis(key.version())).rotate(Keys.secret(), Duration.ZERO));
                assertThat(store.replace(rotated.next(), rotated.event()).value())
                        .isEqualTo(Replacement.REPLACED);
                acknowledged.add(rotated.next());
                enough.countDown();
            }
        } catch (StoreException e) {
            assertThat(acknowledged)
                    .as("changes before the server was killed; the last one failed with %s", e)
                    .hasSizeGreaterThanOrEqualTo(CHANGES_BEFORE_THE_KILL);
        }
    }

    /** Closes the client too, so that nothing waits for a server that is gone. */
    private static void end(MongoEngine engine, MongoClient client) {
        engine.kill();
        client.close();
    }

    private static void await(CountDownLatch enough) {
        try {
            assertThat(enough.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("%d changes within %d seconds", CHANGES_BEFORE_THE_KILL, PATIENCE_SECONDS)
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for changes", e);
        }
    }
}
