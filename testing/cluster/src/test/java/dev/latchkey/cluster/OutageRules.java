package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Verdict;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.support.Relay;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The database goes away under load, in each of the ways it can, and comes back. Meanwhile no key is called wrong that
 * is right, none right that is wrong, and nobody waits longer than was configured; afterwards all goes on without a
 * restart, and the pool has its connections back.
 */
abstract class OutageRules {
    private static final int REMEMBERED = 10_000;

    /** A request asks for the version of a key that it remembers, and for the key if that has changed. */
    private static final int READS = 2;

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration REST = Duration.ofMillis(10);
    private static final int CONNECTIONS = 3;
    private static final int CLIENTS = 4;
    /** For the scheduler of a busy machine, which is nobody's time-out. */
    private static final Duration GRACE = Duration.ofMillis(1500);

    private final long seed = Long.getLong("latchkey.seed", System.nanoTime());
    private JdbcServer server;
    private Relay relay;
    private JdbcConnections connections;
    private Host host;
    private Traffic traffic;

    abstract JdbcServer start() throws IOException;

    @BeforeEach
    void open() throws IOException {
        server = start();
        relay = Relay.to(server.port());
        connections = JdbcConnections.withShortTimeOuts(server.behind(relay.port()), CONNECTIONS);
        host = new Host(connections, REMEMBERED);
        traffic = new Traffic(seed, CLIENTS, List.of(host));
        awaitTraffic("traffic at first");
    }

    @AfterEach
    void stop() throws IOException {
        if (traffic == null) {
            // The test was skipped because no server can be had here.
            return;
        }
        // The clients first: what fails after this is their silence.
        traffic.close();
        relay.releaseAnswers();
        host.close();
        relay.close();
        server.close();
    }

    @Test
    void aDatabaseThatIsKilledAndStartedAgain() throws IOException {
        server.kill();
        awaitUnknown("refusals to answer while the database is down", 3 * CLIENTS);
        long down = traffic.done();
        awaitUnknown("more of them", CLIENTS);
        assertThat(traffic.done()).as("answers without a database").isEqualTo(down);
        server.restart();
        assertAllIsWell("killed");
    }

    @Test
    void aConnectionThatIsCutInTheMiddleOfAnAnswer() {
        Random random = new Random(seed);
        int rounds = Boolean.getBoolean("latchkey.long") ? 1000 : 40;
        for (int round = 1; round <= rounds; round++) {
            int expected = round;
            relay.cutIn(1 + random.nextInt(5000));
            traffic.await("cut " + round, PATIENCE, () -> relay.cuts() >= expected);
        }
        assertThat(traffic.unknown()).isPositive();
        assertAllIsWell("cut");
    }

    @Test
    void aConnectionThatGoesDead() {
        relay.holdAnswers();
        awaitUnknown("time-outs", 3 * CLIENTS);
        relay.releaseAnswers();
        assertAllIsWell("dead");
    }

    @Test
    void aPoolWithoutAFreeConnection() throws SQLException {
        List<Connection> taken = new ArrayList<>();
        try {
            while (taken.size() < CONNECTIONS) {
                Connection connection = tryToTake();
                if (connection != null) {
                    taken.add(connection);
                }
            }
            awaitUnknown("time-outs", 3 * CLIENTS);
            assertThat(host.latchkey()
                            .authenticator()
                            .authenticate(Forgery.of("0123456789AB", new Random(seed)), Requirement.ANY, null))
                    .returns(Verdict.Outcome.UNAVAILABLE, Verdict::outcome)
                    .returns(Duration.ofSeconds(1), Verdict::retryAfter);
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
        assertAllIsWell("exhausted");
    }

    /** The clients want them too. */
    private Connection tryToTake() {
        try {
            return connections.pool().getConnection();
        } catch (SQLException e) {
            return null;
        }
    }

    private void awaitTraffic(String what) {
        // A slot is issued into once; each slot has its first key soon. Later ones are successors, by regenerating.
        for (Kind kind : EnumSet.complementOf(EnumSet.of(Kind.ISSUE))) {
            long wanted = traffic.done(kind) + (kind == Kind.AUTHENTICATE ? 100 : 1);
            traffic.await(what + ": " + kind, PATIENCE, () -> traffic.done(kind) >= wanted);
        }
    }

    private void awaitUnknown(String what, int more) {
        long wanted = traffic.unknown() + more;
        traffic.await(what, PATIENCE, () -> traffic.unknown() >= wanted);
    }

    private void assertAllIsWell(String how) {
        awaitTraffic("traffic again");
        List<Call> calls = traffic.finish();
        Stored stored = Stored.read(server.store(), Host.TENANT);
        long longest = calls.stream()
                .filter(call -> call.kind() == Kind.AUTHENTICATE)
                .mapToLong(call -> call.ended() - call.began())
                .max()
                .orElseThrow();
        System.out.printf(
                "outage (%s): seed %d, %d calls, %d unanswered, longest wait %d ms, %d changes%n",
                how,
                seed,
                calls.size(),
                traffic.unknown(),
                longest / 1_000_000,
                stored.events().size());
        assertThat(AnswerChecker.violations(calls)).as("seed %d", seed).isEmpty();
        assertThat(AuditChecker.violations(calls, stored)).as("seed %d", seed).isEmpty();
        assertThat(Duration.ofNanos(longest))
                .as("seed %d", seed)
                .isLessThan(JdbcConnections.LONGEST_READ.multipliedBy(READS).plus(GRACE));
        assertNoConnectionIsLeaked();
    }

    private void assertNoConnectionIsLeaked() {
        host.latchkey().close();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (connections.pool().getHikariPoolMXBean().getActiveConnections() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(REST.toNanos());
        }
        assertThat(connections.pool().getHikariPoolMXBean().getActiveConnections())
                .isZero();
        assertThat(connections.pool().getHikariPoolMXBean().getThreadsAwaitingConnection())
                .isZero();
    }
}
