package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.support.PostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What is said of a user, a search path, and a server with which the store cannot keep its promises. */
class PostgresRightsTest {

    private PGSimpleDataSource owner;
    private PGSimpleDataSource user;

    @BeforeEach
    void makeUser() {
        owner = Postgres.schema();
        JdbcSchema.apply(owner);
        user = Postgres.through(Postgres.port(), owner);
        user.setUser(owner.getCurrentSchema() + "_user");
        Sql.execute(owner, "create role " + user.getUser() + " login");
    }

    @AfterEach
    void dropUser() {
        Sql.execute(owner, "drop owned by " + user.getUser());
        Sql.execute(owner, "drop role " + user.getUser());
        Postgres.discard(owner);
    }

    @Test
    void aUserWithoutRightsToTheTablesIsToldWhichRightsAreMissing() {
        grant("usage on schema " + owner.getCurrentSchema());
        assertThatThrownBy(() -> JdbcKeyStore.on(user), "a store without rights")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("The user " + user.getUser() + " may not read latchkey_audit, latchkey_handle,")
                .hasMessageNotContaining("Missing");
    }

    @Test
    void aUserThatMayNotUseTheSchemaIsToldSo() {
        assertThatThrownBy(() -> JdbcKeyStore.on(user), "a store without a schema")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("The user " + user.getUser() + " may use no schema of the search path");
    }

    @Test
    void aUserThatMayOnlyReadIsToldWhenItWrites() {
        grant("usage on schema " + owner.getCurrentSchema());
        grant("select on all tables in schema " + owner.getCurrentSchema());
        KeyStore store = JdbcKeyStore.on(user);
        assertThatThrownBy(() -> AdapterRules.insert(store, Keys.issue(Keys.spec(), Keys.T0)), "an insertion")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("the user lacks a right. Grant it")
                .hasRootCauseInstanceOf(SQLException.class);
    }

    @Test
    void aStoreNeedsTheRightsThatThePageOnDatabasesNames() {
        grantWhatAStoreNeeds();
        KeyStore store = JdbcKeyStore.on(user);
        ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec(), Keys.T0));
        store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 1)));
        store.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 1)));
        for (int i = 0; i < 3; i++) {
            key = AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).rotate(Keys.secret(), Duration.ZERO));
        }
        key = AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).revoke("test"));
        assertThat(store.findByHandle(key.currentSecret().handle()).value()).contains(key);
        assertThat(store.audit(AuditQuery.of(key.tenant(), 10)).items()).hasSize(5);
        Changed issuedByIt = NewKey.issue(
                Keys.id(), List.of(key.id()), Keys.spec(), Keys.secret(), AuditAction.ISSUED, Keys.ACTOR, Keys.T0);
        AdapterRules.inserted(store, issuedByIt);
        assertThat(store.list(KeyQuery.of(key.tenant(), 10).issuedBy(key.id())).items())
                .hasSize(1);
        assertThat(store.purge(Keys.purge(Keys.T0.plusSeconds(1), 10))).isEqualTo(1);
        for (int version = 1; version <= 2; version++) {
            TenantMark mark = new TenantMark(key.tenant(), version, version == 1, Keys.T0, "", Keys.ACTOR);
            assertThat(store.markTenant(mark).value()).isEqualTo(Replacement.REPLACED);
        }
    }

    @Test
    void tablesOfAnotherSchemaInTheSearchPathAreNotTaken() {
        PGSimpleDataSource first = Postgres.schema();
        PGSimpleDataSource both = Postgres.through(Postgres.port(), first);
        both.setCurrentSchema(first.getCurrentSchema() + "," + owner.getCurrentSchema());
        assertThatThrownBy(() -> JdbcKeyStore.on(both), "a store on a search path")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("not in the first schema of the search path but in " + owner.getCurrentSchema())
                .hasMessageContaining("currentSchema");
        assertThatThrownBy(() -> JdbcSchema.apply(both), "a second schema beside the one with the keys")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("currentSchema");

        JdbcSchema.apply(first);
        ApiKey key = AdapterRules.inserted(JdbcKeyStore.on(both), Keys.issue(Keys.spec(), Keys.T0));
        assertThat(JdbcKeyStore.on(first).findById(key.id()).value()).contains(key);
        assertThat(JdbcKeyStore.on(owner).findById(key.id()).value()).isEmpty();
        Postgres.discard(first);
    }

    @Test
    void aDatabaseThatDoesNotExistAndAUserThatDoesNotAreNamedAsSuch() {
        PGSimpleDataSource nameless = Postgres.through(Postgres.port(), owner);
        nameless.setDatabaseName("nowhere");
        assertThatThrownBy(() -> JdbcKeyStore.on(nameless), "a store on no database")
                .hasMessageContaining("there is no database of this name");
        user.setUser("nobody_" + user.getUser());
        assertThatThrownBy(() -> JdbcKeyStore.on(user), "a store of no user")
                .hasMessageContaining("the database refuses the user or the password");
        user.setUser(user.getUser().substring("nobody_".length()));
    }

    /** What polls compares the numbers with their sequence, which no other user has to read. */
    @Test
    void aUserWithoutRightsToTheSequenceOfTheNumbersMayKeepKeysButNotPoll() {
        grantWhatAStoreNeeds();
        JdbcKeyStore.on(user);
        assertThatThrownBy(() -> JdbcChangeLog.on(user), "a log without rights to the sequence")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("may not read latchkey_audit_number_seq");

        grant("select on sequence latchkey_audit_number_seq");
        assertThat(JdbcChangeLog.on(user).highest()).isZero();
    }

    @Test
    void aDatabaseThatIsDownIsSaidToBeDown() {
        PGSimpleDataSource nowhere = Postgres.through(1, owner);
        assertThatThrownBy(() -> JdbcKeyStore.on(nowhere), "a store on no server")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("no connection. Check that the database runs")
                .hasRootCauseInstanceOf(IOException.class);
    }

    @Test
    @Tag("extended")
    void aStandbyIsRefusedAndALogThatIsLedToOneLaterFails() throws IOException {
        String name = "standby";
        try (PostgresServer server = PostgresServer.start(name, Map.of("fsync", "off"))) {
            PGSimpleDataSource there = Postgres.through(server.port(), owner);
            there.setDatabaseName("postgres");
            there.setCurrentSchema("public");
            JdbcSchema.apply(there);
            ChangeLog log = JdbcChangeLog.on(there);
            assertThat(log.from(1, 10)).isEmpty();

            server.kill();
            Files.createFile(Path.of("target", "postgres-" + name, "standby.signal"));
            server.restart();
            assertThatThrownBy(() -> JdbcKeyStore.on(there), "a store on a standby")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is a standby")
                    .hasMessageContaining("Connect to the primary");
            assertThatThrownBy(() -> log.from(1, 10), "a log on a standby")
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is a standby");
        }
    }

    private void grantWhatAStoreNeeds() {
        grant("usage on schema " + owner.getCurrentSchema());
        grant("select, insert, update, delete on latchkey_key, latchkey_secret");
        grant("select, insert on latchkey_handle, latchkey_audit, latchkey_issued");
        grant("select, insert, delete on latchkey_tag");
        grant("select, insert, update on latchkey_tenant, latchkey_usage, latchkey_usage_day, latchkey_usage_writer");
        grant("select, insert, update on latchkey_secret_use");
        grant("delete on latchkey_usage_writer");
    }

    private void grant(String what) {
        Sql.execute(owner, "grant " + what + " to " + user.getUser());
    }
}
