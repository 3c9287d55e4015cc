package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** The grants of the page about security: with them everything works, and the audit cannot be rewritten. */
class GrantsTest {
    private static final Path PAGE = Path.of("../docs/security.md");
    private static final Pattern TABLE = Pattern.compile("\\blatchkey_(?!app\\b|retention\\b|audit_number_seq\\b)\\w+");

    /** The states of a missing right. */
    private static final Set<String> NO_RIGHT = Set.of("42501", "90096");

    @Test
    void everyTableIsGrantedAndEveryGrantIsOfATable() throws IOException {
        assertThat(tables(grants("") + grants(": postgresql")))
                .isEqualTo(tables(
                        Files.readString(Path.of("src/main/resources/dev/latchkey/adapter/jdbc/postgresql-schema.sql"))
                                .replaceAll("(?m)^(?!create table).*$", "")));
    }

    @Test
    void onH2TheGrantsOfThePageAreEnough() throws IOException {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        DataSource owner = H2.on(url + ";DB_CLOSE_DELAY=-1");
        JdbcSchema.apply(owner);
        for (String user : List.of("latchkey_app", "latchkey_retention")) {
            Sql.execute(owner, "create user " + user + " password ''");
        }
        apply(owner, grantsOfBoth(": h2"));

        DataSource app = H2.on(url, "latchkey_app", "");
        useStore(app);
        assertThat(JdbcChangeLog.on(app).highest()).isPositive();
        removeOld(app, H2.on(url, "latchkey_retention", ""));
        H2.shutDown(owner);
    }

    @Test
    @Tag("extended")
    void onPostgresqlTheGrantsOfThePageAreEnough() throws IOException {
        PGSimpleDataSource owner = Postgres.schema();
        JdbcSchema.apply(owner);
        String app = owner.getCurrentSchema() + "_app";
        String retention = owner.getCurrentSchema() + "_retention";
        for (String user : List.of(app, retention)) {
            Sql.execute(owner, "create role " + user + " login");
        }
        String grants = grantsOfBoth(": postgresql")
                .replace("latchkey_app", app)
                .replace("latchkey_retention", retention)
                .replace("schema latchkey ", "schema " + owner.getCurrentSchema() + " ");
        apply(owner, grants);
        try {
            DataSource user = as(app, owner);
            useStore(user);
            assertThat(JdbcChangeLog.on(user).highest()).isPositive();
            RateLimit limit = new RateLimit(2, 1, Duration.ofHours(1));
            assertThat(PostgresRateLimiter.on(user, new TestClock())
                            .take("a", List.of(limit))
                            .allowed())
                    .isTrue();
            removeOld(user, as(retention, owner));
        } finally {
            for (String name : List.of(app, retention)) {
                Sql.execute(owner, "drop owned by " + name);
                Sql.execute(owner, "drop role " + name);
            }
            Postgres.discard(owner);
        }
    }

    /** A grant names one table there. */
    @Test
    @Tag("extended")
    void onMariaDbTheGrantsOfThePageAreEnough() throws IOException {
        DataSource owner = MariaDb.schema();
        JdbcSchema.apply(owner);
        String name = MariaDb.name(owner);
        List<String> users = List.of("latchkey_app", "latchkey_retention");
        users.forEach(user -> Sql.execute(owner, "create user " + user));
        try {
            Pattern each = Pattern.compile("grant (.*) on (.*) to (\\w+);");
            for (MatchResult grant :
                    each.matcher(grantsOfBoth(": mariadb")).results().toList()) {
                Pattern.compile(", ")
                        .splitAsStream(grant.group(2))
                        .forEach(table -> Sql.execute(
                                owner, "grant " + grant.group(1) + " on " + table + " to " + grant.group(3)));
            }
            DataSource app = MariaDb.on(name, users.get(0), "");
            useStore(app);
            assertThat(JdbcChangeLog.on(app).highest()).isPositive();
            RateLimit limit = new RateLimit(2, 1, Duration.ofHours(1));
            assertThat(MariaDbRateLimiter.on(app, new TestClock())
                            .take("a", List.of(limit))
                            .allowed())
                    .isTrue();
            removeOld(app, MariaDb.on(name, users.get(1), ""));
        } finally {
            users.forEach(user -> Sql.execute(owner, "drop user " + user));
            MariaDb.discard(owner);
        }
    }

