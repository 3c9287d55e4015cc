package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.KeyUsage.Day;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.UsageQuery;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** The numbered files after the first, applied to tables that the first left and that have rows. */
abstract class MigrationRules extends AdapterRules {
    private static final UUID KEY = UUID.fromString("0190aaaa-0000-4000-8000-000000000001");
    private static final UUID OTHER = UUID.fromString("0190aaaa-0000-4000-8000-000000000002");
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2026-11-20");

    /** Rows as the release that had the first file alone wrote them. */
    private static final List<String> ROWS = List.of(
            "insert into latchkey_key (id, tenant, resource, slot, name, permissions, rates, networks, created_at,"
                    + " expires_at, suspended_at, suspended_reason, version, issuers, turn) values ($key, 'acme',"
                    + " '', 'default', 'first', '*', '', '', $at, null, $at, 'holiday', 2, '', 1)",
            "insert into latchkey_handle values ('abcdefgh1234', $key)",
            "insert into latchkey_secret (handle, key_id, generation, prefix, last_four, hash, created_at)"
                    + " values ('abcdefgh1234', $key, 1, 'test_', 'wxyz', '" + Keys.HASH + "', $at)",
            "insert into latchkey_audit (key_id, version, tenant, happened_at, action, actor_kind, actor_id, detail)"
                    + " values ($key, 1, 'acme', $at, 'ISSUED', 'USER', 'ada', 'abcdefgh1234')",
            "insert into latchkey_audit (key_id, version, tenant, happened_at, action, actor_kind, actor_id, detail)"
                    + " values ($key, 2, 'acme', $at, 'SUSPENDED', 'USER', 'ada', 'holiday')",
            "insert into latchkey_usage values ($key, $at, 7)",
            "insert into latchkey_usage_day values ($key, date '2026-11-20', 7)",
            "insert into latchkey_access_event (happened_at, kind, reason, tenant, key_id, times)"
                    + " values ($at, 'REFUSED', 'NETWORK', 'acme', $key, 3)");

    abstract JdbcDatabase kind();

    @Test
    void tablesOfTheFirstFileBecomeThoseOfTheLastAndKeepTheirRows() throws IOException {
        migrateFromTheFirstFile();

        JdbcKeyStore store = JdbcKeyStore.on(database);
        ApiKey key = store.findByHandle("abcdefgh1234").value().orElseThrow();
        assertThat(key.suspension()).isEqualTo(new Suspension(Suspension.Cause.OPERATOR, AT, "holiday", null));
        assertThat(key.labels()).isEqualTo(Labels.of("first"));
        assertThat(key.identity().provenance()).isEqualTo(new Provenance(null, List.of(), AT));
        assertThat(key.lifecycle().resumedAt()).isNull();
        assertThat(store.audit(AuditQuery.of("acme", 10)).items())
                .extracting(event -> event.action())
                .containsExactly(AuditAction.SUSPENDED, AuditAction.ISSUED);
        store.recordUse(UseBatch.of(
                new KeyUse(KEY, KeyUse.Outcome.ACCEPTED, AT.plusMillis(5), 1),
                new KeyUse(KEY, KeyUse.Outcome.REFUSED, AT, 2)));
        assertThat(store.history().usage(new UsageQuery(List.of(KEY), DAY, DAY)))
                .isEqualTo(Map.of(KEY, new KeyUsage(AT.plusMillis(5), List.of(new Day(DAY, 8, 0, 2)))));
        replaced(store, key.by(Keys.ACTOR, AT.plusMillis(9)).resume());
    }

