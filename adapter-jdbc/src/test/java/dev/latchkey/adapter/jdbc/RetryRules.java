package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is done again when the database ends a transaction because another one was in its way. */
abstract class RetryRules extends AdapterRules {
    private final HikariDataSource pool = new HikariDataSource();
    private FailingDataSource failing;
    private KeyStore store;

    /** On connections that do not fail. */
    private KeyStore outside;

    /** Failures that come without a wait. */
    abstract List<SQLException> immediate();

    /** Failures that come after a wait, for a lock or for the end of a deadlock. */
    abstract List<SQLException> afterWaiting();

    /** A failure that has nothing to do with other transactions. */
    abstract SQLException other();

    @BeforeEach
    void makeStores() {
        JdbcSchema.apply(database);
        pool.setDataSource(database);
        pool.setMaximumPoolSize(2);
        failing = new FailingDataSource(pool);
        store = JdbcKeyStore.on(failing.proxy());
        outside = JdbcKeyStore.on(pool);
    }

    @AfterEach
    void closePool() {
        pool.close();
    }

    @Test
    void anInsertionThatWasUndoneIsMadeAgainAsAWhole() {
        everywhere(4, () -> {
            Changed issued = Keys.issue(Keys.spec(), T0);

            assertThat(insert(store, issued)).isEqualTo(Insertion.INSERTED);
            assertWhole(issued.next());
        });
    }

    @Test
    void aChangeThatWasUndoneIsMadeAgainAsAWhole() {
        everywhere(6, () -> {
            ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));

            assertWhole(replaced(store, key.by(ACTOR, T0).rotate(Keys.secret(), Duration.ofDays(1))));
        });
    }

    @Test
    void usesThatWereUndoneAreAllAddedAgain() {
        everywhere(2, () -> {
            ApiKey one = inserted(outside, Keys.issue(Keys.spec(), T0));
            ApiKey other = inserted(outside, Keys.issue(Keys.spec(), T0));

            store.recordUse(UseBatch.of(new KeyUse(one.id(), T0, 3), new KeyUse(other.id(), T0, 4)));
            assertThat(outside.list(KeyQuery.of(Keys.TENANT, 1000)).items())
                    .contains(new ListedKey(one, T0, 3), new ListedKey(other, T0, 4));
        });
    }

    @Test
    void aPurgeThatWasUndoneIsMadeAgainAsAWhole() {
        everywhere(3, () -> {
            inserted(outside, Keys.issue(Keys.spec().expiresAt(T0.plusMillis(1)), T0));
            inserted(outside, Keys.issue(Keys.spec().expiresAt(T0.plusMillis(2)), T0));

            assertThat(store.purge(Keys.purge(T0.plusSeconds(1), 10))).isEqualTo(2);
            assertThat(outside.purge(Keys.purge(T0.plusSeconds(1), 10)))
                    .as("left to purge")
                    .isZero();
        });
    }

    @Test
    void aReadThatFailedIsMadeAgain() {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        for (SQLException failure : contention()) {
            failing.fail(failure, 1, 1);
            assertThat(store.findById(key.id()).value()).as("%s", failure).contains(key);
            assertThat(failing.connections()).as("tries after %s", failure).hasSize(2);
        }
    }

    @Test
    void thereAreThirtyTriesInAllOrThreeAfterWaiting() {
        immediate().forEach(failure -> assertTries(failure, 30));
        afterWaiting().forEach(failure -> assertTries(failure, 3));
    }

    @Test
    void whatIsNoContentionIsNotTriedAgain() {
        Changed issued = Keys.issue(Keys.spec(), T0);
        failing.fail(other(), 1, 1);

        assertThatThrownBy(() -> insert(store, issued), "an insertion that fails by itself")
                .isInstanceOf(StoreException.class);
        assertThat(failing.connections()).hasSize(1);
        failing.fail(other(), 1, 1);
        assertThatThrownBy(
                        () -> replace(store, issued.next().by(ACTOR, T0).rename("new")),
                        "a change that fails by itself")
                .isInstanceOf(StoreException.class);
        assertThat(failing.connections()).hasSize(1);
    }

    private void assertTries(SQLException failure, int tries) {
        Changed issued = Keys.issue(Keys.spec(), T0);
        failing.fail(failure, 1, tries - 1);
        assertThat(insert(store, issued)).as("after %s", failure).isEqualTo(Insertion.INSERTED);

        failing.fail(failure, 1, tries);
        assertThatThrownBy(() -> insert(store, Keys.issue(Keys.spec(), T0)), "an insertion that fails each time")
                .isInstanceOf(StoreException.class)
                .hasCause(failure);
        assertThat(failing.connections()).as("tries after %s", failure).hasSize(tries);

        failing.fail(failure, 1, tries);
        assertThat(replace(store, issued.next().by(ACTOR, T0).rename("new")))
                .as("a change after %s each time", failure)
                .isFalse();
        assertThat(failing.connections()).as("tries after %s", failure).hasSize(tries);
    }

    /** Runs a test with each failure at each statement of what it calls, which has at least so many. */
    private void everywhere(int statements, Runnable test) {
        for (SQLException failure : contention()) {
            int position = 0;
            do {
                position++;
                failing.fail(failure, position, 1);
                test.run();
                assertMadeAgain(failure, position);
            } while (failing.connections().size() > 1);
            assertThat(position)
                    .as("statements without a failure, and one more")
                    .isGreaterThan(statements);
        }
    }

    private void assertMadeAgain(SQLException failure, int position) {
        List<List<String>> connections = failing.connections();
        assertThat(connections).as("tries after %s", failure).hasSizeBetween(1, 2);
        if (connections.size() > 1) {
            assertThat(connections.get(0))
                    .as("statements up to the failing one")
                    .hasSize(position);
            assertThat(connections.get(1))
                    .as("statements of the second try")
                    .startsWith(connections.get(0).toArray(String[]::new));
        }
    }

    private List<SQLException> contention() {
        return Stream.of(immediate(), afterWaiting()).flatMap(List::stream).toList();
    }

    private void assertWhole(ApiKey key) {
        assertThat(outside.findById(key.id()).value()).contains(key);
        assertThat(outside.findByHandle(key.currentSecret().handle()).value()).contains(key);
        assertThat(outside.audit(AuditQuery.of(key.tenant(), 1000).key(key.id()))
                        .items())
                .as("events of the key")
                .hasSize((int) key.version());
    }
}
