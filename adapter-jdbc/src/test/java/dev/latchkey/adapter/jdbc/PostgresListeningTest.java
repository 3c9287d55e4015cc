package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeFeed.Subscription;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.support.Await;
import dev.latchkey.support.BoundDataSource;
import dev.latchkey.support.News;
import dev.latchkey.support.Relay;
import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/** What the feed of PostgreSQL promises beyond the contract. */
class PostgresListeningTest {
    private static final String NAME = Postgres.database();

    /** So long that a machine that stands still for a while is not taken for a server that is silent. */
    private static final Duration BOUND = Duration.ofMinutes(1);

    private final PGSimpleDataSource database = Postgres.schemaOf(NAME);
    private final PGSimpleDataSource listeners = Postgres.through(Postgres.port(), database);
    private final News news = new News();
    private KeyStore store;

    @BeforeEach
    void open() {
        JdbcSchema.apply(database);
        store = JdbcKeyStore.on(database);
        // By this name a test knows its own among the connections that the server shows.
        listeners.setApplicationName(database.getCurrentSchema());
    }

    @AfterEach
    void discard() {
        Postgres.discard(database);
    }

    private List<String> processes() {
        return Sql.query(
                database,
                "select pid from pg_stat_activity where application_name = '" + database.getCurrentSchema() + "'");
    }

    private void awaitNoProcess() {
        Await.until("no listener is connected", () -> processes().isEmpty(), this::processes);
    }

    @Test
    void aChangeInTheHostsTransactionIsToldAtItsCommitAndNotBefore() throws Exception {
        BoundDataSource host = new BoundDataSource(database);
        KeyStore joining = JdbcKeyStore.on(host.proxy());
        Changed issued = Keys.issue(Keys.spec(), T0);
        try (Subscription subscription = subscribe()) {
            assertThat(subscription).isNotNull();
            host.commit(connection -> {
                AdapterRules.inserted(joining, issued);
                // Whatever had been sent would come before what this one sends.
                ApiKey other = AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
                assertThat(news.nextKey()).isEqualTo(other.id().toString());
            });
            assertThat(news.nextKey()).isEqualTo(issued.next().id().toString());
        }
    }

    @Test
    void whatIsRolledBackIsNotTold() throws Exception {
        BoundDataSource host = new BoundDataSource(database);
        KeyStore joining = JdbcKeyStore.on(host.proxy());
        try (Subscription subscription = subscribe()) {
            assertThat(subscription).isNotNull();
            host.rollBack(connection -> AdapterRules.inserted(joining, Keys.issue(Keys.spec(), T0)));
            ApiKey other = AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(news.nextKey()).isEqualTo(other.id().toString());
        }
    }

    @Test
    void whatIsChangedByHandIsToldAndAUseIsNot() throws Exception {
        ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
        String id = key.id().toString();
        try (Subscription subscription = subscribe()) {
            assertThat(subscription).isNotNull();
            store.recordUse(UseBatch.of(new KeyUse(key.id(), T0, 1)));
            Sql.execute(database, "update latchkey_key set revoked_at = now(), revoked_reason = 'by hand'");
            assertThat(news.nextKey()).isEqualTo(id);
            Sql.execute(database, "update latchkey_secret set retires_at = created_at");
            assertThat(news.nextKey()).isEqualTo(id);
            Sql.execute(database, "delete from latchkey_secret");
            assertThat(news.nextKey()).isEqualTo(id);
            Sql.execute(database, "delete from latchkey_key");
            assertThat(news.nextKey()).isEqualTo(id);
            ApiKey other = AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(news.nextKey())
                    .as("the next notification")
                    .isEqualTo(other.id().toString());
        }
    }

    @Test
    void oneTransactionTellsOfAKeyOnce() throws Exception {
        try (Subscription subscription = subscribe()) {
            assertThat(subscription).isNotNull();
            ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
            AdapterRules.replaced(store, key.by(ACTOR, T0).rotate(Keys.secret(), Duration.ZERO));
            ApiKey other = AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(List.of(news.nextKey(), news.nextKey(), news.nextKey()))
                    .containsExactly(
                            key.id().toString(), key.id().toString(), other.id().toString());
        }
    }

    @Test
    void emptiedTablesAndStrangeNotificationsMakeEverythingUntrusted() throws Exception {
        AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
        try (Subscription subscription = subscribe()) {
            assertThat(subscription).isNotNull();
            Sql.execute(database, "truncate latchkey_key cascade");
            assertThat(List.of(news.next(), news.next())).containsExactly("interrupted", "resumed");
            Sql.execute(database, "notify latchkey_change, 'who?'");
            assertThat(List.of(news.next(), news.next())).containsExactly("interrupted", "resumed");
        }
    }

    @Test
    void aKilledConnectionIsToldAndAnotherOneTakesItsPlace() throws Exception {
        try (Subscription subscription = subscribe()) {
            assertThat(subscription).isNotNull();
            String killed = processes().get(0);
            Sql.execute(database, "select pg_terminate_backend(" + killed + ")");
            assertThat(List.of(news.next(), news.next())).containsExactly("interrupted", "resumed");
            ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(news.nextKey()).isEqualTo(key.id().toString());
            Await.until("the killed process is gone", () -> !processes().contains(killed), this::processes);
            assertThat(processes()).as("processes that listen").hasSize(1);
        }
    }

