package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyArchive.DroppedHandle;
import dev.latchkey.ports.KeyArchive.Restoration;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.UsageQuery;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The roles of the page about MongoDB: each allows what its work requires of a server that enforces roles, and nothing
 * else. There is no such server here. Therefore this test looks at the commands, as {@link WriteConcernTest} does.
 */
class RolesTest {
    private static final LocalDate DAY = Keys.T0.atZone(ZoneOffset.UTC).toLocalDate();
    private static final int PATIENCE_SECONDS = 30;

    private final Clients clients = Servers.javaReplica();
    private final MongoDatabase database = clients.one().getDatabase("latchkey_test_" + UUID.randomUUID());
    private final Collections collections = Collections.of(database, Collections.PREFIX);
    private final Roles page = Roles.ofPage();

    /** The operations that were seen. */
    private final Set<String> called = new TreeSet<>();

    @AfterEach
    void drop() {
        database.drop();
    }

    @Test
    void eachRoleAllowsWhatItsWorkRequiresAndNothingElse() {
        Set<String> indexes = needs(MongoIndexes::ensure);
        Set<String> store = needs(this::useStore);
        indexes.addAll(needs(this::upgradeIndexes));
        Set<String> sink = needs(this::useSink);
        Set<String> limiter = needs(this::useLimiter);
        Set<String> feed = needs(this::useFeed);
        Set<String> retention = needs(this::removeOld);
        retention.removeAll(sink);
        Map<String, Set<String>> required = Map.of(
                "indexes", indexes,
                "store", store,
                "sink", without(store, sink),
                "limiter", without(store, limiter),
                "feed", without(store, feed),
                "retention", without(store, retention));

        SoftAssertions softly = new SoftAssertions();
        assertThat(page.blocks()).containsOnlyKeys(required.keySet());
        required.forEach((block, needs) -> softly.assertThat(page.blocks().get(block))
                .as("what the block \"%s\" of the page grants", block)
                .containsExactlyInAnyOrderElementsOf(needs));
        softly.assertThat(called).as("operations whose commands were seen").isEqualTo(operations());
        softly.assertAll();
    }

    @Test
    void anApplicationThatIsTakenOverCannotChangeThePast() {
        assertThat(page.allowed(Roles.APP))
                .doesNotContain(
                        "update latchkey_audit",
                        "remove latchkey_audit",
                        "update latchkey_access",
                        "remove latchkey_access",
                        "update latchkey_handle",
                        "remove latchkey_handle");
    }

    @Test
    void theRemovalOfThePastHasTheRightsOfTheApplicationToo() {
        assertThat(page.inherited())
                .isEqualTo(Map.of(Roles.APP, List.of(), Roles.RETENTION, List.of(Roles.APP), Roles.INDEXES, List.of()));
    }

    /** A command that nobody has looked up must not pass for one that requires nothing. */
    @Test
    void aCommandOrStageThatIsNotKnownRequiresWhatNoRoleAllows() {
        Set<String> needs = needs(where -> {
            where.getCollection("latchkey_key").drop();
            where.getCollection("latchkey_key")
                    .aggregate(List.of(new BsonDocument("$sort", new BsonDocument("_id", new BsonInt32(1)))))
                    .first();
            where.runCommand(BsonDocument.parse("{findAndModify: 'latchkey_key', query: {}, remove: 1}"));
        });

        assertThat(needs)
                .hasSize(4)
                .contains("find latchkey_key", "unknown command drop latchkey_key", "unknown stage $sort latchkey_key")
                .anyMatch(need -> need.startsWith("unreadable command {\"findAndModify\": \"latchkey_key\""));
    }

    /** Returns what some work requires. */
    private Set<String> needs(Consumer<MongoDatabase> work) {
        Needs needs = new Needs();
        try (MongoClient client = clients.newClient(needs)) {
            work.accept(client.getDatabase(database.getName()));
        }
        return needs.all();
    }

    private static Set<String> without(Set<String> before, Set<String> needs) {
        Set<String> more = new TreeSet<>(needs);
        more.removeAll(before);
        return more;
    }

