package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A store on the plain DataSource of an application whose transactions are Spring's. */
class SpringTransactionsTest {
    private DataSource database;
    private HikariDataSource pool;
    private KeyStore store;

    /** On connections that no transaction has. */
    private KeyStore outside;

    @BeforeEach
    void open() {
        database = H2.on("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
        JdbcSchema.apply(database);
        // With a single connection, a store that does not join waits for itself.
        pool = new HikariDataSource();
        pool.setDataSource(database);
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(2_000);
        store = JdbcKeyStore.on(pool);
        outside = JdbcKeyStore.on(Jdbi.create(database));
    }

    @AfterEach
    void close() {
        pool.close();
        H2.shutDown(database);
    }

    @Test
    void theOpenTransactionIsJoinedAndRolledBack() {
        ApiKey key = AdapterRules.inserted(outside, Keys.issue(Keys.spec(), T0));
        Changed issued = Keys.issue(Keys.spec(), T0);
        transactionOf(pool).executeWithoutResult(status -> {
            AdapterRules.inserted(store, issued);
            AdapterRules.replaced(store, key.by(ACTOR, T0).revoke("test"));
            assertThat(store.findById(issued.next().id()).joined()).isTrue();
            assertThat(outside.findById(issued.next().id()).value()).isEmpty();
            status.setRollbackOnly();
        });

        assertThat(store.findById(issued.next().id()).value()).isEmpty();
        assertThat(store.findById(key.id()).value()).contains(key);
        assertThat(store.findById(key.id()).joined()).isFalse();
    }

    @Test
    void theOpenTransactionIsJoinedAndCommitted() {
        Changed issued = Keys.issue(Keys.spec(), T0);
        transactionOf(pool).executeWithoutResult(status -> AdapterRules.inserted(store, issued));

        assertThat(outside.findById(issued.next().id()).value()).contains(issued.next());
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void aTransactionInsideAnotherIsTheOneThatIsJoined() {
        pool.setMaximumPoolSize(2);
        Changed outer = Keys.issue(Keys.spec(), T0);
        Changed inner = Keys.issue(Keys.spec(), T0);
        Changed apart = Keys.issue(Keys.spec(), T0);
        TransactionTemplate requiresNew = transactionOf(pool);
        requiresNew.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        TransactionTemplate suspended = transactionOf(pool);
        suspended.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
        transactionOf(pool).executeWithoutResult(status -> {
            AdapterRules.inserted(store, outer);
            requiresNew.executeWithoutResult(nested -> AdapterRules.inserted(store, inner));
            suspended.executeWithoutResult(nested -> AdapterRules.inserted(store, apart));
            status.setRollbackOnly();
        });

        assertThat(store.findById(outer.next().id()).value()).isEmpty();
        assertThat(store.findById(inner.next().id()).value()).isPresent();
        assertThat(store.findById(apart.next().id()).value()).isPresent();
    }

    @Test
    void aProxyThatKnowsTransactionsIsJoinedToo() {
        KeyStore onProxy = JdbcKeyStore.on(new TransactionAwareDataSourceProxy(pool));
        Changed issued = Keys.issue(Keys.spec(), T0);
        transactionOf(pool).executeWithoutResult(status -> {
            AdapterRules.inserted(onProxy, issued);
            status.setRollbackOnly();
        });

        assertThat(onProxy.findById(issued.next().id()).value()).isEmpty();
    }

    @Test
    void aTransactionThatDoesNotIncludeTheDataSourceIsRefusedUnlessTheHostWantsToWorkOutsideOfIt() {
        DataSource other = H2.memory();
        Changed issued = Keys.issue(Keys.spec(), T0);
        transactionOf(other).executeWithoutResult(status -> {
            assertThatThrownBy(() -> AdapterRules.insert(store, issued), "a change beside a transaction")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("JdbcKeyStore.on(Jdbi.create(dataSource))");
            assertThatThrownBy(() -> store.findById(issued.next().id()), "a read beside a transaction")
                    .isInstanceOf(StoreException.class);
            AdapterRules.inserted(JdbcKeyStore.on(Jdbi.create(database)), issued);
        });

        assertThat(store.findById(issued.next().id()).value()).contains(issued.next());
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        H2.shutDown(other);
    }

    @Test
    void aTransactionAboveReadCommittedDoesNotAuthenticate() {
        ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec(), T0));
        TransactionTemplate repeatable = transactionOf(pool);
        repeatable.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        repeatable.executeWithoutResult(status -> assertThatThrownBy(
                        () -> store.findByHandle(key.currentSecret().handle()), "a read for authentication")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Authenticate outside of the transaction, or use READ COMMITTED"));
    }

    /** As with the property spring.sql.init.schema-locations. */
    @ParameterizedTest
    @MethodSource("dev.latchkey.adapter.jdbc.Engines#all")
    @Tag("extended")
    void springsScriptsCreateTheSchema(JdbcDatabase kind) {
        DataSource empty = Engines.empty(kind);
        for (String file : kind.dialect().files()) {
            new ResourceDatabasePopulator(new ClassPathResource(
                            "dev/latchkey/adapter/jdbc/" + kind.dialect().folder() + "/" + file))
                    .execute(empty);
        }
        JdbcSchema.check(empty);
        AdapterRules.inserted(JdbcKeyStore.on(empty), Keys.issue(Keys.spec(), T0));
        Engines.discard(empty, kind);
    }

    private static TransactionTemplate transactionOf(DataSource dataSource) {
        return new TransactionTemplate(new DataSourceTransactionManager(dataSource));
    }
}
