package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.support.MariaDbServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dstore=}: the same application on other databases. */
@Tag("extended")
class OtherStoresTest {
    @TempDir
    private Path data;

    @Test
    void theKeysAreInPostgreSql() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setPGStartupWait(Duration.ofMinutes(1))
                .start()) {
            keysSurviveARestart("-Dstore=" + postgres.getJdbcUrl("postgres", "postgres"));
        }
    }

    @Test
    void theKeysAreInMariaDb() throws Exception {
        assumeTrue(MariaDbServer.obstacle().isEmpty(), MariaDbServer.obstacle());
        try (MariaDbServer mariaDb = MariaDbServer.start(Map.of())) {
            keysSurviveARestart("-Dstore=" + (mariaDb.isMySql() ? "jdbc:mysql" : "jdbc:mariadb") + "://127.0.0.1:"
                    + mariaDb.port() + "/latchkey?user=root&createDatabaseIfNotExist=true");
        }
    }

    @Test
    void theKeysAreInMongoDb() throws Exception {
        MongoServer mongo = new MongoServer(new MemoryBackend());
        try {
            keysSurviveARestart("-Dstore=" + mongo.bindAndGetConnectionString());
        } finally {
            mongo.shutdownNow();
        }
    }

    private void keysSurviveARestart(String store) throws Exception {
        String key;
        try (QuickstartProcess first = QuickstartProcess.start(data, store)) {
            key = first.keys().get("tenant");
            assertThat(first.get("/v1/api-keys", key).body()).contains("\"revealable\":true");
        }
        try (QuickstartProcess second = QuickstartProcess.start(data, store)) {
            assertThat(second.keys()).isEmpty();
            assertThat(second.get("/v1/api-keys", key).statusCode()).isEqualTo(200);
            assertThat(second.regenerate(key, "wn_3").statusCode()).isEqualTo(200);
        }
    }
}
