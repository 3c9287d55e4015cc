package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/**
 * What every command asks of the server. Only a replica set would show that the server does as it is asked. Therefore
 * this test looks at the commands, those of a host whose client asks for nothing.
 */
class WriteConcernTest {
    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findAndModify");
    private static final Set<String> READS = Set.of("find", "aggregate");
    private static final String JOURNAL_OF_ONE = "{\"w\": 1, \"j\": true}";
    private static final String JOURNALS_OF_A_MAJORITY = "{\"w\": \"majority\", \"j\": true}";
    private static final String MAJORITY = "{\"level\": \"majority\"}";

    private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();

    @Test
    void aStandaloneServerIsAskedForItsJournalByEveryWrite() {
        doEverythingOn(new Document("isWritablePrimary", true), WriteConcern.UNACKNOWLEDGED);

        assertThat(concerns(WRITES, "writeConcern")).isEqualTo(everyWrite(JOURNAL_OF_ONE));
    }

    @Test
    void aReplicaSetIsAskedForTheJournalsOfAMajorityByEveryWrite() {
        doEverythingOn(new Document("isWritablePrimary", true).append("setName", "rs0"), WriteConcern.UNACKNOWLEDGED);

        assertThat(concerns(WRITES, "writeConcern")).isEqualTo(everyWrite(JOURNALS_OF_A_MAJORITY));
    }

    @Test
    void aShardedClusterIsAskedForTheJournalsOfAMajorityByEveryWrite() {
        doEverythingOn(new Document("isWritablePrimary", true).append("msg", "isdbgrid"), WriteConcern.W1);

        assertThat(concerns(WRITES, "writeConcern")).isEqualTo(everyWrite(JOURNALS_OF_A_MAJORITY));
    }

    @Test
    void aServerThatDoesNotSayWhatItIsIsAskedForTheJournalsOfAMajority() {
        doEverythingOn(new Document(), WriteConcern.W1);

        assertThat(concerns(WRITES, "writeConcern")).isEqualTo(everyWrite(JOURNALS_OF_A_MAJORITY));
    }

    @Test
    void theHostsBoundOnTheWaitIsKept() {
        doEverythingOn(
                new Document("isWritablePrimary", true).append("setName", "rs0"),
                WriteConcern.W1.withWTimeout(1234, TimeUnit.MILLISECONDS));

        assertThat(concerns(WRITES, "writeConcern"))
                .isEqualTo(everyWrite("{\"w\": \"majority\", \"wtimeout\": 1234, \"j\": true}"));
    }

    @Test
    void everyReadIsOfWhatAMajorityHas() {
        doEverythingOn(new Document("isWritablePrimary", true), WriteConcern.UNACKNOWLEDGED);

        assertThat(concerns(READS, "readConcern"))
                .isEqualTo(Map.of(
                        "find latchkey_key", Set.of(MAJORITY),
                        "find latchkey_handle", Set.of(MAJORITY),
                        "find latchkey_audit", Set.of(MAJORITY),
                        "find latchkey_usage", Set.of(MAJORITY),
                        "find latchkey_access", Set.of(MAJORITY),
                        "find latchkey_access_event", Set.of(MAJORITY),
                        "find latchkey_bucket", Set.of("{\"level\": \"local\"}")));
        assertThat(commands).noneMatch(command -> command.containsKey("$readPreference"));
    }

    /** Every write that there is. A new one has to be added here. Buckets alone may lose something. */
    private static Map<String, Set<String>> everyWrite(String durable) {
        Map<String, Set<String>> every = new TreeMap<>();
        for (String write : List.of(
                "insert latchkey_key",
                "findAndModify latchkey_key",
                "update latchkey_key",
                "delete latchkey_key",
                "insert latchkey_handle",
                "insert latchkey_audit",
                "update latchkey_usage",
                "delete latchkey_usage",
                "update latchkey_usage_day",
                "delete latchkey_usage_day",
                "insert latchkey_access_event",
                "delete latchkey_access_event",
                "insert latchkey_access")) {
            every.put(write, Set.of(durable));
        }
        for (String write : List.of("insert latchkey_bucket", "update latchkey_bucket", "delete latchkey_bucket")) {
            every.put(write, Set.of("{\"w\": 1}"));
        }
        return every;
    }

