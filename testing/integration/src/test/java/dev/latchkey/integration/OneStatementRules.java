package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Authenticator;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.BoundDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How many statements arrive at a database for a request with a key that this process knows. */
abstract class OneStatementRules {
    private static final Actor ADMIN = Actor.user("admin");
    private static final int REQUESTS = 5;

    /** So many that a driver has prepared what it will. */
    private static final int WARM_UP = 20;

    /** Makes the store of a test. */
    abstract KeyStore store() throws SQLException;

    /** Returns how many statements have arrived. Asking may be one more. */
    abstract long statements() throws SQLException;

    @Test
    void aRequestThatReadsTheVersionAloneSendsOneStatement() throws SQLException {
        assertThat(statementsFor(builder -> {})).isEqualTo(REQUESTS);
    }

    @Test
    void aRequestThatReadsTheWholeKeySendsOneStatement() throws SQLException {
        assertThat(statementsFor(builder -> builder.revalidatedKeys(0))).isEqualTo(REQUESTS);
    }

    private long statementsFor(Consumer<LatchkeyBuilder> mode) throws SQLException {
        LatchkeyBuilder builder = Latchkey.builder()
                .store(store())
                .keyFormat(KeyFormat.of("lk_"))
                .argon2(new Argon2Parameters(64, 1, 1))
                .flushEvery(Duration.ofDays(1));
        mode.accept(builder);
        try (Latchkey latchkey = builder.build()) {
            IssuedKey issued = latchkey.keys()
                    .issue(KeySpec.of("acme", Scope.tenant(), "counted").allPermissions(), ADMIN)
                    .orElseThrow();
            accept(latchkey.authenticator(), issued, WARM_UP);
            long asking = statements();
            long before = statements();
            asking = before - asking;
            accept(latchkey.authenticator(), issued, REQUESTS);
            return statements() - before - asking;
        }
    }

    private static void accept(Authenticator authenticator, IssuedKey issued, int times) {
        for (int i = 0; i < times; i++) {
            Verdict verdict = authenticator.authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
        }
    }

    /** Returns a data source of one connection, which nothing checks in between, as a pool now and then does. */
    static DataSource keeping(Connection connection) {
        return (DataSource) BoundDataSource.proxy(
                DataSource.class,
                connection,
                "getConnection",
                () -> BoundDataSource.proxy(Connection.class, connection, "close", () -> null));
    }

    /** Returns the number that a query finds. */
    static long number(Connection connection, String query, int column) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            assertThat(rows.next()).isTrue();
            return rows.getLong(column);
        }
    }
}
