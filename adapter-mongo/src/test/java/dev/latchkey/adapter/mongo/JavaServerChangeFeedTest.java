package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.support.Relay;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonDocumentReader;
import org.bson.codecs.DecoderContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A feed on the server in Java as it is, whose change streams do not have the id of a key that was replaced. The
 * contract of change feeds runs in {@link JavaReplicaChangeFeedTest}.
 */
class JavaServerChangeFeedTest {
    private static final int PATIENCE_SECONDS = 30;

    private final Clients clients = Servers.javaServerWithOplog();
    private final MongoDatabase database = clients.newDatabase();

    private KeyStore store() {
        return MongoKeyStore.on(database);
    }

    private ChangeFeed feed() {
        return MongoChangeFeed.on(clients.elsewhere(database));
    }

    @AfterEach
    void drop() {
        database.drop();
    }

    @Test
    void insertionsAndPurgesAreToldAndSoIsTheFirstUseOfADay() throws InterruptedException {
        KeyStore store = store();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (ChangeFeed.Subscription subscription = feed().subscribe(recorder(told))) {
            assertThat(subscription).isNotNull();
            ApiKey key = insert(store);
            assertThat(next(told)).isEqualTo(key.id().toString());
            // Its event was moved.
            assertThat(List.of(next(told), next(told))).containsExactly("interrupted", "resumed");
            // The day of the last use stands in the document of the key, and this server does not say what changed.
            store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 1)));
            assertThat(List.of(next(told), next(told))).containsExactly("interrupted", "resumed");
            store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0.plusSeconds(1), 1)));
            assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(2), 10))).isEqualTo(1);
            // First the key was ended, and then its document was removed.
            assertThat(List.of(next(told), next(told))).containsExactly("interrupted", "resumed");
            assertThat(next(told)).isEqualTo(key.id().toString());
            assertThat(told).isEmpty();
        }
    }

    @Test
    void whatTheServerDoesNotNameMakesEverythingUntrusted() throws InterruptedException {
        KeyStore store = store();
        ApiKey key = insert(store);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (ChangeFeed.Subscription subscription = feed().subscribe(recorder(told))) {
            assertThat(subscription).isNotNull();
            Changed renamed = Keys.changed(key.by(Keys.ACTOR, Keys.T0).rename("second"));
            assertThat(store.replace(renamed.next(), renamed.event()).value()).isEqualTo(Replacement.REPLACED);

            assertThat(List.of(next(told), next(told))).containsExactly("interrupted", "resumed");
        }
    }

    @Test
    void nothingIsToldAfterClosing() throws InterruptedException {
        KeyStore store = store();
        BlockingQueue<String> closed = new LinkedBlockingQueue<>();
        BlockingQueue<String> open = new LinkedBlockingQueue<>();
        try (ChangeFeed.Subscription other = feed().subscribe(recorder(open))) {
            assertThat(other).isNotNull();
            ChangeFeed.Subscription subscription = feed().subscribe(recorder(closed));
            subscription.close();
            subscription.close();
            ApiKey key = insert(store);

            assertThat(next(open)).isEqualTo(key.id().toString());
            assertThat(closed).isEmpty();
        }
    }

    /** In the form that replica sets send. */
    @Test
    void theMoveOfAnEventIsToldFromAChange() {
        assertThat(ChangeStream.isMoveOfEvents(update("{pending: []}"))).isTrue();
        assertThat(ChangeStream.isMoveOfEvents(
                        update("{version: {$numberLong: '2'}, name: 'second', 'pending.0': {}}")))
                .isFalse();
    }

    private static ChangeStreamDocument<BsonDocument> update(String fields) {
        BsonDocument event = BsonDocument.parse("{_id: {_data: '00'}, operationType: 'update', documentKey: {_id: 1},"
                + " updateDescription: {updatedFields: " + fields + ", removedFields: []}}");
        return ChangeStreamDocument.createCodec(BsonDocument.class, MongoClientSettings.getDefaultCodecRegistry())
                .decode(new BsonDocumentReader(event), DecoderContext.builder().build());
    }

    @Test
    void aBrokenStreamIsAnInterruptionAndIsOpenedAgain() throws IOException, InterruptedException {
        KeyStore store = store();
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (Relay relay = Relay.to(clients.port());
                MongoClient client = MongoClients.create(Servers.through(relay));
                ChangeFeed.Subscription subscription = MongoChangeFeed.on(client.getDatabase(database.getName()))
                        .subscribe(recorder(told))) {
            assertThat(subscription).isNotNull();
            assertThat(told).isEmpty();
            relay.cut();
            assertThat(next(told)).isEqualTo("interrupted");
            insert(store);
            relay.mend();
            assertThat(next(told)).isEqualTo("resumed");
            ApiKey last = insert(store);
            assertThat(next(told)).isEqualTo(last.id().toString());
        }
    }

    private static ApiKey insert(KeyStore store) {
        Changed issued = Keys.issue(Keys.spec().expiresAt(Keys.T0.plusSeconds(1)), Keys.T0);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    private static String next(BlockingQueue<String> told) throws InterruptedException {
        String next = told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(next)
                .as("news of the feed within %d seconds, a key's id, \"interrupted\" or \"resumed\"", PATIENCE_SECONDS)
                .isNotNull();
        return next;
    }

    private static ChangeFeed.Listener recorder(BlockingQueue<String> told) {
        return new ChangeFeed.Listener() {
            @Override
            public void changed(UUID keyId) {
                told.add(keyId.toString());
            }

            @Override
            public void interrupted() {
                told.add("interrupted");
            }

            @Override
            public void resumed() {
                told.add("resumed");
            }
        };
    }
}
