package dev.latchkey.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SIGKILL in the middle of regenerations, at random moments, again and again on one database file. Three times in the
 * default build, a hundred times with {@code -Plong}.
 */
@Tag("extended")
class KillTest {
    private static final List<String> NUMBERS = List.of("wn_1", "wn_2", "wn_3");
    private static final int ROUNDS = Boolean.getBoolean("latchkey.long") ? 100 : 3;
    private static final int REGENERATIONS = 100;

    @TempDir
    private Path data;

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Map<String, List<String>> known = new HashMap<>();
    private String tenantKey = "";

    @Test
    void afterEveryKillEachNumberHasOneWorkingKeyAndTheAuditMatches() throws Exception {
        System.out.println("KillTest seed " + seed);
        try (QuickstartProcess first = QuickstartProcess.start(data)) {
            tenantKey = first.keys().get("tenant");
            NUMBERS.forEach(number ->
                    known.put(number, new ArrayList<>(List.of(first.keys().get(number)))));
        }
        for (int round = 0; round < ROUNDS; round++) {
            regenerateUntilKilled();
            auditMatchesState();
            try (QuickstartProcess restarted = QuickstartProcess.start(data)) {
                for (String number : NUMBERS) {
                    oneKeyWorksAtMost(restarted, number);
                    aNewOneCanBeHad(restarted, number);
                }
            }
        }
    }

    /** One request follows the other; the kill comes while one of them is on its way. */
    private void regenerateUntilKilled() throws Exception {
        try (QuickstartProcess process = QuickstartProcess.start(data)) {
            CountDownLatch enough = new CountDownLatch(1 + random.nextInt(REGENERATIONS / 4));
            CompletableFuture<Integer> client = CompletableFuture.supplyAsync(() -> regenerateAll(process, enough));
            enough.await();
            // Some part of a request further on.
            LockSupport.parkNanos(random.nextInt(20_000_000));
            process.kill();
            assertThat(client.get())
                    .as("seed %d: answered before the kill", seed)
                    .isLessThanOrEqualTo(REGENERATIONS);
        }
    }

    private int regenerateAll(QuickstartProcess process, CountDownLatch enough) {
        for (int i = 0; i < REGENERATIONS; i++) {
            String number = NUMBERS.get(i % NUMBERS.size());
            try {
                HttpResponse<String> answer = process.regenerate(tenantKey, number);
                assertThat(answer.statusCode()).isEqualTo(200);
                known.get(number).add(Json.text(answer.body(), "key"));
                enough.countDown();
            } catch (IOException e) {
                return i; // killed
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return i;
            }
        }
        return REGENERATIONS;
    }

    /** The last acknowledged key works, unless the answer that replaced it was lost with the process; no other does. */
    private void oneKeyWorksAtMost(QuickstartProcess process, String number) throws Exception {
        List<String> keys = known.get(number);
        for (String old : keys.subList(0, keys.size() - 1)) {
            assertThat(status(process, old))
                    .as("seed %d: a replaced key of %s", seed, number)
                    .isEqualTo(401);
        }
        assertThat(status(process, keys.get(keys.size() - 1)))
                .as("seed %d: %s", seed, number)
                .isIn(202, 401);
    }

    private void aNewOneCanBeHad(QuickstartProcess process, String number) throws Exception {
        List<String> keys = known.get(number);
        HttpResponse<String> answer = process.regenerate(tenantKey, number);
        assertThat(answer.statusCode()).as("seed %d: %s", seed, answer.body()).isEqualTo(200);
        String fresh = Json.text(answer.body(), "key");
        assertThat(status(process, fresh)).isEqualTo(202);
        assertThat(status(process, keys.get(keys.size() - 1))).isEqualTo(401);
        keys.clear();
        keys.add(fresh);
    }

    private static int status(QuickstartProcess process, String key) throws IOException, InterruptedException {
        return process.post("/v1/messages/send", key, "{}").statusCode();
    }

    /** Reads the file as the process left it. */
    private void auditMatchesState() {
        try (Database database = Database.open(new Settings(0, data, null))) {
            List<ListedKey> keys =
                    database.keyStore().list(KeyQuery.of(Numbers.TENANT, 1000)).items();
            assertThat(keys).as("seed %d", seed).hasSize(1 + NUMBERS.size());
            for (ListedKey listed : keys) {
                ApiKey key = listed.key();
                List<AuditEvent> events = events(database, key);
                assertThat(events).as("seed %d: %s", seed, key.name()).hasSize((int) key.version());
                for (int i = 0; i < events.size(); i++) {
                    assertThat(events.get(i).version()).isEqualTo(key.version() - i);
                }
                AuditEvent last = events.get(0);
                assertThat(last.action()).isIn(AuditAction.ISSUED, AuditAction.ROTATED);
                assertThat(last.detail()).startsWith(key.currentSecret().handle());
                assertThat(key.secrets())
                        .filteredOn(secret -> secret.retiresAt() == null)
                        .hasSize(1);
            }
        }
    }

    private static List<AuditEvent> events(Database database, ApiKey key) {
        List<AuditEvent> all = new ArrayList<>();
        AuditQuery query = AuditQuery.of(Numbers.TENANT, 1000).key(key.id());
        var page = database.keyStore().audit(query);
        all.addAll(page.items());
        while (page.more()) {
            page = database.keyStore().audit(query.after(AuditQuery.Position.of(all.get(all.size() - 1))));
            all.addAll(page.items());
        }
        return all;
    }
}
