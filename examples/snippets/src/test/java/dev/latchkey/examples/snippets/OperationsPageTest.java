package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.jdbc.JdbcAuditSink;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.IdleReport;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The runbooks and maintenance: each of their steps is done here, with the code and the statements of the pages. */
class OperationsPageTest {
    private static final String PAGE = "docs/operations.md";
    private static final Actor ADMIN = Actor.user("alice");
    private static final KeyFormat FORMAT = KeyFormat.of("acme_");
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    private static final KeySpec TENANT_KEY =
            KeySpec.of("acme", Scope.tenant(), "integration").allPermissions();

    private final JdbcConnectionPool pool =
            JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");

    @BeforeEach
    void makeTables() {
        JdbcSchema.apply(pool);
    }

    @AfterEach
    void discard() {
        pool.dispose();
    }

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        String folder = "examples/snippets/src/test/java/dev/latchkey/examples/snippets/";
        Snippets.assertCompiled(
                PAGE,
                folder + "OperationsSnippets.java",
                folder + "MaintenanceJob.java",
                folder + "MaintenanceMain.java");
    }

    @Test
    void aLeakedKeyIsFoundEndedAndLookedAfter() throws IOException, SQLException {
        try (Latchkey latchkey = builder().build()) {
            IssuedKey issued = latchkey.keys().issue(TENANT_KEY, ADMIN).orElseThrow();
            String leaked = issued.rawKey().reveal();
            UUID id = issued.key().id();

            assertThat(OperationsSnippets.findLeaked(latchkey, FORMAT, leaked))
                    .singleElement()
                    .satisfies(found -> assertThat(found.key().id()).isEqualTo(id));
            String byHand = leaked.substring("acme_".length(), leaked.length() - 49);
            assertThat(query(PAGE, "select tenant, id", byHand)).containsExactly("acme|" + id);

            IssuedKey next = OperationsSnippets.endLeaked(latchkey, id, ADMIN);
            assertThat(use(latchkey, issued.rawKey())).isNotEqualTo(Verdict.Outcome.ACCEPTED);
            assertThat(use(latchkey, next.rawKey())).isEqualTo(Verdict.Outcome.ACCEPTED);

            latchkey.keys().revoke("acme", id, "leaked", ADMIN).orElseThrow();
            assertThat(use(latchkey, next.rawKey())).isNotEqualTo(Verdict.Outcome.ACCEPTED);

            latchkey.flush();
            assertThat(query(PAGE, "select happened_at, address", id.toString()))
                    .extracting(row -> row.substring(row.lastIndexOf('|', row.lastIndexOf('|') - 1)))
                    .containsExactlyInAnyOrder("|1|RETIRED", "|1|REVOKED");
        }
    }

    @Test
    void whatALeakedTenantKeyLeavesBehindIsEnded() throws IOException, SQLException {
        try (Latchkey latchkey = builder().build()) {
            KeySpec slot = TENANT_KEY.slot("default");
            latchkey.keys().regenerate(slot, ADMIN).orElseThrow();
            IssuedKey leaked = latchkey.keys().issue(TENANT_KEY, ADMIN).orElseThrow();
            IssuedKey shown = latchkey.keys().issue(TENANT_KEY, ADMIN).orElseThrow();
            UUID id = leaked.key().id();
            Caller thief = Caller.of(leaked.key(), leaked.secret());
            IssuedKey first = latchkey.keys().issue(TENANT_KEY, thief).orElseThrow();
            IssuedKey second = latchkey.keys()
                    .issue(TENANT_KEY, Caller.of(first.key(), first.secret()))
                    .orElseThrow();
            IssuedKey slotKey = latchkey.keys().regenerate(slot, thief).orElseThrow();
            assertThat(latchkey.sealedKeys().reveal(List.of(shown.key()), thief))
                    .hasSize(1);

            OperationsSnippets.revokeTenantKey(latchkey, id, ADMIN);
            OperationsSnippets.revokeIssued(latchkey, id, ADMIN);
            for (IssuedKey ended : List.of(leaked, first, second)) {
                assertThat(use(latchkey, ended.rawKey())).isNotEqualTo(Verdict.Outcome.ACCEPTED);
            }
            assertThat(use(latchkey, slotKey.rawKey())).isEqualTo(Verdict.Outcome.ACCEPTED);

            Set<UUID> changed = OperationsSnippets.changedBy(latchkey, id);
            assertThat(changed)
                    .containsExactlyInAnyOrder(first.key().id(), slotKey.key().id());
            assertThat(query(PAGE, "select distinct key_id from latchkey_audit", id.toString()))
                    .containsExactlyInAnyOrder(
                            first.key().id().toString(), slotKey.key().id().toString());
            OperationsSnippets.endLeaked(latchkey, slotKey.key().id(), ADMIN);
            assertThat(use(latchkey, slotKey.rawKey())).isNotEqualTo(Verdict.Outcome.ACCEPTED);

            assertThat(query(PAGE, "select distinct key_id from latchkey_access", id.toString()))
                    .containsExactly(shown.key().id().toString());
        }
    }

    @Test
    void aPepperIsReplacedInPhasesWhileEveryNodeAcceptsTheKey() throws IOException, SQLException {
        byte[] old = new byte[32];
        byte[] fresh = new byte[32];
        fresh[0] = 1;
        Peppers before = Peppers.NONE.withCurrent("p1", old);
        Peppers phase1 = Peppers.NONE.withCurrent("p1", old).withNext("p2", fresh);
        Peppers phase2 = Peppers.NONE.withPrevious("p1", old).withCurrent("p2", fresh);
        Peppers phase3 = Peppers.NONE.withCurrent("p2", fresh);
        RawKey used;
        try (Latchkey latchkey = builder().peppers(before).build()) {
            used = latchkey.keys().issue(TENANT_KEY, ADMIN).orElseThrow().rawKey();
            latchkey.keys().issue(TENANT_KEY, ADMIN).orElseThrow();
        }
        String statement = "select count(*) from latchkey_secret where hash";
        for (Peppers phase : List.of(before, phase1, phase2, phase1)) {
            try (Latchkey latchkey = builder().peppers(phase).build()) {
                assertThat(use(latchkey, used)).isEqualTo(Verdict.Outcome.ACCEPTED);
            }
        }
        assertThat(query("docs/security.md", statement, ""))
                .as("the key that nobody used")
                .containsExactly("1");

        try (Latchkey latchkey = builder().peppers(phase3).build()) {
            assertThat(use(latchkey, used)).isEqualTo(Verdict.Outcome.ACCEPTED);
        }
    }

    @Test
    void keysWithAnImportedSecretAndKeysWithASealedCopyAreListed() throws IOException, SQLException {
        try (Latchkey latchkey =
                builder().importedKeys(new ImportedKeys(new byte[32])).build()) {
            UUID imported = latchkey.imports()
                    .importKey(TENANT_KEY, "a-key-of-an-older-system", ADMIN)
                    .orElseThrow()
                    .id();
            UUID sealed =
                    latchkey.keys().issue(TENANT_KEY, ADMIN).orElseThrow().key().id();
            IssuedKey revoked = latchkey.keys().issue(TENANT_KEY, ADMIN).orElseThrow();
            latchkey.keys().revoke("acme", revoked.key().id(), "left", ADMIN).orElseThrow();

            String beginning = "select tenant, id from latchkey_key where revoked_at is null\n";
            assertThat(query(PAGE, beginning + "     and id in (select key_id from latchkey_secret where prefix", ""))
                    .containsExactly("acme|" + imported);
            assertThat(query(PAGE, beginning + "    and id in (select key_id from latchkey_secret where sealed", ""))
                    .containsExactlyInAnyOrder("acme|" + imported, "acme|" + sealed);
        }
    }

    @Test
    void idleKeysAreReportedConfirmedSuspendedAndResumed() {
        Instant now = BEGIN.plus(Duration.ofDays(91));
        Set<UUID> ids = new LinkedHashSet<>();
        try (Latchkey latchkey = builder().clock(at(BEGIN)).build()) {
            for (int i = 0; i < 6; i++) {
                IssuedKey issued = latchkey.keys().issue(TENANT_KEY, ADMIN).orElseThrow();
                ids.add(issued.key().id());
            }
        }
        LatchkeyBuilder later = builder().clock(at(now));
        OperationsSnippets.maintenanceRules(later);
        try (Latchkey latchkey = later.build()) {
            MaintenanceJob job = new MaintenanceJob(latchkey);
            job.run();
            job.run();
            IdleReport report = Objects.requireNonNull(latchkey.maintenance().idleReport("acme"));
            assertThat(report.reason()).isEqualTo(IdleReport.Reason.TOO_MANY);
            assertThat(idle(latchkey, report, now)).isEqualTo(ids);

            OperationsSnippets.confirmIdle(latchkey, ADMIN);
            job.run();
            assertThat(idle(latchkey, report, now)).isEmpty();

            UUID wanted = ids.iterator().next();
            OperationsSnippets.resumeIdle(latchkey, wanted, ADMIN);
            job.run();
            assertThat(latchkey.keys().find("acme", wanted).orElseThrow().status(now))
                    .isEqualTo(KeyStatus.ACTIVE);
        }
    }

    @Test
    void theProgramForCronRecordsWhatHasExpiredAndPurgesIt() throws SQLException {
        try (Latchkey latchkey = builder().clock(at(BEGIN)).build()) {
            KeySpec spec = TENANT_KEY.expiresAt(BEGIN.plusSeconds(1));
            assertThat(latchkey.keys().issue(spec, ADMIN).isDone()).isTrue();
        }
        MaintenanceMain.maintain(pool);
        assertThat(rows("select action from latchkey_audit order by version"))
                .containsExactly("ISSUED", "EXPIRED", "PURGED");
    }

    private static Set<UUID> idle(Latchkey latchkey, IdleReport report, Instant now) {
        return OperationsSnippets.idleKeys(latchkey, report, now).stream()
                .map(listed -> listed.key().id())
                .collect(Collectors.toSet());
    }

    private static Clock at(Instant instant) {
        return Clock.fixed(instant, ZoneOffset.UTC);
    }

    private LatchkeyBuilder builder() {
        return Latchkey.builder()
                .store(JdbcKeyStore.on(pool))
                .auditSink(JdbcAuditSink.on(pool))
                .sealing(SealingKeys.of("s1", new byte[32]))
                .keyFormat(FORMAT);
    }

    private static Verdict.Outcome use(Latchkey latchkey, RawKey key) {
        return latchkey.authenticator()
                .authenticate(key.reveal(), Requirement.ANY, null)
                .outcome();
    }

    /** Runs the only statement of a page that begins like this, with a value in place of the dots. */
    private List<String> query(String page, String beginning, String value) throws IOException, SQLException {
        Matcher statement = Pattern.compile("(?ms)^ *(" + Pattern.quote(beginning) + ".*?);$")
                .matcher(Snippets.read(page));
        assertThat(statement.find()).as("the statement " + beginning).isTrue();
        return rows(statement.group(1).replace("...", value));
    }

    private List<String> rows(String query) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.add(rows.getString(i));
                }
                found.add(String.join("|", row));
            }
            return found;
        }
    }
}