    /** There the driver itself would wait for ever. It asks nothing meanwhile, so what is torn is the notification. */
    @Test
    @Tag("extended")
    void aMessageThatStopsHalfWayIsNoticed() throws Exception {
        try (Relay relay = Relay.to(Postgres.port());
                Subscription subscription = PostgresChangeFeed.on(
                                Postgres.through(relay.port(), database), Duration.ofSeconds(4))
                        .subscribe(news)) {
            assertThat(subscription).isNotNull();
            relay.tear();
            AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(news.next()).isEqualTo("interrupted");
            relay.mend();
            assertThat(news.next()).isEqualTo("resumed");
        }
    }

    /** As a proxy does that cleans up connections before it hands them to another client. */
    @Test
    void aConnectionThatNoLongerListensIsNoticed() throws Exception {
        DataSource forgetful = changing("getNotifications", connection -> Sql.execute(connection, "unlisten *"));
        try (Subscription subscription =
                PostgresChangeFeed.on(forgetful, Duration.ofMillis(200)).subscribe(news)) {
            assertThat(subscription).isNotNull();
            assertThat(news.next()).isEqualTo("interrupted");
        }
    }

    @Test
    void aConnectionThroughAProxyThatPoolsIsRefused() {
        DataSource proxied = changing("getBackendPID", connection -> {});
        assertThatThrownBy(() -> PostgresChangeFeed.on(proxied).subscribe(news), "a subscription through a proxy")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("connect to the server itself");
        awaitNoProcess();
    }

    @Test
    void triggersThatAreOffAreRefused() {
        Sql.execute(database, "alter table latchkey_secret disable trigger latchkey_secret_truncate_tg");
        assertThatThrownBy(this::subscribe, "a subscription with a trigger that is off")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Triggers of latchkey_key or latchkey_secret are off");
        awaitNoProcess();
    }

    @Test
    void anOpenTransactionIsRefusedAndLeftAlone() {
        BoundDataSource host = new BoundDataSource(database);
        ChangeFeed feed = PostgresChangeFeed.on(host.proxy());
        host.commit(connection -> assertThatThrownBy(() -> feed.subscribe(news), "a subscription in a transaction")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("outside of"));
    }

    @Test
    void anotherDatabaseIsRefused() {
        DataSource h2 = H2.memory();
        JdbcSchema.apply(h2);
        assertThatThrownBy(() -> PostgresChangeFeed.on(h2).subscribe(news), "a subscription on H2")
                .isInstanceOf(StoreException.class);
        H2.shutDown(h2);
    }

    @Test
    void missingTriggersAreNamed() {
        Sql.execute(database, "drop trigger latchkey_key_change_tg on latchkey_key");
        assertThatThrownBy(() -> PostgresChangeFeed.on(database), "a feed without a trigger")
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("Missing: trigger latchkey_key_change_tg");
    }

    @Test
    void aPoolGetsItsConnectionBackWithNothingLeftInIt() throws Exception {
        try (HikariDataSource pool = Postgres.pool(listeners)) {
            pool.setMaximumPoolSize(1);
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getNetworkTimeout()).isZero();
            }
            Subscription subscription = PostgresChangeFeed.on(pool, BOUND).subscribe(news);
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
            subscription.close();
            assertThat(pool.getHikariPoolMXBean().getActiveConnections())
                    .as("connections that the pool has not back")
                    .isZero();
            assertThat(Sql.query(pool, "select count(*) from pg_listening_channels()"))
                    .containsExactly("0");
            try (Connection connection = pool.getConnection()) {
                assertThat(connection.getNetworkTimeout()).isZero();
            }
        }
    }

    /** With a bound of a minute: closing waits for no question to the server. */
    @Test
    void closingEndsConnectionAndThreads() {
        Set<Thread> others = threads();
        Subscription subscription = subscribe();
        Set<Thread> started = threads();
        started.removeAll(others);
        assertThat(started).as("threads of the subscription").hasSize(2).allMatch(Thread::isDaemon);
        subscription.close();
        assertThat(started).as("threads after closing").noneMatch(Thread::isAlive);
        subscription.close();
        awaitNoProcess();
    }

    /** The thread asks the server something, or waits for it, and hears nothing for a minute. */
    @Test
    void closingDuringSilenceEndsTheThreads() {
        try (Relay relay = Relay.to(Postgres.port())) {
            Set<Thread> others = threads();
            Subscription subscription = PostgresChangeFeed.on(Postgres.through(relay.port(), database), BOUND)
                    .subscribe(news);
            Set<Thread> started = threads();
            started.removeAll(others);
            relay.freeze();
            subscription.close();
            assertThat(started).hasSize(2).noneMatch(Thread::isAlive);
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("latchkey-changes"))
                .collect(Collectors.toCollection(HashSet::new));
    }

    @Test
    void theBoundIsBounded() {
        assertThatThrownBy(() -> PostgresChangeFeed.on(database, Duration.ofMillis(99)), "a bound too short")
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PostgresChangeFeed.on(database, Duration.ofMinutes(6)), "a bound too long")
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Subscription subscribe() {
        return PostgresChangeFeed.on(listeners, BOUND).subscribe(news);
    }

    /** Connections whose driver does something first when it is asked one thing, and tells a wrong process. */
    private DataSource changing(String method, Consumer<Connection> first) {
        return (DataSource) BoundDataSource.proxy(DataSource.class, listeners, "getConnection", () -> {
            Connection connection = listeners.getConnection();
            PGConnection driver = connection.unwrap(PGConnection.class);
            Object lying = BoundDataSource.proxy(PGConnection.class, driver, method, () -> {
                first.accept(connection);
                return method.equals("getBackendPID") ? (Object) 1 : null;
            });
            return BoundDataSource.proxy(Connection.class, connection, "unwrap", () -> lying);
        });
    }
}
