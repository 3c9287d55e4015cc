package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.contract.fixture.Race;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.mongoengine.MongoEngine;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.support.MariaDbServer;
import dev.latchkey.support.PostgresServer;
import dev.latchkey.transfer.ImportCounts;
import dev.latchkey.transfer.StoreExport;
import dev.latchkey.transfer.StoreImport;
import dev.latchkey.transfer.TransferConflict;
import dev.latchkey.transfer.TransferException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.bson.BsonDocument;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;

/** Keys with random lives that are moved from one store to another, of the same kind or of another one. */
@Tag("extended")
class MovingTest {
    private static final int STEPS = 60;
    private static final int MORE_STEPS = 30;

    private static PostgresServer postgres;
    private static MariaDbServer mariaDb;
    private static MongoEngine engine;
    private static MongoServer standIn;
    private static MongoClient mongo;

    /** The kinds of stores. */
    enum Kind {
        MEMORY,
        H2,
        POSTGRESQL,
        MARIADB,
        MONGODB
    }

    @BeforeAll
    static void start() {
        postgres = PostgresServer.start(Map.of("fsync", "off"));
        if (MariaDbServer.obstacle().isEmpty()) {
            mariaDb = MariaDbServer.start(Map.of());
        }
        engine = MongoEngine.start();
        standIn = new MongoServer(new MemoryBackend());
        // Where MongoDB's own engine cannot be had, the server in Java is better than none.
        String uri = engine.uri().orElseGet(() -> standIn.bindAndGetConnectionString() + "/?retryWrites=false");
        mongo = MongoClients.create(uri);
    }

    @AfterAll
    static void stop() {
        mongo.close();
        engine.close();
        standIn.shutdownNow();
        if (mariaDb != null) {
            mariaDb.close();
        }
        postgres.close();
    }

