package dev.latchkey.adapter.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.keystore.KeyStoreContract;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import java.sql.SQLException;
import java.util.UUID;
import org.h2.tools.Server;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;

/** Over a socket, and through a pool with fewer connections than threads. */
@Tag("extended")
class H2ServerKeyStoreTest extends KeyStoreContract {
    private static Server server;

    private HikariDataSource pool;

    @BeforeAll
    static void start() throws SQLException {
        server = Server.createTcpServer("-tcpPort", "0", "-ifNotExists").start();
    }

    @AfterAll
    static void stop() {
        server.stop();
    }

    @Override
    protected KeyStore store() {
        pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:tcp://localhost:" + server.getPort() + "/mem:" + UUID.randomUUID());
        pool.setMaximumPoolSize(4);
        JdbcSchema.apply(pool);
        return JdbcKeyStore.on(pool);
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return JdbcKeyStore.on(pool);
    }

    @Override
    protected boolean rewrite(KeyStore store, ApiKey key, String text, String newer) {
        return Rewriting.rewrite(pool, key, text, newer);
    }

    @AfterEach
    void close() {
        pool.close();
    }
}