    /** Returns the operations of all interfaces that the adapter implements. */
    private static Set<String> operations() {
        return Stream.of(MongoKeyStore.class, MongoAuditSink.class, MongoRateLimiter.class, MongoChangeFeed.class)
                .flatMap(type -> Stream.of(type.getInterfaces()))
                .map(type -> type.getSimpleName().equals("Source") ? type.getMethods()[0].getReturnType() : type)
                .flatMap(type -> Stream.of(type.getMethods())
                        .filter(operation -> Modifier.isAbstract(operation.getModifiers()))
                        .map(operation -> type.getSimpleName() + "." + operation.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Notes which operations are called, so that none is forgotten here. */
    private <T> T noted(Class<T> type, T target) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, given) -> {
                    called.add(type.getSimpleName() + "." + method.getName());
                    try {
                        return method.invoke(target, given);
                    } catch (InvocationTargetException e) {
                        throw Objects.requireNonNull(e.getCause());
                    }
                }));
    }

    /** Creates an index that the previous release did not have. */
    private void upgradeIndexes(MongoDatabase where) {
        collections
                .keys()
                .dropIndex(MongoIndexes.hint(SearchQuery.of(Keys.TENANT, Keys.T0, 1)
                        .order(SearchOrder.by(SearchOrder.Sort.LAST_USED, true))));
        MongoIndexes.ensure(where);
    }

    private void useStore(MongoDatabase where) {
        MongoKeyStore mongo = MongoKeyStore.on(where);
        KeyStore store = noted(KeyStore.class, mongo);
        KeyHistory history = noted(KeyHistory.class, mongo.history());
        ApiKey key = insert(store, Keys.spec().slot("default").expiresAt(Keys.T0.plusSeconds(1_000)));
        assertThat(store.insert(again(key).next(), again(key).event()).value()).isEqualTo(Insertion.HANDLE_TAKEN);
        use(store, key);
        key = rotateUntilASecretIsDropped(store, key);
        key = restoreAnOlderVersion(store, key);
        read(store, mongo, key);
        leaveAnEvent(key);
        assertThat(store.audit(AuditQuery.of(key.tenant(), 100)).items()).hasSizeGreaterThan(6);
        Changed unknown = Keys.issue(Keys.spec(), Keys.T0);
        assertThat(store.recordEvent(unknown.event()).value()).isEqualTo(Replacement.REPLACED);
        mark(store);
        move(noted(KeyArchive.class, mongo.archive()), key);
        assertThat(history.usage(new UsageQuery(List.of(key.id()), DAY, DAY))).hasSize(1);
        assertThat(history.forgetUsage(DAY.plusDays(1), 10)).isPositive();
        key = replace(store, key.by(Keys.ACTOR, Keys.T0).revoke("test"));
        leaveAnEvent(key);
        assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(10), 10))).isEqualTo(1);
        use(store, insert(store, Keys.spec()));
    }

    /** Returns a key with the handle of another. */
    private static Changed again(ApiKey key) {
        return Keys.issue(
                Keys.id(), Keys.spec(), Keys.secret(key.currentSecret().handle()), Keys.T0);
    }

    /** Counts a use of each day twice, as a node that did not see the answer. */
    private static void use(KeyStore store, ApiKey key) {
        UseBatch batch = UseBatch.of(
                new KeyUse(key.id(), Keys.T0, 1).with(key.currentSecret().handle()));
        store.recordUse(batch);
        store.recordUse(batch);
    }

    private static ApiKey rotateUntilASecretIsDropped(KeyStore store, ApiKey key) {
        ApiKey rotated = key;
        for (int i = 0; i < 4; i++) {
            rotated = replace(store, rotated.by(Keys.ACTOR, Keys.T0).rotate(Keys.secret(), Duration.ZERO));
        }
        return rotated;
    }

    /** As a backup of the keys alone does. The next event has the version of another one. */
    private ApiKey restoreAnOlderVersion(KeyStore store, ApiKey key) {
        BsonDocument backup = document(key);
        replace(store, key.by(Keys.ACTOR, Keys.T0).rename("second"));
        collections.keys().replaceOne(eq("_id", backup.get("_id")), backup);
        return replace(store, key.by(Keys.ACTOR, Keys.T0.plusSeconds(1)).rename("other"));
    }

    /** As a node does that ends before it has moved an event. */
    private void leaveAnEvent(ApiKey key) {
        BsonDocument event = Objects.requireNonNull(
                collections.events().find(eq("keyId", Values.uuid(key.id()))).first());
        collections.keys().updateOne(eq("_id", Values.uuid(key.id())), Updates.push("pending", event));
    }

    private BsonDocument document(ApiKey key) {
        return Objects.requireNonNull(
                collections.keys().find(eq("_id", Values.uuid(key.id()))).first());
    }

    private void read(KeyStore store, MongoKeyStore mongo, ApiKey key) {
        assertThat(store.findById(key.id()).value()).contains(key);
        assertThat(store.findByHandle(key.currentSecret().handle()).value()).contains(key);
        assertThat(store.findBySlot(key.tenant(), Scope.tenant(), "default").value())
                .contains(key);
        assertThat(store.list(KeyQuery.of(key.tenant(), 10)).items()).hasSize(1);
        assertThat(store.all(null, 10).items()).containsExactly(key);
        assertThat(store.expired(Keys.T0.plusSeconds(2_000), 10)).containsExactly(key);
        assertThat(noted(KeySearch.class, mongo.search())
                        .search(SearchQuery.of(key.tenant(), Keys.T0, 10))
                        .items())
                .hasSize(1);
        assertThat(noted(KeyVersions.class, mongo.versions()).find(key.id()).value())
                .isPresent();
    }

    private static void mark(KeyStore store) {
        for (int version = 1; version <= 2; version++) {
            TenantMark mark = new TenantMark("globex", version, version == 1, Keys.T0, "", Keys.ACTOR);
            assertThat(store.markTenant(mark).value()).isEqualTo(Replacement.REPLACED);
        }
        assertThat(store.findTenantMark("globex").value()).isPresent();
    }

    private static void move(KeyArchive archive, ApiKey stored) {
        assertThat(archive.tenants(null, 10).items()).contains(stored.tenant());
        assertThat(archive.droppedHandles(null, 10).items()).hasSize(1);
        Changed issued = Keys.issue(KeySpec.of("initech", Scope.tenant(), "moved"), Keys.T0);
        ApiKey key = issued.next();
        assertThat(archive.restore(key, List.of(issued.event()), 0)).isEqualTo(Restoration.RESTORED);
        Changed rotated = Keys.changed(key.by(Keys.ACTOR, Keys.T0).rotate(Keys.secret(), Duration.ZERO));
        assertThat(archive.restore(rotated.next(), List.of(rotated.event()), 1)).isEqualTo(Restoration.RESTORED);
        assertThat(archive.addEvents(List.of(Keys.issue(Keys.spec(), Keys.T0).event())))
                .isEmpty();
        assertThat(archive.addHandles(List.of(new DroppedHandle(Keys.secret().handle(), Keys.id()))))
                .isEmpty();
        archive.raiseUsage(archive.usage(List.of(stored.id())));
    }

    private void useSink(MongoDatabase where) {
        MongoAuditSink mongo = MongoAuditSink.on(where);
        AuditSink sink = noted(AuditSink.class, mongo);
        for (String tenant : List.of(Keys.TENANT, "globex")) {
            sink.record(List.of(event(tenant, null), event(tenant, Keys.ACTOR)));
        }
        // As a node leaves it that ends before it has removed what it moved.
        BsonDocument moved = AccessTrail.batch(List.of(event(Keys.TENANT, null)), Keys.T0);
        collections.accessBatches().insertOne(moved);
        collections.accessEvents().insertMany(AccessTrail.events(moved));
        assertThat(noted(AccessHistory.class, mongo)
                        .list(AccessQuery.of(Keys.TENANT, 10))
                        .items())
                .hasSize(3);
    }

    private static AccessEvent event(String tenant, @Nullable Actor actor) {
        return new AccessEvent(Keys.T0, AccessEvent.Kind.REVEALED, "", tenant, Keys.id(), null, actor, 1);
    }

    private void useLimiter(MongoDatabase where) {
        TestClock clock = new TestClock();
        MongoRateLimiter mongo = MongoRateLimiter.on(where, clock);
        RateLimiter limiter = noted(RateLimiter.class, mongo);
        List<RateLimit> limits = List.of(new RateLimit(5, 1, Duration.ofSeconds(1)));
        assertThat(limiter.take("a", limits).remaining()).isEqualTo(4);
        assertThat(limiter.take("a", limits).remaining()).isEqualTo(3);
        clock.advance(Duration.ofDays(1));
        assertThat(mongo.removeExpired(10)).isEqualTo(1);
    }

    private void useFeed(MongoDatabase where) {
        CountDownLatch told = new CountDownLatch(1);
        ChangeFeed feed = noted(ChangeFeed.class, MongoChangeFeed.on(where));
        try (ChangeFeed.Subscription subscription = feed.subscribe(new Awaiting(told))) {
            assertThat(subscription).isNotNull();
            insert(MongoKeyStore.on(database), Keys.spec());
            assertThat(told.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("a change was told")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void removeOld(MongoDatabase where) {
        KeyHistory history = noted(KeyHistory.class, MongoKeyStore.on(where).history());
        AccessHistory access = noted(AccessHistory.class, MongoAuditSink.on(where));
        Pseudonym pseudonym = new Pseudonym(Keys.ACTOR.id(), "user 1", 100);
        assertThat(history.replaceUser(pseudonym)).isPositive();
        assertThat(history.forgetChanges(Keys.T0.plusSeconds(20), 1)).isEqualTo(1);
        assertThat(history.forgetTenant("globex", 100)).isPositive();
        assertThat(access.replaceUser(pseudonym)).isEqualTo(2);
        assertThat(access.forgetTenant("globex", 100)).isEqualTo(2);
        assertThat(access.forget(Keys.T0.plusSeconds(1), 100)).isEqualTo(3);
    }

    private static ApiKey insert(KeyStore store, KeySpec spec) {
        Changed issued = Keys.issue(spec, Keys.T0);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    private static ApiKey replace(KeyStore store, Transition transition) {
        Changed changed = Keys.changed(transition);
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        return changed.next();
    }

    /** Waits for the first news. */
    private record Awaiting(CountDownLatch told) implements ChangeFeed.Listener {
        @Override
        public void changed(UUID keyId) {
            told.countDown();
        }

        @Override
        public void interrupted() {
            // Allowed at any time.
        }

        @Override
        public void resumed() {
            // Allowed at any time.
        }
    }
}