    /** Each kind is once the source and once the target; with {@code -Plong}, all pairs. */
    static Stream<Arguments> pairs() {
        List<Kind> kinds = Stream.of(Kind.values())
                .filter(kind -> kind != Kind.MARIADB || mariaDb != null)
                .toList();
        boolean all = Boolean.getBoolean("latchkey.long");
        return kinds.stream()
                .flatMap(source -> kinds.stream()
                        .filter(target -> all || (kinds.indexOf(source) + 1) % kinds.size() == kinds.indexOf(target))
                        .map(target -> Arguments.of(source, target)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void keysArriveAsTheyWereAndGoOn(Kind source, Kind target) throws Exception {
        long seed = new Random().nextLong();
        TestClock clock = new TestClock();
        KeyStore from = empty(source);
        KeyStore into = empty(target);
        try (RandomLives lives = new RandomLives(from, clock, new Random(seed))) {
            String context = source + " to " + target + ", seed " + seed;
            lives.live(STEPS);
            lives.purgeAndEnd();
            byte[] first = export(from);
            for (int cut : cuts(first, new Random(seed))) {
                assertCutOff(into, Arrays.copyOf(first, cut));
            }
            assertMoved(from, into, first, context);
            ImportCounts again = read(into, first);
            assertThat(List.of(again.restored(), again.updated(), again.events(), again.newer()))
                    .as("done again, %s", context)
                    .containsOnly(0L);
            assertThat(KeptContent.of(into)).as(context).isEqualTo(KeptContent.of(from));

            lives.live(MORE_STEPS);
            assertMoved(from, into, export(from), context);
            assertThat(read(into, first).restored())
                    .as("of an older export, %s", context)
                    .isZero();
            assertThat(KeptContent.of(into))
                    .as("after an older export, %s", context)
                    .isEqualTo(KeptContent.of(from));

            assertNoRawKey(first, lives.rawKeys());
            assertAuthenticates(from, into, clock, lives.rawKeys(), context);
        }
    }

    static Stream<Kind> kinds() {
        return Stream.of(Kind.values()).filter(kind -> kind != Kind.MARIADB || mariaDb != null);
    }

    /** By one store and by the stores of two nodes: all keys, and then what has changed since. */
    @ParameterizedTest
    @MethodSource("kinds")
    void importsOfOneFileAtTheSameTimeEndAsOneDoes(Kind kind) throws Exception {
        long seed = new Random().nextLong();
        String context = kind + ", seed " + seed;
        for (boolean isShared : List.of(true, false)) {
            KeyStore from = new InMemoryKeyStore();
            Supplier<KeyStore> nodes = nodes(kind);
            KeyStore first = nodes.get();
            KeyStore second = isShared ? first : nodes.get();
            try (RandomLives lives = new RandomLives(from, new TestClock(), new Random(seed));
                    Race race = new Race()) {
                for (int round = 0; round < 2; round++) {
                    lives.live(STEPS);
                    if (round == 0) {
                        lives.purgeAndEnd();
                    }
                    byte[] export = export(from);
                    race.run(Stream.of(first, second)
                            .<Callable<ImportCounts>>map(into -> () -> read(into, export))
                            .toList());
                    assertMoved(from, first, export, context);
                }
            }
        }
    }

    private static final String TEXT = text();

    /** Characters of each plane, those that end lines or words somewhere, and those that some programs drop. */
    private static String text() {
        StringBuilder text =
                new StringBuilder("\u2028\u2029\ufeff\u200b\u00ad\u00df\u0130\u0131e\u0301\u05d0\u202e'\"\\\\%_$${}");
        for (int plane = 0; plane <= 16; plane++) {
            text.appendCodePoint(plane << 16 | 0xf000).appendCodePoint(plane << 16 | 0xffff);
        }
        return text.toString();
    }

    static Stream<Arguments> allPairs() {
        return kinds().flatMap(source -> kinds().map(target -> Arguments.of(source, target)));
    }

    @ParameterizedTest
    @MethodSource("allPairs")
    void textsOfEveryPlaneArrive(Kind source, Kind target) throws Exception {
        KeyStore from = empty(source);
        KeyStore into = empty(target);
        Actor actor = new Actor(Actor.Kind.USER, TEXT, new Origin(TEXT, TEXT, false));
        try (Latchkey latchkey = RandomLives.open(from, new TestClock())) {
            KeySpec spec = KeySpec.of(TEXT, Scope.resource(TEXT), TEXT)
                    .slot(TEXT)
                    .owner(TEXT)
                    .tags(TEXT.substring(0, 40), "a" + TEXT.substring(0, 40))
                    .description(TEXT)
                    .allPermissions();
            ApiKey key = latchkey.keys().issue(spec, actor).orElseThrow().key();
            latchkey.keys()
                    .suspend(TEXT, key.id(), Suspension.Cause.OPERATOR, TEXT, actor)
                    .orElseThrow();
            latchkey.keys().rename(TEXT, key.id(), "a" + TEXT, actor).orElseThrow();
            assertThat(latchkey.tenants().end(TEXT, TEXT, actor).changed()).isEqualTo(1);
        }
        String context = source + " to " + target;
        assertMoved(from, into, export(from), context);
        assertThat(KeptContent.of(into).events())
                .as(context)
                .extracting(AuditEvent::detail)
                .contains(TEXT);
        assertThat(export(into)).as(context).isEqualTo(export(from));
    }

    /** Between any two lines of a file, and so between a key and its events. */
    @ParameterizedTest
    @MethodSource("pairs")
    void keysThatAreChangedDuringAnExportArriveAsTheyWereAtSomeTime(Kind source, Kind target) throws Exception {
        long seed = new Random().nextLong();
        String context = source + " to " + target + ", seed " + seed;
        Random random = new Random(seed);
        KeyStore from = empty(source);
        KeyStore into = empty(target);
        try (RandomLives lives = new RandomLives(from, new TestClock(), random)) {
            lives.live(STEPS);
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            OutputStream changing = new FilterOutputStream(file) {
                @Override
                public void write(byte[] line, int from, int length) throws IOException {
                    out.write(line, from, length);
                    if (random.nextInt(4) == 0) {
                        lives.live(1);
                    }
                }
            };
            StoreExport.of(from).writeTo(changing);
            List<TransferConflict> conflicts = new ArrayList<>();
            StoreImport.into(into).onConflict(conflicts::add).readFrom(new ByteArrayInputStream(file.toByteArray()));
            assertThat(conflicts)
                    .as(context)
                    .extracting(TransferConflict::kind)
                    .allMatch(TransferConflict.Kind.SLOT_TAKEN::equals);
            List<ApiKey> keys = into.all(null, 1000).items();
            assertThat(keys).as(context).isNotEmpty();
            for (ApiKey key : keys) {
                List<AuditEvent> events = into.audit(
                                AuditQuery.of(key.tenant(), 1000).key(key.id()))
                        .items();
                assertThat(events).as(context).hasSize((int) key.version());
                assertThat(events.get(0).version()).as(context).isEqualTo(key.version());
                assertThat(events.get(0).at()).as(context).isEqualTo(key.changedAt());
                assertThat(from.audit(AuditQuery.of(key.tenant(), 1000).key(key.id()))
                                .items())
                        .as(context)
                        .containsAll(events);
            }
            assertMoved(from, into, export(from), context);
        }
    }

    /** On MongoDB, where a backup of the keys can be restored without their events. */
    @ParameterizedTest
    @MethodSource("kinds")
    void aKeyThatWentOnAfterItWasRestoredFromABackupArrivesAsItIs(Kind target) throws Exception {
        MongoDatabase database = mongo.getDatabase("moving_" + UUID.randomUUID());
        MongoIndexes.ensure(database);
        KeyStore from = MongoKeyStore.on(database);
        KeyStore into = empty(target);
        TestClock clock = new TestClock();
        try (Latchkey source = RandomLives.open(from, clock);
                Latchkey moved = RandomLives.open(into, clock)) {
            Actor actor = Actor.user("ada");
            KeySpec spec = KeySpec.of("acme", Scope.tenant(), "first").allPermissions();
            IssuedKey issued = source.keys().issue(spec, actor).orElseThrow();
            UUID id = issued.key().id();
            read(into, export(from));
            MongoCollection<BsonDocument> keys = database.getCollection("latchkey_key", BsonDocument.class);
            BsonDocument backup = keys.find().first();
            for (String name : List.of("lost", "lost too")) {
                clock.advance(Duration.ofSeconds(1));
                source.keys().rename("acme", id, name, actor).orElseThrow();
            }
            keys.replaceOne(new BsonDocument("_id", backup.get("_id")), backup);
            for (String name : List.of("second", "third", "fourth")) {
                clock.advance(Duration.ofSeconds(1));
                source.keys().rename("acme", id, name, actor).orElseThrow();
            }
            byte[] export = export(from);
            for (KeyStore each : List.of(into, into, empty(target))) {
                List<TransferConflict> conflicts = new ArrayList<>();
                StoreImport.into(each).onConflict(conflicts::add).readFrom(new ByteArrayInputStream(export));
                assertThat(conflicts)
                        .extracting(TransferConflict::kind)
                        .containsExactly(TransferConflict.Kind.OTHER_EVENT, TransferConflict.Kind.OTHER_EVENT);
                assertThat(each.findById(id).value())
                        .isEqualTo(from.findById(id).value());
                assertThat(each.audit(AuditQuery.of("acme", 10)).items())
                        .extracting(AuditEvent::version)
                        .containsExactly(4L, 3L, 2L, 1L);
            }
            Verdict verdict = moved.authenticator().authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
            assertThat(moved.keys()
                            .revoke("acme", id, "moved", actor)
                            .orElseThrow()
                            .version())
                    .isEqualTo(5);
        }
    }

    @Test
    void anImportThatWasCutOffAtAnyLineIsRepeated() throws Exception {
        long seed = new Random().nextLong();
        KeyStore from = new InMemoryKeyStore();
        try (RandomLives lives = new RandomLives(from, new TestClock(), new Random(seed))) {
            lives.live(STEPS);
            lives.purgeAndEnd();
            byte[] whole = export(from);
            for (int cut : lineEnds(whole)) {
                KeyStore into = new InMemoryKeyStore();
                assertCutOff(into, Arrays.copyOf(whole, cut));
                assertMoved(from, into, whole, "cut after byte " + cut + ", seed " + seed);
            }
        }
    }

    private static void assertMoved(KeyStore from, KeyStore into, byte[] export, String context) throws IOException {
        read(into, export);
        KeptContent kept = KeptContent.of(from);
        KeptContent moved = KeptContent.of(into);
        // Part by part, and what differs alone, because the whole is too long to be read.
        assertSame("keys", moved.keys(), kept.keys(), context);
        assertSame("events", moved.events(), kept.events(), context);
        assertSame("usage", moved.usages(), kept.usages(), context);
        assertSame("handles", moved.handles(), kept.handles(), context);
        assertSame("marks", moved.marks(), kept.marks(), context);
    }

    private static void assertSame(String what, List<?> moved, List<?> kept, String context) {
        List<Object> missing = new ArrayList<>(kept);
        missing.removeAll(moved);
        List<Object> more = new ArrayList<>(moved);
        more.removeAll(kept);
        assertThat(more).as("%s, %s", what, context).isEqualTo(missing);
        assertThat(moved.equals(kept)).as("order of %s, %s", what, context).isTrue();
    }

    private static void assertCutOff(KeyStore into, byte[] part) {
        long complete = new String(part, StandardCharsets.UTF_8)
                .chars()
                .filter(c -> c == '\n')
                .count();
        assertThatThrownBy(() -> read(into, part))
                .isInstanceOf(TransferException.class)
                .hasMessageStartingWith("Line " + (complete + 1) + " ");
    }

    private static void assertNoRawKey(byte[] export, List<String> rawKeys) {
        String text = new String(export, StandardCharsets.UTF_8);
        assertThat(rawKeys).isNotEmpty().noneMatch(text::contains);
        // Nor the part behind the handle.
        assertThat(rawKeys).noneMatch(raw -> text.contains(raw.substring(raw.length() - 40, raw.length() - 6)));
    }

    private static void assertAuthenticates(
            KeyStore from, KeyStore into, TestClock clock, List<String> rawKeys, String context) {
        try (Latchkey source = RandomLives.open(from, clock);
                Latchkey target = RandomLives.open(into, clock)) {
            List<Verdict.Outcome> outcomes = new ArrayList<>();
            for (String raw : rawKeys) {
                Verdict expected = source.authenticator().authenticate(raw, Requirement.ANY, null);
                Verdict verdict = target.authenticator().authenticate(raw, Requirement.ANY, null);
                assertThat(verdict).as("%s, %s", raw.substring(0, 12), context).isEqualTo(expected);
                outcomes.add(verdict.outcome());
            }
            assertThat(outcomes).as(context).contains(Verdict.Outcome.ACCEPTED);
        }
    }

    private static byte[] export(KeyStore from) throws IOException {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        StoreExport.of(from).writeTo(file);
        return file.toByteArray();
    }

    private static ImportCounts read(KeyStore into, byte[] export) throws IOException {
        List<TransferConflict> conflicts = new ArrayList<>();
        ImportCounts counts =
                StoreImport.into(into).onConflict(conflicts::add).readFrom(new ByteArrayInputStream(export));
        assertThat(conflicts).isEmpty();
        return counts;
    }

    /** Where lines end, apart from the last one. */
    private static List<Integer> lineEnds(byte[] export) {
        List<Integer> ends = new ArrayList<>();
        for (int i = 0; i < export.length - 1; i++) {
            if (export[i] == '\n') {
                ends.add(i + 1);
            }
        }
        return ends;
    }

    /** A few places within lines. */
    private static List<Integer> cuts(byte[] export, Random random) {
        return lineEnds(export).stream()
                .filter(end -> random.nextInt(20) == 0)
                .map(end -> end + 1 + random.nextInt(20))
                .toList();
    }

    private static KeyStore empty(Kind kind) throws SQLException {
        return nodes(kind).get();
    }

    /** Returns what makes the stores of several nodes, on one database that is empty. */
    private static Supplier<KeyStore> nodes(Kind kind) throws SQLException {
        String name = "moving_" + UUID.randomUUID().toString().replace('-', '_');
        return switch (kind) {
            case MEMORY -> {
                KeyStore one = new InMemoryKeyStore();
                yield () -> one;
            }
            case H2 -> {
                JdbcDataSource database = new JdbcDataSource();
                database.setUrl("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
                yield jdbc(database);
            }
            case POSTGRESQL -> {
                PGSimpleDataSource database = new PGSimpleDataSource();
                database.setPortNumbers(new int[] {postgres.port()});
                database.setUser("postgres");
                database.setDatabaseName("postgres");
                try (Connection connection = database.getConnection();
                        Statement statement = connection.createStatement()) {
                    statement.execute("create schema " + name);
                }
                database.setCurrentSchema(name);
                yield jdbc(database);
            }
            case MARIADB -> jdbc(MariaDbDatabases.create(mariaDb, name));
            case MONGODB -> {
                MongoDatabase database = mongo.getDatabase(name);
                MongoIndexes.ensure(database);
                yield () -> MongoKeyStore.on(database);
            }
        };
    }

    private static Supplier<KeyStore> jdbc(DataSource database) {
        JdbcSchema.apply(database);
        return () -> JdbcKeyStore.on(database);
    }
}
