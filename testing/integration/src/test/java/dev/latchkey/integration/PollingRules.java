package dev.latchkey.integration;

import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.adapter.jdbc.JdbcChangeLog;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.contract.feed.ChangeFeedContract;
import dev.latchkey.contract.feed.ChangeFeedOutageContract;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.feed.PollingChangeFeed;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeFeed.Subscription;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.ChangeLog.Change;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.BoundDataSource;
import dev.latchkey.support.News;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The feed that polls the log of changes of an SQL database, with transactions of the host among them, and what several
 * nodes do at the same time.
 */
abstract class PollingRules {
    private static final Duration INTERVAL = Duration.ofMillis(50);

    /** So long that a poll is in time on a machine that has much else to do: only then has an outage an end. */
    private static final Duration INTERVAL_WITH_OUTAGES = Duration.ofMillis(300);

    /** As a host has it: a poll that opens its own connections is slow. */
    private HikariDataSource pool;

    /** Returns an empty database whose connections are new ones. */
    abstract DataSource empty();

    private DataSource prepared() {
        pool = new HikariDataSource();
        pool.setDataSource(empty());
        pool.setMaximumPoolSize(8);
        JdbcSchema.apply(pool);
        return pool;
    }

    @AfterEach
    void closePool() {
        if (pool != null) {
            pool.close();
        }
    }

    @Nested
    class Feed extends ChangeFeedContract {
        @Override
        protected KeyStore store() {
            return JdbcKeyStore.on(prepared());
        }

        @Override
        protected ChangeFeed feed(KeyStore changing) {
            return PollingChangeFeed.of(JdbcChangeLog.on(pool), INTERVAL);
        }

        @Override
        protected boolean isOfSubscription(Thread thread) {
            return thread.getName().startsWith("latchkey");
        }
    }

    @Nested
    class Maximum extends MaximumRules {
        private DataSource database;

        @Override
        KeyStore node() {
            database = database == null ? prepared() : database;
            return JdbcKeyStore.on(database);
        }
    }

    /** The database answers the store and no longer the feed. */
    @Nested
    class Outages extends ChangeFeedOutageContract {
        private volatile boolean isCut;

        @Override
        protected KeyStore store() {
            return JdbcKeyStore.on(prepared());
        }

        @Override
        protected ChangeFeed feed(KeyStore changing) {
            DataSource breakable = (DataSource)
                    BoundDataSource.proxy(DataSource.class, pool, "getConnection", this::connectionUnlessCut);
            return PollingChangeFeed.of(JdbcChangeLog.on(breakable), INTERVAL_WITH_OUTAGES);
        }

        private Connection connectionUnlessCut() throws SQLException {
            if (isCut) {
                throw new SQLException("cut");
            }
            return pool.getConnection();
        }

        @Override
        protected void cut() {
            isCut = true;
        }

        @Override
        protected void mend() {
            isCut = false;
        }
    }

    @Nested
    class Upkeep extends UpkeepRules {
        @Override
        DataSource database() {
            return prepared();
        }
    }

    @Nested
    class Restarts extends RestartRules {
        @Override
        DataSource database() {
            closePool();
            return prepared();
        }
    }

    /** A whole Latchkey with a record cache in the transactions of a host. */
    @Nested
    class Hosts extends EmbeddingRules {
        @Override
        DataSource database() {
            return prepared();
        }

        @Override
        void remember(LatchkeyBuilder builder, DataSource database) {
            rememberForAnHour(builder, database);
        }
    }

    /** As before, without a record cache: the version of a key is asked for by each request. */
    @Nested
    class HostsWithoutACache extends EmbeddingRules {
        @Override
        DataSource database() {
            return prepared();
        }

        @Override
        void remember(LatchkeyBuilder builder, DataSource database) {
            builder.revalidatedKeys(100);
        }
    }

    @Test
    void aTransactionThatCommitsAfterALaterOneWasSeenIsTold() {
        BoundDataSource host = new BoundDataSource(prepared());
        KeyStore joining = JdbcKeyStore.on(host.proxy());
        KeyStore store = JdbcKeyStore.on(pool);
        ChangeLog log = JdbcChangeLog.on(pool);
        News news = new News();
        Changed slow = Keys.issue(Keys.spec(), T0);
        try (Subscription subscription = PollingChangeFeed.of(log, INTERVAL).subscribe(news)) {
            assertThat(subscription).isNotNull();
            host.commit(connection -> {
                inserted(joining, slow);
                ApiKey fast = inserted(store, Keys.issue(Keys.spec(), T0));
                assertThat(news.nextKey()).isEqualTo(fast.id().toString());
            });
            assertThat(news.nextKey()).isEqualTo(slow.next().id().toString());
        }
        assertThat(log.from(1, 10))
                .as("the slow one has the lower number")
                .first()
                .extracting(Change::keyId)
                .isEqualTo(slow.next().id());
    }

    @Test
    void aTransactionThatWasOpenWhenTheSubscriptionBeganIsTold() {
        BoundDataSource host = new BoundDataSource(prepared());
        KeyStore joining = JdbcKeyStore.on(host.proxy());
        KeyStore store = JdbcKeyStore.on(pool);
        ChangeFeed feed = PollingChangeFeed.of(JdbcChangeLog.on(pool), INTERVAL);
        News news = new News();
        Changed slow = Keys.issue(Keys.spec(), T0);
        List<Subscription> begun = new ArrayList<>();
        host.commit(connection -> {
            inserted(joining, slow);
            inserted(store, Keys.issue(Keys.spec(), T0));
            begun.add(feed.subscribe(news));
        });
        assertThat(news.nextKey()).isEqualTo(slow.next().id().toString());
        begun.forEach(Subscription::close);
    }

    @Test
    void whatIsRolledBackIsNeverToldAndWhatFollowsIs() {
        BoundDataSource host = new BoundDataSource(prepared());
        KeyStore joining = JdbcKeyStore.on(host.proxy());
        KeyStore store = JdbcKeyStore.on(pool);
        News news = new News();
        try (Subscription subscription =
                PollingChangeFeed.of(JdbcChangeLog.on(pool), INTERVAL).subscribe(news)) {
            assertThat(subscription).isNotNull();
            host.rollBack(connection -> inserted(joining, Keys.issue(Keys.spec(), T0)));
            ApiKey first = inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(news.nextKey()).isEqualTo(first.id().toString());
            ApiKey second = inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(news.nextKey()).isEqualTo(second.id().toString());
        }
    }

    private static ApiKey inserted(KeyStore store, Changed issued) {
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }
}
