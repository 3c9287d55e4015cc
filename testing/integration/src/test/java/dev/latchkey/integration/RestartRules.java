package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.MaintenanceRules;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.support.MortalStore;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Maintenance by a node that is killed at one of its calls of the store, and then by another node. */
abstract class RestartRules {
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration LONG = Duration.ofHours(1);
    private static final int EXPIRING = 3;
    private static final int IDLE = 2;

    /** What became of the keys, and whether the node was killed before that. */
    private record Life(Map<String, String> keys, boolean killed) {}

    /** Returns an empty database with the tables of the schema, another one each time. */
    abstract DataSource database();

    /** Each call of the store in turn is the last one of the first node. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aKillAtAnyCallEndsWhereMaintenanceEndsWithoutOne(boolean afterTheCall) {
        Life whole = live(Integer.MAX_VALUE, afterTheCall);
        assertThat(whole.killed()).isFalse();
        assertThat(whole.keys()).hasSize(EXPIRING + IDLE + 1);
        int calls = 0;
        Life life = live(calls, afterTheCall);
        while (life.killed()) {
            assertThat(life.keys()).as("killed after %d calls", calls).isEqualTo(whole.keys());
            calls++;
            life = live(calls, afterTheCall);
        }
        assertThat(life.keys()).isEqualTo(whole.keys());
        assertThat(calls).isGreaterThan(10);
    }

    /** Lives through the report of what is idle, its suspension, and the purge. */
    private Life live(int calls, boolean afterTheCall) {
        TestClock clock = new TestClock(Keys.T0);
        KeyStore store = JdbcKeyStore.on(database());
        Map<UUID, String> names = insert(store);
        MortalStore mortal = new MortalStore(store);
        try (Latchkey first = node(mortal.proxy(), clock);
                Latchkey second = node(store, clock)) {
            mortal.killAfter(calls, afterTheCall);
            List<Duration> steps = List.of(
                    MONTH.plusDays(1), MaintenanceRules.DEFAULT.idleNotice(), MaintenanceRules.DEFAULT.purgeAfter());
            for (Duration step : steps) {
                clock.advance(step);
                maintain(mortal.isKilled() ? second : first, second);
            }
            // What is done already is not done again.
            maintain(second, second);
            return new Life(fates(store, names), mortal.isKilled());
        }
    }

    private static void maintain(Latchkey node, Latchkey next) {
        try {
            boolean more = true;
            while (more) {
                more = node.maintenance().run(LONG).more();
            }
        } catch (StoreException e) {
            assertThat(e).hasMessageContaining(MortalStore.KILLED);
            maintain(next, next);
        }
    }

    private static Map<UUID, String> insert(KeyStore store) {
        Map<UUID, String> names = new HashMap<>();
        for (int i = 0; i < EXPIRING + IDLE; i++) {
            KeySpec spec = i < EXPIRING ? Keys.spec().expiresAt(Keys.T0.plusSeconds(1)) : Keys.spec();
            Changed issued = Keys.issue(spec, Keys.T0);
            assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
            names.put(issued.next().id(), (i < EXPIRING ? "expiring " : "idle ") + i);
        }
        return names;
    }

    /** Returns what there is of each key, with its events. The events of no key are those of the tenant. */
    private static Map<String, String> fates(KeyStore store, Map<UUID, String> names) {
        List<AuditEvent> events = store.audit(AuditQuery.of(Keys.TENANT, 1000)).items();
        Map<String, String> fates = new TreeMap<>();
        names.forEach((id, name) -> {
            String key = store.findById(id)
                    .value()
                    .map(found -> found.version() + " " + found.suspension())
                    .orElse("gone");
            fates.put(
                    name,
                    key + " "
                            + actions(events.stream()
                                    .filter(event -> id.equals(event.keyId()))
                                    .toList()));
        });
        fates.put(
                "tenant",
                actions(events.stream()
                        .filter(event -> !names.containsKey(event.keyId()))
                        .toList()));
        return fates;
    }

    private static String actions(List<AuditEvent> events) {
        return events.stream()
                .sorted(Comparator.comparingLong(AuditEvent::version).thenComparing(AuditEvent::action))
                .map(event -> event.version() + " " + event.action() + " " + event.at())
                .collect(Collectors.joining(", "));
    }

    private static Latchkey node(KeyStore on, TestClock clock) {
        return Latchkey.builder()
                .store(on)
                .keyFormat(KeyFormat.of("ps_"))
                .clock(clock)
                .argon2(new Argon2Parameters(64, 1, 1))
                .maintenance(MaintenanceRules.DEFAULT.idleAfter(MONTH))
                .flushEvery(Duration.ofDays(1))
                .build();
    }
}
