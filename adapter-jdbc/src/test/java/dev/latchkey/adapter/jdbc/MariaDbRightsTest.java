package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.support.BoundDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is said of a user, a setting, and a server with which the store cannot keep its promises. */
@Tag("extended")
class MariaDbRightsTest {
    private final DataSource owner = MariaDb.schema();
    private String name;
    private String userName;
    private DataSource user;

    @BeforeEach
    void makeUser() {
        JdbcSchema.apply(owner);
        name = MariaDb.name(owner);
        userName = name + "_user";
        user = MariaDb.on(name, userName, "");
        Sql.execute(owner, "create user " + userName);
    }

    @AfterEach
    void dropUser() {
        Sql.execute(owner, "drop user " + userName);
        MariaDb.discard(owner);
    }

    @Test
    void aUserWithoutRightsToTheTablesIsToldWhichRightsAreMissing() {
        grant("select", "latchkey_access_event");
        assertThatThrownBy(() -> JdbcKeyStore.on(user), "a store without rights")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("The user may not read latchkey_key, latchkey_handle,")
                .hasMessageNotContaining("Missing");
    }

    @Test
    void aUserThatMayNotUseTheDatabaseIsToldSo() {
        assertThatThrownBy(() -> JdbcKeyStore.on(user), "a store without a database")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the user lacks a right. Grant it");
    }

    @Test
    void aUserThatMayOnlyReadIsToldWhenItWrites() {
        grant("select", "*");
        KeyStore store = JdbcKeyStore.on(user);
        assertThatThrownBy(() -> AdapterRules.insert(store, Keys.issue(Keys.spec(), Keys.T0)), "an insertion")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the user lacks a right. Grant it")
                .hasRootCauseInstanceOf(SQLException.class);
    }

    @Test
    void aDatabaseThatDoesNotExistAndAUserThatDoesNotAreNamedAsSuch() {
        assertThatThrownBy(() -> JdbcKeyStore.on(MariaDb.on("nowhere", "root", "")), "a store on no database")
                .hasMessageContaining("there is no database of this name");
        assertThatThrownBy(() -> JdbcKeyStore.on(MariaDb.on(name, "nobody", "")), "a store of no user")
                .hasMessageContaining("the database refuses the user or the password");
    }

    @Test
    void settingsWithWhichPromisesCannotBeKeptAreRefused() {
        DataSource uncommitted = (DataSource) BoundDataSource.proxy(DataSource.class, owner, "getConnection", () -> {
            Connection connection = owner.getConnection();
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_UNCOMMITTED);
            return connection;
        });
        assertRefused(uncommitted, "At READ UNCOMMITTED, the database shows changes");
        assertRefused("unique_checks=0", "With unique_checks or foreign_key_checks off");
        assertRefused("foreign_key_checks=0", "With unique_checks or foreign_key_checks off");
        if (MariaDb.kind() == JdbcDatabase.MARIADB) {
            assertRefused("sql_mode='EMPTY_STRING_IS_NULL'", "With EMPTY_STRING_IS_NULL in sql_mode");
        }
    }

    private void assertRefused(String setting, String message) {
        assertRefused(MariaDb.on(name, "root", "sessionVariables=" + setting), message);
    }

    private static void assertRefused(DataSource set, String message) {
        assertThatThrownBy(() -> JdbcKeyStore.on(set), message)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aReadOnlyServerIsRefusedAndALogThatIsLedToOneLaterFails() {
        ChangeLog log = JdbcChangeLog.on(owner);
        assertThat(log.from(1, 10)).isEmpty();
        Sql.execute(owner, "set global read_only = 1");
        try {
            assertThatThrownBy(() -> JdbcKeyStore.on(owner), "a store on a replica")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("This server is read-only")
                    .hasMessageContaining("Connect to the primary");
            assertThatThrownBy(() -> log.from(1, 10), "a log on a replica")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("This server is read-only");
        } finally {
            Sql.execute(owner, "set global read_only = 0");
        }
    }

    private void grant(String rights, String table) {
        Sql.execute(owner, "grant " + rights + " on " + name + "." + table + " to " + userName);
    }
}