    private static PGSimpleDataSource as(String user, PGSimpleDataSource owner) {
        PGSimpleDataSource database = Postgres.through(Postgres.port(), owner);
        database.setUser(user);
        return database;
    }

    /** Does all that a store does. */
    private static void useStore(DataSource app) {
        KeyStore store = JdbcKeyStore.on(app);
        ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec(), Keys.T0));
        for (int i = 0; i < 2; i++) {
            store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 1)));
        }
        // One more than a key keeps.
        for (int i = 0; i < 4; i++) {
            key = AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).rotate(Keys.secret(), Duration.ZERO));
        }
        AdapterRules.inserted(
                store,
                NewKey.issue(
                        Keys.id(),
                        List.of(key.id()),
                        Keys.spec(),
                        Keys.secret(),
                        AuditAction.ISSUED,
                        Keys.ACTOR,
                        Keys.T0));
        key = AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).revoke("test"));
        assertThat(store.findByHandle(key.currentSecret().handle()).value()).contains(key);
        assertThat(store.list(KeyQuery.of(key.tenant(), 10).issuedBy(key.id())).items())
                .hasSize(1);
        assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(1), 10))).isEqualTo(1);
        assertThat(store.audit(AuditQuery.of(key.tenant(), 10)).items()).hasSize(8);
        for (int version = 1; version <= 2; version++) {
            TenantMark mark = new TenantMark(key.tenant(), version, version == 1, Keys.T0, "", Keys.ACTOR);
            assertThat(store.markTenant(mark).value()).isEqualTo(Replacement.REPLACED);
        }
    }

    /** Who takes over the application cannot change the past. What removes the past has a user of its own. */
    private static void removeOld(DataSource app, DataSource retention) {
        assertThat(List.of(
                        Sql.refusal(app, "delete from latchkey_audit"),
                        Sql.refusal(app, "update latchkey_audit set actor_id = 'other'"),
                        Sql.refusal(app, "delete from latchkey_access_event"),
                        Sql.refusal(app, "delete from latchkey_handle"),
                        Sql.refusal(app, "drop table latchkey_handle"),
                        Sql.refusal(retention, "delete from latchkey_handle")))
                .isSubsetOf(NO_RIGHT);
        Sql.execute(
                app,
                "insert into latchkey_access_event (happened_at, kind, reason, times)"
                        + " values (timestamp '2020-01-01 00:00:00', 'REFUSED', 'INVALID', 1)");
        Sql.execute(retention, "delete from latchkey_access_event where happened_at < current_date");
        assertThat(Sql.query(retention, "select count(*) from latchkey_access_event"))
                .containsExactly("0");
        JdbcKeyStore store = JdbcKeyStore.on(app);
        ApiKey used = AdapterRules.inserted(store, Keys.issue(Keys.spec(), Keys.T0));
        store.recordUse(UseBatch.of(new KeyUse(used.id(), Keys.T0, 1)));
        LocalDate nextDay = Keys.T0.atZone(ZoneOffset.UTC).toLocalDate().plusDays(1);
        assertThat(store.history().forgetUsage(nextDay, 10)).isEqualTo(1);
        KeyHistory history = JdbcKeyStore.on(retention).history();
        assertThat(history.replaceUser(new Pseudonym(Keys.ACTOR.id(), "user 1", 100)))
                .isPositive();
        assertThat(history.forgetTenant(used.tenant(), 100)).isPositive();
        assertThat(history.forgetChanges(Keys.T0.plusSeconds(2), 100)).isZero();
    }

    /** Returns the statements for the application, and for the removal, which has all rights of the application. */
    private static String grantsOfBoth(String kind) throws IOException {
        String app = grants("") + grants(kind);
        return app + app.replace("latchkey_app", "latchkey_retention") + grants(": retention");
    }

    private static void apply(DataSource owner, String grants) {
        Pattern.compile(";\\s*").splitAsStream(grants).forEach(statement -> Sql.execute(owner, statement));
    }

    /** Returns the statements of the page, without comments. */
    private static String grants(String kind) throws IOException {
        Pattern block = Pattern.compile("<!-- grants" + kind + " -->\n```sql\n(.*?)```", Pattern.DOTALL);
        List<String> found = block.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(found).as("blocks of grants").hasSize(1);
        return found.get(0).replaceAll("(?m)^--.*\n", "");
    }

    private static Set<String> tables(String sql) {
        return TABLE.matcher(sql).results().map(MatchResult::group).collect(TreeSet::new, Set::add, Set::addAll);
    }
}