    /** Each command with its collection, and what it asked for. */
    private Map<String, Set<String>> concerns(Set<String> names, String field) {
        Map<String, Set<String>> concerns = new TreeMap<>();
        for (BsonDocument command : commands) {
            String name = command.getFirstKey();
            if (names.contains(name)) {
                concerns.computeIfAbsent(name + " " + command.getString(name).getValue(), any -> new TreeSet<>())
                        .add(command.getDocument(field, new BsonDocument()).toJson());
            }
        }
        return concerns;
    }

    private void doEverythingOn(Document hello, WriteConcern careless) {
        MongoServer server = new MongoServer(new Saying(hello));
        try (MongoClient client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(
                        new ConnectionString(server.bindAndGetConnectionString() + "/?retryWrites=false"))
                .writeConcern(careless)
                .readConcern(ReadConcern.AVAILABLE)
                .readPreference(ReadPreference.secondaryPreferred())
                .addCommandListener(new CommandListener() {
                    @Override
                    public void commandStarted(CommandStartedEvent event) {
                        commands.add(event.getCommand().clone());
                    }
                })
                .build())) {
            MongoDatabase database = client.getDatabase("latchkey");
            MongoIndexes.ensure(database);
            commands.clear();
            useStore(MongoKeyStore.on(database));
            MongoAuditSink sink = MongoAuditSink.on(database);
            sink.record(
                    List.of(new AccessEvent(Keys.T0, AccessEvent.Kind.REFUSED, "UNKNOWN", null, null, null, null, 1)));
            assertThat(sink.list(AccessQuery.of(Keys.TENANT, 10)).items()).isEmpty();
            useLimiter(database);
        } finally {
            server.shutdownNow();
        }
    }

    private static void useStore(KeyStore store) {
        Changed issued = Keys.issue(Keys.spec().slot("default"), Keys.T0);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        ApiKey key = issued.next();
        store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 1)));
        assertThat(store.findById(key.id()).value()).contains(key);
        assertThat(store.findByHandle(key.currentSecret().handle()).value()).contains(key);
        assertThat(store.findBySlot(key.tenant(), key.scope(), "default").value())
                .contains(key);
        assertThat(store.list(KeyQuery.of(key.tenant(), 10)).items()).hasSize(1);
        Changed revoked = Keys.changed(key.by(Keys.ACTOR, Keys.T0).revoke("test"));
        assertThat(store.replace(revoked.next(), revoked.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(store.audit(AuditQuery.of(key.tenant(), 10)).items()).hasSize(2);
        assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(1), 10))).isEqualTo(1);
    }

    private static void useLimiter(MongoDatabase database) {
        TestClock clock = new TestClock();
        MongoRateLimiter limiter = MongoRateLimiter.on(database, clock);
        List<RateLimit> limits = List.of(new RateLimit(5, 1, Duration.ofSeconds(1)));
        assertThat(limiter.take("a", limits).remaining()).isEqualTo(4);
        assertThat(limiter.take("a", limits).remaining()).isEqualTo(3);
        clock.advance(Duration.ofDays(1));
        assertThat(limiter.removeExpired(10)).isEqualTo(1);
    }

    /** A server in Java that says of itself what a test wants. Empty: that it does not know the question. */
    private static final class Saying extends MemoryBackend {
        private final Document hello;

        Saying(Document hello) {
            this.hello = hello;
        }

        @Override
        public Document handleMessage(MongoMessage message) {
            return message.getDocument().containsKey("hello") && !hello.isEmpty()
                    ? hello.clone().append("ok", 1.0)
                    : super.handleMessage(message);
        }
    }
}
