package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.MaintenanceResult;
import dev.latchkey.MaintenanceRules;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.support.BoundDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Maintenance by several nodes on one database, at the same time or one after another that was killed. */
abstract class UpkeepRules {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int EXPIRING = 30;
    private static final int IDLE = 4;

    private final TestClock clock = new TestClock(Keys.T0);
    private final List<Latchkey> nodes = new ArrayList<>();
    private DataSource database;
    private KeyStore store;

    /** Returns an empty database with the tables of the schema. */
    abstract DataSource database();

    @BeforeEach
    void open() {
        database = database();
        store = JdbcKeyStore.on(database);
        for (int i = 0; i < EXPIRING; i++) {
            insert(Keys.spec().expiresAt(Keys.T0.plusSeconds(1)));
        }
        for (int i = 0; i < IDLE; i++) {
            insert(Keys.spec());
        }
        clock.advance(MONTH.plus(DAY));
    }

    @AfterEach
    void close() {
        nodes.forEach(Latchkey::close);
    }

    @Test
    void twoNodesAtTheSameTimeRepeatNoEventAndSuspendNothingThatOneHasJustReported() throws Exception {
        Latchkey one = node(store);
        Latchkey two = node(store);

        List<MaintenanceResult> reporting = together(one, two);
        assertThat(reporting).extracting(MaintenanceResult::suspended).containsOnly(0);
        assertThat(sum(reporting, MaintenanceResult::expired)).isEqualTo(EXPIRING);
        assertThat(count(AuditAction.EXPIRED)).isEqualTo(EXPIRING);
        assertThat(count(AuditAction.IDLE_REPORTED)).isEqualTo(1);

        clock.advance(MaintenanceRules.DEFAULT.idleNotice());
        List<MaintenanceResult> suspending = together(one, two);
        assertThat(sum(suspending, MaintenanceResult::suspended)).isEqualTo(IDLE);
        assertThat(count(AuditAction.SUSPENDED)).isEqualTo(IDLE);

        clock.advance(MaintenanceRules.DEFAULT.purgeAfter());
        List<MaintenanceResult> purging = together(one, two);
        assertThat(sum(purging, MaintenanceResult::purged)).isEqualTo(EXPIRING);
        assertThat(count(AuditAction.PURGED)).isEqualTo(EXPIRING);
    }

    @Test
    void aNodeThatIsKilledBetweenTwoStepsLosesAndRepeatsNothing() {
        AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        DataSource cut = (DataSource) BoundDataSource.proxy(DataSource.class, database, "getConnection", () -> {
            if (left.getAndDecrement() <= 0) {
                throw new SQLException("killed");
            }
            return database.getConnection();
        });
        int killed = 0;
        boolean done = false;
        for (int steps = 1; !done; steps++) {
            left.set(Integer.MAX_VALUE);
            Latchkey node = node(JdbcKeyStore.on(cut));
            left.set(steps);
            try {
                MaintenanceResult result = node.maintenance().run(LONG);
                // The first run that comes to its end may only report what is idle.
                done = result.idle().isEmpty();
            } catch (StoreException e) {
                assertThat(e).hasRootCauseMessage("killed");
                killed++;
            }
            clock.advance(Duration.ofHours(1));
        }
        left.set(Integer.MAX_VALUE);

        assertThat(killed).isGreaterThan(3);
        assertThat(count(AuditAction.EXPIRED)).isEqualTo(EXPIRING);
        assertThat(count(AuditAction.IDLE_REPORTED)).isEqualTo(1);
        assertThat(count(AuditAction.SUSPENDED)).isEqualTo(IDLE);
    }

    private Latchkey node(KeyStore on) {
        Latchkey node = Latchkey.builder()
                .store(on)
                .keyFormat(KeyFormat.of("ps_"))
                .clock(clock)
                .argon2(new Argon2Parameters(64, 1, 1))
                .maintenance(MaintenanceRules.DEFAULT.idleAfter(MONTH))
                .flushEvery(DAY)
                .build();
        nodes.add(node);
        return node;
    }

    private static List<MaintenanceResult> together(Latchkey... nodes) throws Exception {
        CyclicBarrier start = new CyclicBarrier(nodes.length);
        ExecutorService threads = Executors.newFixedThreadPool(nodes.length);
        try {
            List<Future<MaintenanceResult>> runs = new ArrayList<>();
            for (Latchkey node : nodes) {
                runs.add(threads.submit(() -> {
                    start.await(60, TimeUnit.SECONDS);
                    return node.maintenance().run(LONG);
                }));
            }
            List<MaintenanceResult> results = new ArrayList<>();
            for (Future<MaintenanceResult> run : runs) {
                results.add(run.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static int sum(List<MaintenanceResult> of, ToIntFunction<MaintenanceResult> number) {
        return of.stream().mapToInt(number).sum();
    }

    private void insert(KeySpec spec) {
        Changed issued = Keys.issue(spec, Keys.T0);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
    }

    private long count(AuditAction action) {
        return store.audit(AuditQuery.of(Keys.TENANT, 1000)).items().stream()
                .filter(event -> event.action() == action)
                .count();
    }
}
