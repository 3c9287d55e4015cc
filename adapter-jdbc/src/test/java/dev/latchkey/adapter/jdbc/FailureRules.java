package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.support.BoundDataSource;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What a broken database, pool or row looks like from outside. */
abstract class FailureRules extends AdapterRules {
    private static final Changed ISSUED = Keys.issue(Keys.spec(), T0);

    @Test
    void everyMethodThrowsNothingButAStoreExceptionWhenThePoolIsClosed() {
        JdbcSchema.apply(database);
        HikariDataSource pool = pool();
        JdbcKeyStore store = JdbcKeyStore.on(pool);
        JdbcAuditSink sink = JdbcAuditSink.on(pool);
        pool.close();

        everything(store).forEach((name, call) -> assertFails(name, call));
        assertFails("sink", () -> sink.record(List.of(event())));
        assertFails("check", () -> JdbcSchema.check(pool));
        assertFails("apply", () -> JdbcSchema.apply(pool));
        assertFails("on", () -> JdbcKeyStore.on(pool));
    }

    @Test
    void aPoolThatThrowsWhatItLikesIsNoDifferent() {
        JdbcSchema.apply(database);
        AtomicReference<Exception> failure = new AtomicReference<>();
        DataSource unreliable = (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            if (failure.get() instanceof SQLException e) {
                throw e;
            } else if (failure.get() instanceof RuntimeException e) {
                throw e;
            }
            return database.getConnection();
        });
        JdbcKeyStore store = JdbcKeyStore.on(unreliable);
        for (Exception e : List.of(new SQLException("no route"), new IllegalStateException("proxy"))) {
            failure.set(e);
            everything(store).forEach((name, call) -> assertFails(name, call));
        }

        failure.set(null);
        inserted(store, ISSUED);
    }

    @Test
    void everyMethodThrowsNothingButAStoreExceptionWhenTablesAreGoneAndKeepsNoConnection() {
        JdbcSchema.apply(database);
        try (HikariDataSource pool = pool()) {
            JdbcKeyStore store = JdbcKeyStore.on(pool);
            JdbcAuditSink sink = JdbcAuditSink.on(pool);
            for (String table : List.of(
                    "usage_writer",
                    "usage_day",
                    "usage",
                    "secret_use",
                    "secret",
                    "handle",
                    "issued",
                    "tag",
                    "key",
                    "audit",
                    "access_event")) {
                Sql.execute(database, "drop table latchkey_" + table);
            }

            everything(store).forEach((name, call) -> {
                assertFails(name, call);
                assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                        .as(name)
                        .isZero();
            });
            assertFails("sink", () -> sink.record(List.of(event())));
            JdbcSchema.apply(pool);
            inserted(store, ISSUED);
        }
    }

    @Test
    void aChangeThatFailsHalfwayLeavesNothing() {
        JdbcSchema.apply(database);
        KeyStore store = JdbcKeyStore.on(database);
        ApiKey key = inserted(store, Keys.issue(Keys.spec(), T0));
        Sql.execute(database, "alter table latchkey_audit rename column detail to elsewhere");

        assertFails("insert", () -> insert(store, ISSUED));
        assertFails("replace", () -> replace(store, key.by(ACTOR, T0).revoke("test")));
        assertThat(store.findById(ISSUED.next().id()).value()).isEmpty();
        assertThat(store.findByHandle(ISSUED.next().currentSecret().handle()).value())
                .isEmpty();
        assertThat(store.findById(key.id()).value()).contains(key);
    }

    @Test
    void aRowThatWasBrokenByHandIsAFailureOfTheStore() {
        JdbcSchema.apply(database);
        KeyStore store = JdbcKeyStore.on(database);
        ApiKey key = inserted(store, Keys.issue(Keys.spec().slot("default"), T0));
        Sql.execute(database, "update latchkey_secret set hash = ''");
        assertFails(
                "hash", () -> store.findByHandle(key.currentSecret().handle()).value());
    }

    @Test
    void anUnknownDatabaseIsNamed() {
        DataSource other = (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            Connection connection = database.getConnection();
            return BoundDataSource.proxy(
                    Connection.class,
                    connection,
                    "getMetaData",
                    () -> BoundDataSource.proxy(
                            DatabaseMetaData.class,
                            connection.getMetaData(),
                            "getDatabaseProductName",
                            () -> "Paradox"));
        });

        assertThatThrownBy(() -> JdbcKeyStore.on(other), "a store on a database that is unknown")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("this database is Paradox");
    }

    private HikariDataSource pool() {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(database);
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(1_000);
        return pool;
    }

    private static Map<String, ThrowingCallable> everything(JdbcKeyStore store) {
        Map<String, ThrowingCallable> calls = new LinkedHashMap<>();
        calls.put("insert", () -> insert(store, ISSUED));
        calls.put("replace", () -> replace(store, ISSUED.next().by(ACTOR, T0).rename("new")));
        calls.put("findById", () -> store.findById(Keys.id()).value());
        calls.put("version", () -> store.versions().find(Keys.id()).value());
        calls.put("findByHandle", () -> store.findByHandle("abcdefgh").value());
        calls.put(
                "findBySlot",
                () -> store.findBySlot("acme", Scope.tenant(), "default").value());
        calls.put("list", () -> store.list(KeyQuery.of("acme", 10)));
        calls.put("recordUse", () -> store.recordUse(UseBatch.of(new KeyUse(Keys.id(), T0, 1))));
        calls.put("audit", () -> store.audit(AuditQuery.of("acme", 10)));
        calls.put("purge", () -> store.purge(Keys.purge(T0, 10)));
        return calls;
    }

    private static void assertFails(String name, ThrowingCallable call) {
        assertThatThrownBy(call, name)
                .isInstanceOf(StoreException.class)
                .extracting(Throwable::getMessage)
                .asString()
                .doesNotContain("argon2", "no route");
    }

    private static AccessEvent event() {
        return new AccessEvent(T0, AccessEvent.Kind.REFUSED, "INVALID", null, null, null, null, 1);
    }
}
