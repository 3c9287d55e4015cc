package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a store asks of the server, and how the server answers: always by an index, and never by more documents than are
 * asked for.
 */
abstract class PlanRules extends MongoRules implements CommandListener {
    private static final int KEYS = 450;

    /** What {@code explain} takes of a command. */
    private static final Set<String> PLANNED = Set.of(
            "find",
            "filter",
            "hint",
            "projection",
            "sort",
            "limit",
            "singleBatch",
            "findAndModify",
            "query",
            "update",
            "fields",
            "new");

    private final List<BsonDocument> commands = new CopyOnWriteArrayList<>();
    private final List<ApiKey> keys = new ArrayList<>();
    private MongoClient client;
    private static final BsonDocument BY_HANDLE = new BsonDocument("secrets.handle", new BsonInt32(1));

    private KeyStore watched;

    @BeforeEach
    void fill() {
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(contract().clients().uri()))
                .addCommandListener(this)
                .build());
        watched = MongoKeyStore.on(client.getDatabase(contract().database.getName()));
        List<BsonDocument> documents = new ArrayList<>();
        List<BsonDocument> events = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            KeySpec spec = KeySpec.of("tenant " + i % 3, Scope.resource("r" + i), "k");
            Changed issued = Keys.issue(i % 2 == 0 ? spec : spec.slot("default"), at(i));
            BsonDocument event = AuditTrail.document(issued.event());
            BsonDocument document = KeyDocuments.document(issued.next(), List.of(event));
            document.getArray("pending").clear();
            documents.add(document);
            BsonDocument copied = new BsonDocument(
                            "_id", new BsonString(issued.next().id() + ":1"))
                    .append("keyId", document.get("_id"));
            copied.putAll(event);
            events.add(copied);
            keys.add(issued.next());
        }
        collections.keys().insertMany(documents);
        collections.events().insertMany(events);
        commands.clear();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Override
    public void commandStarted(CommandStartedEvent event) {
        commands.add(event.getCommand().clone());
    }

    @Test
    void theAuthenticatingReadIsOneCommandThatReadsOneDocument() {
        String handle = keys.get(7).currentSecret().handle();

        assertThat(run(store -> assertThat(store.findByHandle(handle).value()).isPresent()))
                .containsExactly("find 1/1");
    }

    @Test
    void aVersionIsFoundByOneCommandThatReadsOneDocument() {
        KeyVersions versions = ((MongoKeyStore) watched).versions();

        assertThat(run(store ->
                        assertThat(versions.find(keys.get(7).id()).value()).isPresent()))
                .containsExactly("find 1/1");
    }

    @Test
    void aKeyIsFoundByIdAndBySlotByOneRead() {
        ApiKey key = keys.get(7);

        assertThat(run(store -> assertThat(store.findById(key.id()).value()).isPresent()))
                .containsExactly("find 1/1");
        assertThat(run(store -> assertThat(store.findBySlot(key.tenant(), key.scope(), "default")
                                .value())
                        .isPresent()))
                .containsExactly("find 1/1");
    }

    @Test
    void aPageReadsItsKeysAndOneOnEitherSideOfThem() {
        KeyQuery page = KeyQuery.of("tenant 0", 10);
        KeyQuery.Position middle =
                store.list(KeyQuery.of("tenant 0", 50)).items().get(49).position();
        List<String> first = List.of("find 11/11", "find 0/0");
        List<String> further = List.of("find 12/12", "find 0/0");

        assertThat(run(store -> assertThat(store.list(page).items()).hasSize(10)))
                .isEqualTo(first);
        assertThat(run(store ->
                        assertThat(store.list(page.after(middle)).items()).hasSize(10)))
                .isEqualTo(further);
        assertThat(run(store -> assertThat(
                                store.list(page.slot("default").after(middle)).items())
                        .hasSize(10)))
                .isEqualTo(first);
        assertThat(run(store ->
                        assertThat(store.list(page.aliveAt(at(0))).items()).hasSize(10)))
                .isEqualTo(first);
    }

    @Test
    void aPageOfLivingKeysPassesNoRevokedOnes() {
        KeyQuery page = KeyQuery.of("tenant 1", 2).aliveAt(at(0));
        List<ApiKey> ofTenant =
                keys.stream().filter(key -> key.tenant().equals("tenant 1")).toList();
        for (ApiKey key : ofTenant.subList(6, ofTenant.size())) {
            replace(later(key).revoke("test"));
        }

        assertThat(run(store -> assertThat(store.list(page).items()).hasSize(2)))
                .containsExactly("find 3/3", "find 0/0");
        assertThat(run(store ->
                        assertThat(store.list(page.slot("default")).items()).hasSize(2)))
                .containsExactly("find 3/3", "find 0/0");
    }

    @Test
    void aPageOfLivingKeysPassesNoneWhoseExpiryIsRecorded() {
        KeyQuery page = KeyQuery.of("tenant 1", 2).aliveAt(at(0));
        List<ApiKey> ofTenant =
                keys.stream().filter(key -> key.tenant().equals("tenant 1")).toList();
        for (ApiKey key : ofTenant.subList(6, ofTenant.size())) {
            replace(expiring(key).by(Keys.ACTOR, MUCH_LATER).expire());
        }

        assertThat(run(store -> assertThat(store.list(page).items()).hasSize(2)))
                .containsExactly("find 3/3", "find 0/0");
        assertThat(run(store ->
                        assertThat(store.list(page.slot("default")).items()).hasSize(2)))
                .containsExactly("find 3/3", "find 0/0");
    }

    @Test
    void keysWhoseExpiryIsToBeRecordedAreReadAndNoOthers() {
        for (ApiKey key : keys.subList(0, 10)) {
            replace(expiring(key).by(Keys.ACTOR, MUCH_LATER).expire());
        }
        keys.subList(10, 14).forEach(this::expiring);

        assertThat(run(store -> assertThat(store.expired(MUCH_LATER, 10)).hasSize(4)))
                .containsExactly("find 4/4");
        assertThat(run(store -> assertThat(store.expired(MUCH_LATER, 2)).hasSize(2)))
                .containsExactly("find 2/2");
    }

    private ApiKey expiring(ApiKey key) {
        return replace(
                key.by(Keys.ACTOR, key.createdAt()).changeExpiry(key.createdAt().plusMillis(5)));
    }

    @Test
    void keysWhoseHandlesBeginAlikeAreReadAndNoOthers() {
        ApiKey key = keys.get(7);
        KeyQuery query = KeyQuery.of(key.tenant(), 10)
                .handle(key.currentSecret().handle().substring(0, 8));

        assertThat(run(store -> assertThat(store.list(query).items()).hasSize(1)))
                .containsExactly("find 1/1", "find 0/0");
        assertThat(run(store ->
                        assertThat(store.list(query.aliveAt(at(0))).items()).hasSize(1)))
                .containsExactly("find 1/1", "find 0/0");
        assertThat(run(store -> assertThat(
                                store.list(KeyQuery.of(key.tenant(), 10).handle("nobodys8"))
                                        .items())
                        .isEmpty()))
                .containsExactly("find 0/0");
    }

    @Test
    void aLongPageIsReadAtOnceToo() {
        assertThat(names(store -> assertThat(
                                store.list(KeyQuery.of("tenant 0", 1000)).items())
                        .hasSize(KEYS / 3)))
                .containsExactly("find", "find");
        assertThat(names(store -> assertThat(
                                store.audit(AuditQuery.of("tenant 0", 1000)).items())
                        .hasSize(KEYS / 3)))
                .containsExactly("find", "find");
    }

    @Test
    void aPageOfTheAuditReadsItsEventsAndOneOnEitherSideOfThem() {
        AuditQuery page = AuditQuery.of("tenant 0", 10);
        AuditQuery.Position middle = AuditQuery.Position.of(
                store.audit(AuditQuery.of("tenant 0", 50)).items().get(49));

        assertThat(run(store -> assertThat(store.audit(page).items()).hasSize(10)))
                .containsExactly("find 0/0", "find 11/11");
        assertThat(run(store ->
                        assertThat(store.audit(page.after(middle)).items()).hasSize(10)))
                .containsExactly("find 0/0", "find 12/12");
        assertThat(run(store -> assertThat(
                                store.audit(page.key(keys.get(0).id())).items())
                        .hasSize(1)))
                .endsWith("find 1/1");
    }

    @Test
    void aPageOfAccessEventsReadsThemAndOneOnEitherSideOfThem() {
        MongoAuditSink sink =
                MongoAuditSink.on(client.getDatabase(contract().database.getName()));
        List<AccessEvent> events = new ArrayList<>();
        for (int i = 0; i < KEYS; i++) {
            ApiKey key = keys.get(i);
            events.add(
                    new AccessEvent(at(i), AccessEvent.Kind.REFUSED, "NETWORK", key.tenant(), key.id(), null, null, 1));
        }
        sink.record(events);
        AccessQuery page = AccessQuery.of("tenant 0", 10);
        AccessQuery.Position middle = AccessQuery.Position.of(
                sink.list(AccessQuery.of("tenant 0", 50)).items().get(49));

        assertThat(run(store -> assertThat(sink.list(page).items()).hasSize(10)))
                .containsExactly("find 0/0", "find 11/11");
        assertThat(run(store ->
                        assertThat(sink.list(page.after(middle)).items()).hasSize(10)))
                .containsExactly("find 0/0", "find 12/12");
        assertThat(run(store -> assertThat(sink.list(page.key(keys.get(0).id())).items())
                        .hasSize(1)))
                .containsExactly("find 0/0", "find 1/1");
    }

    @Test
    void aChangeIsThreeCommandsOfWhichTheFirstDecides() {
        ApiKey key = keys.get(7);
        Changed renamed = Keys.changed(later(key).rename("second"));

        assertThat(run(store -> assertThat(
                                store.replace(renamed.next(), renamed.event()).value())
                        .isEqualTo(Replacement.REPLACED)))
                .containsExactly("findAndModify 1/1", "insert", "update");
        assertThat(run(store -> assertThat(
                                store.replace(renamed.next(), renamed.event()).value())
                        .isEqualTo(Replacement.STALE)))
                .as("the second one finds out what stood in the way")
                .containsExactly("findAndModify 1/1", "find 1/1");
    }

    @Test
    void aRotationFindsOutByIndexesWhetherItsHandleIsTaken() {
        ApiKey key = keys.get(7);
        // The handle was carried by no key when it was looked for, and is when this explains it.
        List<String> looks = List.of("findAndModify 1/1", "find 1/1", "find 1/1", "find 0/0");
        List<String> writes = List.of("findAndModify 1/1", "insert", "update");

        for (int i = 1; i < ApiKey.MAX_SECRETS; i++) {
            Changed rotated = Keys.changed(later(key).rotate(Keys.secret(), Duration.ZERO));
            assertThat(run(store -> assertThat(store.replace(rotated.next(), rotated.event())
                                    .value())
                            .isEqualTo(Replacement.REPLACED)))
                    .containsExactlyElementsOf(
                            Stream.of(looks, writes).flatMap(List::stream).toList());
            key = rotated.next();
        }
        Changed dropping = Keys.changed(later(key).rotate(Keys.secret(), Duration.ZERO));
        assertThat(run(store -> assertThat(
                                store.replace(dropping.next(), dropping.event()).value())
                        .isEqualTo(Replacement.REPLACED)))
                .as("the handle that the key drops is remembered first, and its uses are forgotten")
                .containsExactlyElementsOf(Stream.of(looks, List.of("insert"), writes, List.of("update"))
                        .flatMap(List::stream)
                        .toList());
    }

    @Test
    void thosePurgedAreFoundByAnIndex() {
        assertThat(run(store ->
                        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isZero()))
                .containsExactly("find 0/0");
    }

    @Test
    void purgingIsNineCommandsForManyKeysAndOneThatLooksForMore() {
        List<UUID> dead = new ArrayList<>();
        for (ApiKey key : keys.subList(0, 20)) {
            dead.add(replace(later(key).revoke("test")).id());
        }

        assertThat(names(store ->
                        assertThat(store.purge(Keys.purge(MUCH_LATER, 100))).isEqualTo(dead.size())))
                .containsExactly(
                        "find", "insert", "update", "find", "insert", "delete", "find", "delete", "delete", "find");
    }

    @Test
    void recordingTheUseOfManyKeysIsThreeCommandsAndAFourthOnceADay() {
        List<KeyUse> uses = keys.stream()
                .map(key ->
                        new KeyUse(key.id(), at(0), 1).with(key.currentSecret().handle()))
                .toList();

        assertThat(names(store -> store.recordUse(UseBatch.of(uses))))
                .containsExactly("find", "update", "update", "update");
        assertThat(names(store -> store.recordUse(UseBatch.of(uses)))).containsExactly("find", "update", "update");
    }

    @Test
    void aPageOfASearchByTheLastUseReadsItsKeysAndOneMore() {
        store.recordUse(UseBatch.of(keys.stream()
                .filter(key -> key.slot() != null)
                .map(key -> new KeyUse(key.id(), at(0), 1))
                .toList()));
        KeySearch search = ((MongoKeyStore) watched).search();
        SearchQuery all = SearchQuery.of("tenant 0", at(9), 10);
        SearchOrder lastUse = SearchOrder.by(SearchOrder.Sort.LAST_USED, false);
        Instant today = at(0).truncatedTo(ChronoUnit.DAYS);
        for (SearchOrder order : List.of(
                lastUse,
                SearchOrder.by(SearchOrder.Sort.LAST_USED, true),
                new SearchOrder(SearchOrder.Sort.LAST_USED, true, null, null, true),
                lastUse.range(today, null))) {
            SearchPage first = search.search(all.order(order));
            for (SearchQuery query : List.of(all.order(order), all.order(order).after(first.next()))) {
                List<String> plans =
                        run(store -> assertThat(search.search(query).items()).hasSize(10));
                assertThat(plans).as("%s", query).allMatch(plan -> plan.matches("find [12]?\\d/1?\\d"));
            }
        }
    }

    @Test
    void takingATokenIsAReadAndAWriteOnceThereIsABucket() {
        RateLimiter limiter =
                MongoRateLimiter.on(client.getDatabase(contract().database.getName()), new TestClock());
        List<RateLimit> limits = List.of(new RateLimit(5, 1, Duration.ofSeconds(1)));

        assertThat(names(
                        store -> assertThat(limiter.take("a", limits).allowed()).isTrue()))
                .containsExactly("find", "find", "insert");
        assertThat(names(
                        store -> assertThat(limiter.take("a", limits).allowed()).isTrue()))
                .containsExactly("find", "update");
    }

    private List<String> names(Consumer<KeyStore> operation) {
        commands.clear();
        operation.accept(watched);
        return commands.stream().map(BsonDocument::getFirstKey).toList();
    }

    /**
     * The commands of an operation; for those that look for documents, how many entries of indexes and how many
     * documents the server looked at.
     */
    private List<String> run(Consumer<KeyStore> operation) {
        commands.clear();
        operation.accept(watched);
        List<BsonDocument> sent = List.copyOf(commands);
        return sent.stream().map(this::plan).toList();
    }

    private String plan(BsonDocument command) {
        String name = command.getFirstKey();
        if (!name.startsWith("find")) {
            return name;
        }
        BsonDocument planned = new BsonDocument();
        command.forEach((field, value) -> {
            if (PLANNED.contains(field)) {
                planned.append(field, value);
            }
        });
        BsonDocument explained = contract()
                .database
                .runCommand(
                        new BsonDocument("explain", planned).append("verbosity", new BsonString("executionStats")),
                        BsonDocument.class);
        BsonDocument stats = explained.getDocument("executionStats");
        String stages = stats.toJson();
        // The few keys whose handles begin alike are sorted.
        boolean maySort = BY_HANDLE.equals(command.get("hint"));
        assertThat(stages.contains("COLLSCAN") || (stages.contains("\"SORT\"") && !maySort))
                .as("looks through everything, or sorts: %s", stages)
                .isFalse();
        return name + " " + Values.number(stats, "totalKeysExamined") + "/" + Values.number(stats, "totalDocsExamined");
    }
}
