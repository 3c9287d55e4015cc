package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process that is killed leaves in its file. */
class H2FileTest {
    private static final int CHANGES = 20;
    private static final int MANY_CHANGES = 1000;
    private static final int BOUND = 25;
    private static final String SETTINGS = ";WRITE_DELAY=0;MAX_COMPACT_TIME=0;RETENTION_TIME=0;DB_CLOSE_DELAY=-1";

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

    /** It was 12 times as large as after SHUTDOWN COMPACT. Without compaction it was 54 times, and goes on growing. */
    @Test
    void aFileThatIsCompactedNowAndThenIsBoundedByWhatItHolds() throws IOException {
        DataSource database = open("keys");
        JdbcSchema.apply(database);
        KeyStore store = JdbcKeyStore.on(database);
        List<ApiKey> keys = keys(store);
        long largest = 0;
        for (int i = 1; i <= MANY_CHANGES; i++) {
            change(store, keys, i);
            if (i % 50 == 0) {
                H2File.compact(database);
                largest = Math.max(largest, Files.size(file("keys")));
            }
        }
        assertAllThere(store, keys);
        Sql.execute(database, "shutdown compact");

        assertThat(largest).isLessThan(BOUND * Files.size(file("keys")));
        DataSource again = open("keys");
        assertAllThere(JdbcKeyStore.on(again), keys);
        H2.shutDown(again);
    }

    /** Whenever it is killed: each write to the file is the last one once. */
    @Test
    void aProcessThatIsKilledAfterItCompactedLosesNothing() throws IOException {
        RecordedFile.begin();
        DataSource database = H2.on("jdbc:h2:rec:" + folder.resolve("keys") + SETTINGS);
        JdbcSchema.apply(database);
        KeyStore store = JdbcKeyStore.on(database);
        List<ApiKey> keys = keys(store);
        for (int i = 1; i <= 10 * CHANGES; i++) {
            change(store, keys, i);
            if (i % (5 * CHANGES) == 0) {
                int before = RecordedFile.count();
                H2File.compact(database);
                // What is compacted is written with the next changes.
                List<ApiKey> acknowledged = List.copyOf(keys);
                for (int next = 0; next < 3; next++) {
                    change(store, keys, ++i);
                }
                for (int writes = before; writes <= RecordedFile.count(); writes++) {
                    Files.write(file("left"), RecordedFile.after(writes));
                    DataSource left = open("left");
                    assertAllThere(JdbcKeyStore.on(left), acknowledged, keys);
                    H2.shutDown(left);
                }
            }
        }
        H2.shutDown(database);
    }

    @Test
    void whatIsNoFileOfThisProcessIsNotCompacted() {
        DataSource memory = H2.memory();
        assertThatThrownBy(() -> H2File.compact(memory))
                .isInstanceOf(StoreException.class)
                .hasMessage("The connections do not lead to an H2 file that this process has opened");
        H2.shutDown(memory);
    }

    private static List<ApiKey> keys(KeyStore store) {
        return IntStream.range(0, 20)
                .mapToObj(i -> AdapterRules.inserted(store, Keys.issue(Keys.spec(), Keys.T0)))
                .collect(Collectors.toList());
    }

    private static void change(KeyStore store, List<ApiKey> keys, int number) {
        ApiKey key = keys.get(number % keys.size());
        ApiKey changed =
                AdapterRules.replaced(store, key.by(Keys.ACTOR, Keys.T0).rename("name " + number));
        keys.set(number % keys.size(), changed);
    }

    private static void assertAllThere(KeyStore store, List<ApiKey> keys) {
        assertAllThere(store, keys, keys);
    }

    private static void assertAllThere(KeyStore store, List<ApiKey> before, List<ApiKey> after) {
        for (int i = 0; i < before.size(); i++) {
            ApiKey found = store.findById(before.get(i).id()).value().orElseThrow();
            assertThat(found).isIn(before.get(i), after.get(i));
        }
    }

    /** As README says, and for this test: free space is written again immediately, where H2 waits 45 seconds. */
    private DataSource open(String name) {
        return H2.on("jdbc:h2:file:" + folder.resolve(name) + SETTINGS);
    }

    private Path file(String name) {
        return folder.resolve(name + ".mv.db");
    }
}