    @Test
    void keysOfTheFirstFileAreFoundByTheirLastUse() throws IOException {
        migrateFromTheFirstFile();
        Sql.execute(
                database,
                inserted("insert into latchkey_key (id, tenant, resource, slot, name, permissions, rates,"
                        + " networks, created_at, version, issuers, turn) values ($other, 'acme', '', null, 'never',"
                        + " '*', '', '', $at, 1, '', 0)"));
        Sql.execute(database, inserted("insert into latchkey_handle values ('bcdefghi2345', $other)"));
        Sql.execute(
                database,
                inserted("insert into latchkey_secret (handle, key_id, generation, prefix, last_four,"
                        + " hash, created_at) values ('bcdefghi2345', $other, 1, 'test_', 'wxyz', '" + Keys.HASH
                        + "', $at)"));
        for (String file : kind().dialect().files()) {
            Sql.execute(database, file(file));
        }

        JdbcKeyStore store = JdbcKeyStore.on(database);
        SearchQuery query = SearchQuery.of("acme", AT, 10).order(SearchOrder.by(SearchOrder.Sort.LAST_USED, false));
        assertThat(store.search().search(query).items())
                .extracting(ListedKey::key)
                .extracting(ApiKey::id)
                .containsExactly(OTHER, KEY);
        assertThat(store.search().search(query).items())
                .extracting(ListedKey::lastUsedAt)
                .containsExactly(null, AT);
        store.recordUse(UseBatch.of(new KeyUse(OTHER, AT.plus(Duration.ofDays(1)), 1).with("bcdefghi2345")));
        assertThat(store.search().search(query).items())
                .extracting(listed -> listed.lastUsedAt("bcdefghi2345"))
                .containsExactly(null, AT.plus(Duration.ofDays(1)));
    }

    private static String inserted(String row) {
        return row.replace("$key", "cast('" + KEY + "' as uuid)")
                .replace("$other", "cast('" + OTHER + "' as uuid)")
                .replace("$at", "timestamp with time zone '2026-11-20 10:00:00+00'");
    }

    @Test
    void whatAnOlderReleaseChangesBesideANewerOneIsReadAsItsOwn() throws IOException {
        migrateFromTheFirstFile();
        JdbcKeyStore store = JdbcKeyStore.on(database);
        ApiKey key = store.findById(KEY).value().orElseThrow();
        ApiKey resumed = replaced(
                store, key.by(Keys.ACTOR, AT.plusMillis(1)).change(key.spec().owner("ada")));
        resumed = replaced(store, resumed.by(Keys.ACTOR, AT.plusMillis(1)).resume());
        replaced(store, resumed.by(Keys.ACTOR, AT.plusMillis(2)).suspend(Suspension.Cause.IDLE, "unused"));
        // The older release knows neither causes nor owners.
        Sql.execute(
                database,
                "update latchkey_key set suspended_at = timestamp with time zone '2026-11-20 10:00:00.003+00',"
                        + " suspended_reason = 'leaked?', version = version + 1");

        ApiKey found = store.findById(KEY).value().orElseThrow();
        assertThat(found.suspension())
                .isEqualTo(new Suspension(Suspension.Cause.OPERATOR, AT.plusMillis(3), "leaked?", null));
        assertThat(found.labels().owner()).isEqualTo("ada");
    }

    @Test
    void aMigratedSchemaIsThatOfAnEmptyDatabase() throws IOException {
        migrateFromTheFirstFile();
        DataSource fresh = empty();
        JdbcSchema.apply(fresh);

        assertThat(parts(database)).isEqualTo(parts(fresh)).hasSizeGreaterThan(70);
        discard(fresh);
    }

    /** All but the indexes that H2 makes by itself, and so names by itself. */
    private List<String> parts(DataSource which) {
        return Sql.query(which, kind().dialect().present()).stream()
                .filter(part -> !part.matches("index\\|(PRIMARY_KEY|.*_INDEX)_\\w+"))
                .sorted()
                .toList();
    }

    private void migrateFromTheFirstFile() throws IOException {
        Sql.execute(database, file(kind().dialect().files().get(0)));
        for (String row : ROWS) {
            Sql.execute(database, inserted(row));
        }
        JdbcSchema.apply(database);
    }

    private String file(String name) throws IOException {
        try (InputStream in =
                JdbcSchema.class.getResourceAsStream(kind().dialect().folder() + "/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
