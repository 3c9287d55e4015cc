package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.feed.ChangeFeedOutageContract;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.support.Relay;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.postgresql.ds.PGSimpleDataSource;

/** The way to the server breaks, or goes silent without anybody being told. */
@Tag("extended")
class PostgresChangeFeedOutageTest {
    private static final Duration BOUND = Duration.ofSeconds(1);
    private static final String NAME = Postgres.database();

    abstract static class Outages extends ChangeFeedOutageContract {
        private final PGSimpleDataSource database = Postgres.schemaOf(NAME);
        final Relay relay = Relay.to(Postgres.port());

        @Override
        protected KeyStore store() {
            JdbcSchema.apply(database);
            return JdbcKeyStore.on(database);
        }

        @Override
        protected ChangeFeed feed(KeyStore changing) {
            return PostgresChangeFeed.on(Postgres.through(relay.port(), database), BOUND);
        }

        @Override
        protected void mend() {
            relay.mend();
        }

        @AfterEach
        void end() throws IOException {
            relay.close();
            Postgres.discard(database);
        }
    }

    @Nested
    class ConnectionsEnd extends Outages {
        @Override
        protected void cut() {
            relay.cut();
        }
    }

    @Nested
    class ConnectionsAreSilent extends Outages {
        @Override
        protected void cut() {
            relay.freeze();
        }
    }
}
