package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.support.BoundDataSource;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What this adapter promises beyond the contract, on H2. */
class H2AdapterTest {
    private static DataSource impatient() {
        return H2.on("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=50");
    }

    /** As many hosts write their tests' URL. */
    @Test
    void h2MayPretendToBePostgreSql() {
        DataSource database = H2.on("jdbc:h2:mem:" + UUID.randomUUID()
                + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH");
        JdbcSchema.apply(database);
        KeyStore store = JdbcKeyStore.on(database);
        ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec().slot("default"), Keys.T0));
        store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 1)));
        assertThat(AdapterRules.insert(store, Keys.issue(Keys.spec().slot("default"), Keys.T0)))
                .isEqualTo(Insertion.SLOT_TAKEN);
        ApiKey next = AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).rotate(Keys.secret(), Duration.ZERO));

        assertThat(store.findBySlot(key.tenant(), key.scope(), "default").value())
                .contains(next);
        assertThat(store.list(KeyQuery.of(key.tenant(), 10)).items()).containsExactly(new ListedKey(next, Keys.T0, 1));
        H2.shutDown(database);
    }

    @Test
    void aFreshDatabaseNeverGetsAnIndexThatALaterFileDrops() {
        DataSource database = H2.memory();
        FailingDataSource watched = new FailingDataSource(database);
        JdbcSchema.apply(watched.proxy());

        assertThat(watched.connections().stream().flatMap(List::stream))
                .anyMatch(statement -> statement.contains("latchkey_key_alive_ix"))
                .noneMatch(statement -> statement.startsWith("create index if not exists latchkey_key_live_"));
        H2.shutDown(database);
    }

    /** H2 takes the name of an index first, and shows the index once it is whole. */
    @Test
    void applyWaitsForAnIndexThatAnotherNodeIsCreating() {
        DataSource database = H2.memory();
        AtomicInteger looks = new AtomicInteger();
        DataSource slow = (DataSource) BoundDataSource.proxy(
                DataSource.class,
                database,
                "getConnection",
                () -> incomplete(database.getConnection(), () -> looks.incrementAndGet() <= 20));
        JdbcSchema.apply(slow);
        assertThat(looks).hasValueGreaterThan(20);
        H2.shutDown(database);
    }

    /** Returns a connection that does not show an index in the list of what is there while a condition holds. */
    private static Connection incomplete(Connection connection, BooleanSupplier hidden) {
        return (Connection) Proxy.newProxyInstance(
                H2AdapterTest.class.getClassLoader(), new Class<?>[] {Connection.class}, (self, method, arguments) -> {
                    boolean lists = method.getName().equals("prepareStatement")
                            && arguments[0].toString().startsWith("select 'column'");
                    if (lists && hidden.getAsBoolean()) {
                        return connection.prepareStatement(
                                arguments[0] + " minus select 'index', 'LATCHKEY_KEY_ALIVE_IX'");
                    }
                    try {
                        return method.invoke(connection, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MODE=Oracle",
                "MODE=oracle",
                "IGNORECASE=TRUE",
                "IGNORECASE=1",
                "COLLATION=ENGLISH",
                "COLLATION=ENGLISH STRENGTH PRIMARY",
                "COLLATION=CHARSET_CP500",
                "OLD_INFORMATION_SCHEMA=TRUE"
            })
    void aSettingThatChangesWhatIsEqualIsRefusedByNameAndNothingIsCreated(String setting) {
        DataSource database = H2.on("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;" + setting);
        String name = setting.startsWith("MODE") ? "MODE=Oracle" : setting.substring(0, setting.indexOf('='));

        assertThatThrownBy(() -> JdbcSchema.apply(database), "applying the schema under %s", setting)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(name);
        assertThatThrownBy(() -> JdbcKeyStore.on(database), "a store under %s", setting)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(name);
        assertThat(Sql.query(
                        database, "select count(*) from INFORMATION_SCHEMA.TABLES where TABLE_NAME like 'LATCHKEY%'"))
                .containsExactly("0");
        H2.shutDown(database);
    }

    @Test
    void uncommittedChangesOfOthersAreNeverRead() throws SQLException {
        DataSource database = H2.memory();
        JdbcSchema.apply(database);
        AtomicInteger isolation = new AtomicInteger(Connection.TRANSACTION_READ_COMMITTED);
        DataSource pool = (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            Connection connection = database.getConnection();
            connection.setTransactionIsolation(isolation.get());
            return connection;
        });
        JdbcKeyStore store = JdbcKeyStore.on(pool);
        ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec().slot("default"), Keys.T0));
        isolation.set(Connection.TRANSACTION_READ_UNCOMMITTED);

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> store.findByHandle(key.currentSecret().handle()),
                () -> store.findById(key.id()),
                () -> store.findBySlot(key.tenant(), key.scope(), "default"),
                () -> store.list(KeyQuery.of(key.tenant(), 10)),
                () -> store.audit(AuditQuery.of(key.tenant(), 10)),
                () -> JdbcKeyStore.on(pool),
                () -> JdbcChangeLog.on(pool),
                () -> JdbcAuditSink.on(pool))) {
            assertThatThrownBy(call, "at READ UNCOMMITTED")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(
                            "at READ UNCOMMITTED, the database shows changes of others that may be rolled back");
        }
        isolation.set(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(store.findById(key.id()).value()).contains(key);
        H2.shutDown(database);
    }

    @Test
    void tablesThatIgnoreCaseAreRefusedAlsoWhenTheSettingIsGone() {
        DataSource database = H2.memory();
        JdbcSchema.apply(database);
        Sql.execute(database, "alter table latchkey_key alter column slot set data type varchar_ignorecase");

        assertThatThrownBy(() -> JdbcKeyStore.on(database), "a store on a column that ignores case")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("IGNORECASE");
        H2.shutDown(database);
    }

    @Test
    void aUserWithoutRightsIsToldWhichAreMissing() {
        String url = "jdbc:h2:mem:" + UUID.randomUUID();
        DataSource owner = H2.on(url + ";DB_CLOSE_DELAY=-1", "owner", "");
        JdbcSchema.apply(owner);
        Sql.execute(owner, "create user reader password 'secret'");
        DataSource user = H2.on(url, "reader", "secret");
        assertThatThrownBy(() -> JdbcKeyStore.on(user), "a store without rights")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("The user may not read latchkey_key, latchkey_handle,")
                .hasMessageNotContaining("Missing");

        for (String table : List.of(
                "key",
                "handle",
                "secret",
                "secret_use",
                "audit",
                "usage",
                "usage_day",
                "usage_writer",
                "issued",
                "tag",
                "tenant")) {
            Sql.execute(owner, "grant select on latchkey_" + table + " to reader");
        }
        KeyStore store = JdbcKeyStore.on(user);
        assertThatThrownBy(() -> AdapterRules.insert(store, Keys.issue(Keys.spec(), Keys.T0)), "an insertion")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(
                        "the user lacks a right. Grant it what docs/security.md of Latchkey lists under Grants");
        assertThatThrownBy(() -> JdbcKeyStore.on(H2.on(url, "reader", "wrong")), "a wrong password")
                .hasMessageContaining("the database refuses the user or the password");
        assertThatThrownBy(() -> JdbcKeyStore.on(H2.on(url + ";DB_CLOSE_DELAY=-1", "reader", "secret")), "a setting")
                .hasMessageContaining("Take them out of the URL");
        H2.shutDown(owner);
    }

    @Test
    void aDatabaseThatCannotBeReachedSaysSo() {
        assertThatThrownBy(() -> JdbcKeyStore.on(H2.on("jdbc:h2:tcp://127.0.0.1:1/mem:keys")), "a store on no server")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no connection. Check that the database runs");
        assertThatThrownBy(() -> JdbcKeyStore.on(H2.on("jdbc:h2:mem:none;IFEXISTS=TRUE")), "a store on no database")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("there is no database of this name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MODE=STRICT",
                "MODE=LEGACY",
                "MODE=DB2",
                "MODE=Derby",
                "MODE=HSQLDB",
                "MODE=MSSQLServer",
                "MODE=MariaDB",
                "MODE=MySQL",
                "COLLATION=OFF",
                "DATABASE_TO_UPPER=FALSE",
                "DATABASE_TO_LOWER=TRUE",
                "CASE_INSENSITIVE_IDENTIFIERS=TRUE",
                "DEFAULT_NULL_ORDERING=FIRST"
            })
    void underOtherSettingsSeveralKeysAreRevokedAndRotated(String setting) {
        DataSource database = H2.on("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;" + setting);
        JdbcSchema.apply(database);
        KeyStore store = JdbcKeyStore.on(database);
        for (int i = 0; i < 3; i++) {
            ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec().slot("default"), Keys.T0));
            key = AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).rotate(Keys.secret(), Duration.ofDays(1)));
            key = AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).revoke("test"));
            store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 1)));
            assertThat(store.findByHandle(key.currentSecret().handle()).value()).contains(key);
        }

        assertThat(store.list(KeyQuery.of(Keys.TENANT, 10)).items()).hasSize(3);
        assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(1), 10))).isEqualTo(3);
        H2.shutDown(database);
    }

    /**
     * H2 lets one connection read what tables there are while another makes some, and its own lists then break in the
     * reader's hands.
     */
    @Test
    void whatFailedBecauseAnotherNodeWasMakingTablesIsTriedAgain() {
        H2Dialect dialect = new H2Dialect();

        SQLException failure = generalError(new ConcurrentModificationException());
        assertThat(dialect.tries(failure, false)).isGreaterThan(1);
        assertThat(dialect.tries(failure, true)).isEqualTo(1);
        assertThat(dialect.tries(generalError(new NullPointerException()), false))
                .isEqualTo(1);
        // As a server tells it.
        String text = "General error: \"java.util.ConcurrentModificationException\"";
        assertThat(dialect.tries(new SQLException(text, "HY000", 50000), false)).isGreaterThan(1);
    }

    private static SQLException generalError(RuntimeException cause) {
        return new SQLException("General error", "HY000", 50000, cause);
    }

    /** Over a socket, H2 reads the list of all sessions for it, which breaks while one of them ends its transaction. */
    @Test
    void anIsolationThatTheServerCannotTellIsAskedForAgain() {
        DataSource database = H2.memory();
        JdbcSchema.apply(database);
        AtomicInteger asked = new AtomicInteger();
        DataSource busy = (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            Connection connection = database.getConnection();
            return BoundDataSource.proxy(Connection.class, connection, "getTransactionIsolation", () -> {
                if (asked.incrementAndGet() % 3 != 0) {
                    throw generalError(new NullPointerException());
                }
                return connection.getTransactionIsolation();
            });
        });
        BoundDataSource host = new BoundDataSource(busy);
        KeyStore store = JdbcKeyStore.on(host.proxy());
        ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec(), Keys.T0));
        store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 1)));
        String handle = key.currentSecret().handle();
        host.commit(connection -> assertThat(store.findByHandle(handle).value()).contains(key));

        assertThat(asked).hasPositiveValue();
        H2.shutDown(database);
    }

    @Test
    void anIsolationThatIsNeverToldIsAskedForSomeTimes() {
        DataSource database = H2.memory();
        JdbcSchema.apply(database);
        AtomicInteger asked = new AtomicInteger();
        AtomicBoolean isBroken = new AtomicBoolean();
        KeyStore store =
                JdbcKeyStore.on((DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
                    Connection connection = database.getConnection();
                    return BoundDataSource.proxy(Connection.class, connection, "getTransactionIsolation", () -> {
                        if (isBroken.get()) {
                            asked.incrementAndGet();
                            throw generalError(new NullPointerException());
                        }
                        return connection.getTransactionIsolation();
                    });
                }));
        isBroken.set(true);
        assertThatThrownBy(() -> store.findByHandle("none"))
                .isInstanceOf(StoreException.class)
                .hasMessage("Could not find the key of handle none");
        assertThat(asked).hasValueBetween(2, 100);
        H2.shutDown(database);
    }

    @Nested
    class Schema extends SchemaRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }

        @Override
        JdbcDatabase kind() {
            return JdbcDatabase.H2;
        }

        @Override
        String description() {
            return "script nodata nopasswords nosettings";
        }
    }

    @Nested
    class Constraints extends ConstraintRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Transactions extends TransactionRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Versions extends JoinedVersionRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Failures extends FailureRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Zones extends ZoneRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Changes extends LogRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Retries extends RetryRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }

        @Override
        List<SQLException> immediate() {
            return List.of(
                    new SQLException("Deadlock detected", "40001", 40001),
                    new SQLException("Concurrent update in table", "90131", 90131),
                    new SQLException("Referential integrity constraint violation", "23506", 23506));
        }

        @Override
        List<SQLException> afterWaiting() {
            return List.of(new SQLException("Timeout trying to lock table", "HYT00", 50200));
        }

        @Override
        SQLException other() {
            return new SQLException("Value too long", "22001", 22001);
        }
    }

    @Nested
    class Sinks extends SinkRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Plans extends PlanRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }

        @Override
        int keys() {
            // What the heap of a test has room for, beside the test.
            return Math.min(super.keys(), 100_000);
        }

        @Override
        List<SearchOrder> backwards() {
            // H2 reads no index from its end, and sorts the keys of the tenant.
            return List.of();
        }

        @Override
        void fill(int keys) {
            for (String sql : List.of(
                    "insert into latchkey_key (id, tenant, resource, slot, name, permissions, rates, networks,"
                            + " created_at, expires_at, version, turn) select random_uuid(), 't' || mod(x, 10),"
                            + " 'r' || x, case when mod(x, 3) = 0 then 'default' end, 'k', '*', '', '',"
                            + " timestamp with time zone '2020-01-01 00:00:00+00' + x * interval '1' second,"
                            + " case when mod(x, 20) = 1 then timestamp with time zone '2021-01-01 00:00:00+00' end, 1,"
                            + " case when mod(x, 3) = 0 then 1 else 0 end from system_range(1, " + keys + ")",
                    "insert into latchkey_handle select substring(replace(cast(id as varchar), '-'), 1, 20), id"
                            + " from latchkey_key",
                    "insert into latchkey_secret (handle, key_id, generation, prefix, last_four, hash, created_at)"
                            + " select h.handle, h.key_id, 1, '', '0000', 'x', k.created_at from latchkey_handle h"
                            + " join latchkey_key k on k.id = h.key_id",
                    "insert into latchkey_audit (key_id, version, tenant, happened_at, action, actor_kind, actor_id,"
                            + " detail) select id, 1, tenant, created_at, 'ISSUED', 'HOST', 'test', ''"
                            + " from latchkey_key",
                    "insert into latchkey_usage (key_id, tenant, last_used_at, uses)"
                            + " select id, tenant, case when slot is null then created_at end, 1 from latchkey_key",
                    "insert into latchkey_secret_use select handle, created_at from latchkey_secret",
                    "insert into latchkey_usage_day (key_id, used_on, uses) select k.id,"
                            + " dateadd(day, d.n, cast(k.created_at as date)), 1 from latchkey_key k,"
                            + " system_range(0, 2) as d (n)",
                    "insert into latchkey_access_event (happened_at, kind, reason, tenant, key_id, times)"
                            + " select created_at, 'REFUSED', 'NETWORK', tenant, id, 1 from latchkey_key",
                    "analyze")) {
                Sql.execute(database, sql);
            }
        }

        @Override
        long rowsRead(Connection connection, Executed statement) throws SQLException {
            String plan = String.join("\n", explained(connection, "explain analyze ", statement));
            return Pattern.compile("scanCount: (\\d+)")
                    .matcher(plan)
                    .results()
                    .mapToLong(result -> Long.parseLong(result.group(1)))
                    .sum();
        }
    }
}
