package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.ports.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

abstract class SchemaRules extends AdapterRules {
    abstract JdbcDatabase kind();

    /** Statements that take away what a call may have had no time for. */
    List<String> cutShort() {
        return List.of("drop table latchkey_usage_day", "drop index latchkey_key_list_ix");
    }

    /** A query for everything that the schema's files define. */
    abstract String description();

    @Test
    void numberedFilesAsTheyAreAndTheSnapshotGiveTheSame() throws IOException {
        DataSource other = empty();
        for (String file : kind().dialect().files()) {
            Sql.execute(database, resource("/" + file));
        }
        Sql.execute(other, resource(JdbcSchema.SNAPSHOT));

        assertThat(described(database)).isEqualTo(described(other)).hasSizeGreaterThan(30);
        JdbcSchema.check(database);
        discard(other);
    }

    @Test
    void everyNumberedFileIsApplied() throws Exception {
        try (Stream<Path> files = Files.list(
                Path.of(JdbcSchema.class.getResource(kind().dialect().folder()).toURI()))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(kind().dialect().files());
        }
    }

    @Test
    void applyingGivesWhatTheFilesGiveAndAgainChangesNothing() throws IOException {
        DataSource other = empty();
        Sql.execute(other, resource(JdbcSchema.SNAPSHOT));
        JdbcSchema.apply(database);
        assertThat(described(database)).isEqualTo(described(other));

        JdbcSchema.apply(database);
        for (String file : kind().dialect().files()) {
            Sql.execute(database, resource("/" + file));
        }
        assertThat(described(database)).isEqualTo(described(other));
        discard(other);
    }

    @Test
    void rowsOfTheFirstReleaseAreReadAndChangedAfterTheirMigration() throws IOException {
        Sql.execute(database, resource("/" + kind().dialect().files().get(0)));
        UUID plain = firstRelease("plain0001", "null", "null", "null");
        UUID revoked =
                firstRelease("revoked01", "null", "timestamp with time zone '2026-01-02 00:00:00+00'", "'leaked'");
        firstReleaseRotates(plain, "plain0001", "plain0002", "timestamp with time zone '2036-01-01 00:00:00+00'");

        JdbcSchema.apply(database);
        JdbcKeyStore store = JdbcKeyStore.on(database);
        ApiKey key = store.findByHandle("plain0001").value().orElseThrow();
        assertThat(key.currentSecret().handle()).isEqualTo("plain0002");
        assertThat(key.changedAt()).isEqualTo(key.createdAt());
        assertThat(key.rotation()).isNull();
        assertThat(store.findById(revoked).value().orElseThrow().revocation()).isNotNull();

        ApiKey pending =
                replaced(store, key.by(ACTOR, T0).rotation().begin(Keys.secret("plain0003"), RotationMode.firstUse()));
        assertThat(store.findById(plain).value()).contains(pending);
    }

    /** Both work on one database while a cluster is upgraded. */
    @Test
    void aRotationDoesNotCountOnceAnOlderReleaseHasChangedTheSecrets() {
        JdbcSchema.apply(database);
        JdbcKeyStore store = JdbcKeyStore.on(database);
        UUID id = firstRelease("older0001", "null", "null", "null");
        ApiKey key = store.findById(id).value().orElseThrow();
        replaced(store, key.by(ACTOR, T0).rotation().begin(Keys.secret("older0002"), RotationMode.firstUse()));
        Sql.execute(
                database,
                "update latchkey_secret set retires_at = timestamp with time zone '1970-01-01 00:00:00+00'"
                        + " where handle = 'older0002'");
        firstReleaseRotates(id, "older0001", "older0003", "timestamp with time zone '1970-01-01 00:00:00+00'");

        ApiKey read = store.findById(id).value().orElseThrow();
        assertThat(read.rotation()).isNull();
        assertThat(read.currentSecret().handle()).isEqualTo("older0003");
    }

    /** Writes a key as the first release does. */
    private UUID firstRelease(String handle, String expiresAt, String revokedAt, String revokedReason) {
        UUID id = Keys.id();
        String at = "timestamp with time zone '2026-01-01 00:00:00+00'";
        Sql.execute(
                database,
                "insert into latchkey_key (id, tenant, resource, slot, name, permissions, rates, networks,"
                        + " created_at, expires_at, suspended_at, suspended_reason, revoked_at, revoked_reason,"
                        + " version, issuers, turn)"
                        + " values ('" + id + "', 'acme', '', null, 'a key', '*', '', '', " + at + ", " + expiresAt
                        + ", null, null, " + revokedAt + ", " + revokedReason + ", 1, '', 0)");
        firstReleaseSecret(
                id, handle, 1, revokedAt.equals("null") ? "null" : "timestamp with time zone '1970-01-01 00:00:00+00'");
        return id;
    }

    private void firstReleaseRotates(UUID id, String previous, String next, String deadline) {
        Sql.execute(
                database, "update latchkey_secret set retires_at = " + deadline + " where handle = '" + previous + "'");
        firstReleaseSecret(id, next, 9, "null");
        Sql.execute(database, "update latchkey_key set version = version + 1 where id = '" + id + "'");
    }

    private void firstReleaseSecret(UUID id, String handle, long generation, String retiresAt) {
        Sql.execute(database, "insert into latchkey_handle (handle, key_id) values ('" + handle + "', '" + id + "')");
        Sql.execute(
                database,
                "insert into latchkey_secret (handle, key_id, generation, prefix, last_four, hash, tag,"
                        + " sealed, created_at, retires_at) values ('" + handle + "', '" + id + "', " + generation
                        + ", 'test_', 'last', '" + Keys.HASH
                        + "', null, null, timestamp with time zone '2026-01-01 00:00:00+00', "
                        + retiresAt
                        + ")");
    }

