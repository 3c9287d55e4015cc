package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.adapter.mongo.MongoIndexes;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.mongoengine.MongoEngine;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.MariaDbServer;
import dev.latchkey.support.PostgresServer;
import dev.latchkey.transfer.ImportCounts;
import dev.latchkey.transfer.StoreExport;
import dev.latchkey.transfer.StoreImport;
import dev.latchkey.transfer.TransferConflict;
import dev.latchkey.transfer.TransferException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
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
        // Part by part, because a whole difference is too long to be read.
        assertThat(moved.keys()).as("keys, %s", context).isEqualTo(kept.keys());
        assertThat(moved.events()).as("events, %s", context).isEqualTo(kept.events());
        assertThat(moved.usages()).as("usage, %s", context).isEqualTo(kept.usages());
        assertThat(moved.handles()).as("handles, %s", context).isEqualTo(kept.handles());
        assertThat(moved.marks()).as("marks, %s", context).isEqualTo(kept.marks());
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
        String name = "moving_" + UUID.randomUUID().toString().replace('-', '_');
        return switch (kind) {
            case MEMORY -> new InMemoryKeyStore();
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
                yield MongoKeyStore.on(database);
            }
        };
    }

    private static KeyStore jdbc(DataSource database) {
        JdbcSchema.apply(database);
        return JdbcKeyStore.on(database);
    }
}
