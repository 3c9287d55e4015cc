package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AuditQuery;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two nodes that take turns at maintenance, each of which is killed in the middle of its turn. */
class MaintenanceRestartTest {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int EXPIRING = 12;
    private static final int IDLE = 3;

    private final InMemoryKeyStore store = new InMemoryKeyStore();
    private final TestClock clock = new TestClock(Keys.T0);
    private final List<Latchkey> nodes = new ArrayList<>();

    @AfterEach
    void close() {
        nodes.forEach(Latchkey::close);
    }

    /** A node dies before a call of the store, or after the store has done it and before the node knows. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void nothingIsLostAndNothingIsDoneTwice(boolean afterTheCall) {
        for (int i = 0; i < EXPIRING; i++) {
            insert(Keys.spec().expiresAt(Keys.T0.plusSeconds(1)));
        }
        for (int i = 0; i < IDLE; i++) {
            insert(Keys.spec());
        }
        clock.advance(MONTH.plusDays(1));
        runUntilDone(afterTheCall);
        assertThat(count(AuditAction.EXPIRED)).isEqualTo(EXPIRING);
        assertThat(count(AuditAction.IDLE_REPORTED)).isEqualTo(1);
        assertThat(count(AuditAction.SUSPENDED)).isZero();

        clock.advance(MaintenanceRules.DEFAULT.idleNotice());
        runUntilDone(afterTheCall);
        assertThat(count(AuditAction.SUSPENDED)).isEqualTo(IDLE);

        clock.advance(MaintenanceRules.DEFAULT.purgeAfter());
        runUntilDone(afterTheCall);
        assertThat(count(AuditAction.PURGED)).isEqualTo(EXPIRING);
        assertThat(count(AuditAction.EXPIRED)).isEqualTo(EXPIRING);
        assertThat(count(AuditAction.SUSPENDED)).isEqualTo(IDLE);
        assertNoVersionHasTwoEvents();
    }

    /** Lets each turn do one call of the store more than the turn before, until a turn comes to its end. */
    private void runUntilDone(boolean afterTheCall) {
        int killed = 0;
        boolean done = false;
        for (int calls = 1; !done; calls++) {
            try {
                Latchkey node = node(calls, afterTheCall);
                done = !node.maintenance().run(LONG).more();
            } catch (StoreException e) {
                assertThat(e).hasMessageContaining("killed");
                killed++;
            }
        }
        assertThat(killed).isGreaterThan(3);
    }

    private Latchkey node(int calls, boolean afterTheCall) {
        int[] left = {calls};
        KeyStore mortal = (KeyStore) Proxy.newProxyInstance(
                KeyStore.class.getClassLoader(), InMemoryKeyStore.class.getInterfaces(), (proxy, method, arguments) -> {
                    boolean dies = left[0]-- <= 0;
                    if (dies && !afterTheCall) {
                        throw new StoreException("killed", null);
                    }
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (dies) {
                            throw new StoreException("killed", null);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        Latchkey node = Latchkey.builder()
                .store(mortal)
                .keyFormat(World.FORMAT)
                .clock(clock)
                .argon2(World.CHEAP)
                .maintenance(MaintenanceRules.DEFAULT.idleAfter(MONTH))
                .flushEvery(Duration.ofDays(1))
                .build();
        nodes.add(node);
        return node;
    }

    private void insert(KeySpec spec) {
        Changed issued = Keys.issue(spec, clock.instant());
        ApiKey key = issued.next();
        assertThat(store.insert(key, issued.event()).value().name()).isEqualTo("INSERTED");
    }

    private List<AuditEvent> events() {
        return store.audit(AuditQuery.of(Keys.TENANT, 1000)).items();
    }

    private long count(AuditAction action) {
        return events().stream().filter(event -> event.action() == action).count();
    }

    private void assertNoVersionHasTwoEvents() {
        Map<String, List<Long>> versions = new HashMap<>();
        events().stream()
                .filter(event -> event.action() != AuditAction.IDLE_REPORTED)
                .sorted(Comparator.comparingLong(AuditEvent::version))
                .forEach(event -> versions.computeIfAbsent(String.valueOf(event.keyId()), any -> new ArrayList<>())
                        .add(event.version()));
        assertThat(versions).hasSize(EXPIRING + IDLE);
        assertThat(versions.values()).allSatisfy(all -> assertThat(all).doesNotHaveDuplicates());
    }
}
