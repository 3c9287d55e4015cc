package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyVersion;
import dev.latchkey.support.BoundDataSource;
import java.sql.Connection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The version of a key inside the host's transaction, and of a key that an older release has written. */
abstract class JoinedVersionRules extends AdapterRules {
    private BoundDataSource host;
    private JdbcKeyStore store;

    /** On other connections. */
    private JdbcKeyStore outside;

    @BeforeEach
    void makeStores() {
        JdbcSchema.apply(database);
        host = new BoundDataSource(database);
        store = JdbcKeyStore.on(host.proxy());
        outside = JdbcKeyStore.on(database);
    }

    @Test
    void aVersionThatMayBeRolledBackIsSaidToBeJoinedAndIsSeenNowhereElse() {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        Changed issued = Keys.issue(Keys.spec(), T0);
        host.rollBack(connection -> {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
            ApiKey revoked = replaced(store, key.by(ACTOR, T0.plusMillis(1)).revoke("test"));
            inserted(store, issued);
            assertThat(store.versions().find(key.id())).isEqualTo(joined(KeyVersion.of(revoked)));
            assertThat(store.versions().find(issued.next().id())).isEqualTo(joined(KeyVersion.of(issued.next())));
            assertThat(outside.versions().find(key.id())).isEqualTo(alone(KeyVersion.of(key)));
            assertThat(outside.versions().find(issued.next().id())).isEqualTo(alone(null));
        });

        assertThat(store.versions().find(key.id())).isEqualTo(alone(KeyVersion.of(key)));
        assertThat(store.versions().find(issued.next().id())).isEqualTo(alone(null));
    }

    @Test
    void aVersionThatTheHostCommitsIsSeenFromThenOn() {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        Changed revoked = (Changed) key.by(ACTOR, T0.plusMillis(1)).revoke("test");
        host.commit(connection -> replaced(store, revoked));

        assertThat(outside.versions().find(key.id())).isEqualTo(alone(KeyVersion.of(revoked.next())));
    }

    @ParameterizedTest
    @ValueSource(ints = {Connection.TRANSACTION_REPEATABLE_READ, Connection.TRANSACTION_SERIALIZABLE})
    void aTransactionThatMayNotSeeTheLatestVersionIsRefused(int isolation) {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        host.rollBack(connection -> {
            connection.setTransactionIsolation(isolation);
            assertThatThrownBy(() -> store.versions().find(key.id()), "a read for authentication")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Authenticate outside of the transaction, or use READ COMMITTED");
        });
    }

    @Test
    void aKeyWithoutTheInstantOfItsChangeHasTheVersionThatItIsReadWith() {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec(), T0));
        ApiKey changed = replaced(outside, key.by(ACTOR, T0.plusMillis(1)).rename("new"));
        Sql.execute(database, "update latchkey_key set changed_at = null");

        ApiKey read = outside.findById(changed.id()).value().orElseThrow();
        assertThat(outside.versions().find(key.id())).isEqualTo(alone(KeyVersion.of(read)));
        assertThat(read.changedAt()).isEqualTo(T0);
    }

    private static Reply<Optional<KeyVersion>> joined(KeyVersion version) {
        return new Reply<>(Optional.of(version), true);
    }

    private static Reply<Optional<KeyVersion>> alone(@Nullable KeyVersion version) {
        return Reply.of(Optional.ofNullable(version));
    }
}
