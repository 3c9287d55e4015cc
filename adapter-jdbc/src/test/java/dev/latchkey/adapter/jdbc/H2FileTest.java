package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that is killed leaves in its file. */
class H2FileTest {
    private static final int CHANGES = 20;

    @TempDir
    private Path folder;

    /**
     * A copy between two changes is what SIGKILL would leave there. H2 2.5.250 and 2.5.252 fail: their file header can
     * point past the newest changes.
     */
    @Test
    void whatWasAcknowledgedIsFoundInTheFile() throws IOException {
        DataSource database = open("keys");
        JdbcSchema.apply(database);
        KeyStore store = JdbcKeyStore.on(database);
        ApiKey key = AdapterRules.inserted(store, Keys.issue(Keys.spec(), Keys.T0));
        for (int i = 0; i < CHANGES; i++) {
            key = AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).rotate(Keys.secret(), Duration.ZERO));
            Files.copy(file("keys"), file("left"), StandardCopyOption.REPLACE_EXISTING);

            DataSource left = open("left");
            assertThat(JdbcKeyStore.on(left).findById(key.id()).value()).contains(key);
            H2.shutDown(left);
        }
        H2.shutDown(database);
    }

    /** As README says, and for this test: free space is written again immediately, where H2 waits 45 seconds. */
    private DataSource open(String name) {
        return H2.on("jdbc:h2:file:" + folder.resolve(name) + ";WRITE_DELAY=0;RETENTION_TIME=0;DB_CLOSE_DELAY=-1");
    }

    private Path file(String name) {
        return folder.resolve(name + ".mv.db");
    }
}
