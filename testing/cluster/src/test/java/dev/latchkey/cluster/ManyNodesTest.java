package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Three JVMs on one database, which are killed at random moments of random traffic. With -Plong, for ten minutes. */
class ManyNodesTest {
    private static final Duration TIME =
            Boolean.getBoolean("latchkey.long") ? Duration.ofMinutes(10) : Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int NODES = 3;
    private static final int CLIENTS = 4;

    /** Fewer than there are keys, so that some are read again and others are not. */
    private static final int REMEMBERED = 20;

    private static final int KILLS = 3;

    private final long seed = Long.getLong("latchkey.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private int kills;

    @Test
    void onPostgresqlNoKeyOutlivesItsAcknowledgedEndAndNoSlotEverHasTwo() throws IOException {
        try (Server postgres = Postgres.start("nodes")) {
            check("PostgreSQL", postgres);
        }
    }

    @Test
    void onMariaDbNoKeyOutlivesItsAcknowledgedEndAndNoSlotEverHasTwo() {
        try (Server mariaDb = MariaDb.start()) {
            check("MariaDB", mariaDb);
        }
    }

    @Test
    void onMongodbNoKeyOutlivesItsAcknowledgedEndAndNoSlotEverHasTwo() {
        try (Mongo mongo = Mongo.start()) {
            check(mongo.engine(), mongo);
        }
    }

    private void check(String engine, Server server) {
        List<NodeProcess> nodes = new ArrayList<>();
        try {
            for (int i = 0; i < NODES; i++) {
                // The first one reads the whole key for each request, the others the version of what they remember.
                nodes.add(new NodeProcess(server.location(), i == 0 ? 0 : REMEMBERED));
            }
            nodes.forEach(NodeProcess::awaitReady);
            List<Call> calls = run(nodes);
            Stored stored = Stored.read(server.store(), Host.TENANT);
            System.out.printf(
                    "cluster on %s: seed %d, %d kills, %d calls, %d unanswered, %d accepted, %d keys, %d changes%n",
                    engine,
                    seed,
                    kills,
                    calls.size(),
                    calls.stream()
                            .filter(call -> call.outcome() == Outcome.UNKNOWN)
                            .count(),
                    calls.stream().filter(Call::accepted).count(),
                    stored.keys().size(),
                    stored.events().size());
            assertThat(AnswerChecker.violations(calls)).as("seed %d", seed).isEmpty();
            assertThat(AuditChecker.violations(calls, stored))
                    .as("seed %d", seed)
                    .isEmpty();
        } finally {
            nodes.forEach(NodeProcess::close);
        }
    }

    private List<Call> run(List<NodeProcess> nodes) {
        long end = System.nanoTime() + TIME.toNanos();
        try (Traffic traffic = new Traffic(seed, CLIENTS, nodes)) {
            while (System.nanoTime() < end || kills < KILLS) {
                long until = traffic.done() + 100 + random.nextInt(2000);
                traffic.await("traffic", PATIENCE, () -> traffic.done() >= until || System.nanoTime() >= end);
                // Now and then two at the same time.
                int first = random.nextInt(NODES);
                List<NodeProcess> victims = random.nextInt(4) == 0
                        ? List.of(nodes.get(first), nodes.get((first + 1) % NODES))
                        : List.of(nodes.get(first));
                victims.forEach(NodeProcess::killAndRelaunch);
                victims.forEach(NodeProcess::awaitReady);
                kills += victims.size();
            }
            for (Kind kind : Kind.values()) {
                traffic.await(kind.name(), PATIENCE, () -> traffic.done(kind) > 0);
            }
            return traffic.finish();
        }
    }
}