    @Test
    void applyingCompletesWhatWasCutShort() {
        JdbcSchema.apply(database);
        Set<String> whole = described(database);
        cutShort().forEach(sql -> Sql.execute(database, sql));

        JdbcSchema.apply(database);
        assertThat(described(database)).isEqualTo(whole);
    }

    @Test
    void applyingDoesNotMendATableThatIsNotOurs() {
        Sql.execute(
                database,
                "create table latchkey_access_event (id int not null, happened_at timestamp with time zone not null,"
                        + " tenant int, key_id int)");

        assertThatThrownBy(() -> JdbcSchema.apply(database), "a table of another kind")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("column latchkey_access_event.kind, ");
    }

    @Test
    void severalNodesMayApplyAtOnce() throws Exception {
        int nodes = 6;
        ExecutorService threads = Executors.newFixedThreadPool(nodes);
        try {
            for (int round = 0; round < 20; round++) {
                DataSource fresh = empty();
                CyclicBarrier start = new CyclicBarrier(nodes);
                List<Future<?>> all = IntStream.range(0, nodes)
                        .<Future<?>>mapToObj(i -> threads.submit(() -> {
                            start.await();
                            JdbcSchema.apply(fresh);
                            return JdbcKeyStore.on(fresh);
                        }))
                        .toList();
                for (Future<?> one : all) {
                    one.get();
                }
                discard(fresh);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void nothingIsCreatedUnasked() {
        assertThatThrownBy(() -> JdbcKeyStore.on(database), "a store without tables")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Missing: table latchkey_key, table latchkey_tag, table latchkey_issued,"
                        + " table latchkey_handle, table "
                        + "latchkey_secret,")
                .hasMessageContaining(
                        "dev/latchkey/adapter/jdbc/" + kind().dialect().folder());
        assertThatThrownBy(() -> JdbcAuditSink.on(database), "a sink without tables")
                .hasMessageContaining("table latchkey_access_event");
        assertThatThrownBy(() -> JdbcSchema.check(database), "a check without tables")
                .isInstanceOf(StoreException.class);
        assertThat(Sql.query(database, kind().dialect().present()).stream().map(SchemaRules::lower))
                .noneMatch(name -> name.contains("latchkey"));
    }

    @Test
    void theCheckNamesExactlyWhatIsMissing() throws IOException {
        JdbcSchema.apply(database);
        Set<String> parts = Sql.query(database, kind().dialect().present()).stream()
                .map(SchemaRules::lower)
                // Those that databases make for constraints are not ours to name.
                .filter(part -> part.contains("latchkey_") && !part.matches("index .*_(pk|index_\\w+)|.*not_null"))
                .collect(Collectors.toCollection(TreeSet::new));
        parts.removeIf(part -> part.startsWith("index") && parts.contains(part.replace("index", "constraint")));
        assertThat(parts).hasSizeGreaterThan(70);

        for (String part : parts) {
            String name = part.substring(part.indexOf(' ') + 1);
            if (part.startsWith("column")) {
                String table = name.substring(0, name.indexOf('.'));
                String column = name.substring(table.length() + 1);
                whileRenamed("alter table " + table + " rename column %s to %s", column, part);
            } else if (part.startsWith("index")) {
                whileRenamed("alter index %s rename to %s", name, part);
            } else if (part.startsWith("trigger")) {
                whileRenamed("alter trigger %s on " + owner(name) + " rename to %s", name, part);
            } else {
                whileRenamed("alter table " + owner(name) + " rename constraint %s to %s", name, part);
            }
        }
        for (String table : parts.stream()
                .filter(part -> part.startsWith("column"))
                .map(SchemaRules::table)
                .collect(Collectors.toSet())) {
            whileRenamed("alter table %s rename to %s", table, "table " + table);
        }
        JdbcSchema.check(database);
    }

    private void whileRenamed(String rename, String name, String missing) {
        Sql.execute(database, rename.formatted(name, "elsewhere"));
        assertThatThrownBy(() -> JdbcSchema.check(database), "a check without %s", missing)
                .isInstanceOf(StoreException.class)
                .extracting(Throwable::getMessage)
                .matches(message -> message.endsWith("Missing: " + missing), "ends with Missing: " + missing);
        Sql.execute(database, rename.formatted("elsewhere", name));
    }

    private static String table(String part) {
        return part.substring("column ".length(), part.indexOf('.'));
    }

    /** Constraints and triggers are named after their table. */
    private static String owner(String name) {
        return Stream.of(
                        "key",
                        "tenant",
                        "issued",
                        "tag",
                        "handle",
                        "secret_use",
                        "secret",
                        "audit",
                        "usage_day",
                        "usage_writer",
                        "usage",
                        "access_event",
                        "bucket")
                .map(table -> "latchkey_" + table)
                .filter(table -> name.startsWith(table + "_"))
                .findFirst()
                .orElseThrow();
    }

    static String lower(String row) {
        return row.replaceFirst("\\|", " ").toLowerCase(Locale.ROOT);
    }

    private Set<String> described(DataSource which) {
        return new TreeSet<>(Sql.query(which, description()));
    }

    String resource(String name) throws IOException {
        try (InputStream in =
                JdbcSchema.class.getResourceAsStream(kind().dialect().folder() + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
