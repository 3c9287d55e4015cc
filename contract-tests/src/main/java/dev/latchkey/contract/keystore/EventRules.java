package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.MemberChange;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.AuditQuery;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promise of {@code recordEvent}: KS23.
 *
 * <p>If this fails, look at what keeps the id and the version of an event unique, and whether the answer tells.
 */
abstract class EventRules extends ThreadedRules {
    private static AuditEvent event(UUID id, String tenant, long version, String detail) {
        return new AuditEvent(
                id,
                version,
                tenant,
                at(version),
                AuditAction.IDLE_REPORTED,
                Keys.ACTOR,
                detail,
                List.of(new MemberChange("idle", null, "5")));
    }

    private Replacement record(AuditEvent event) {
        return store.recordEvent(event).value();
    }

    @Test
    void ks23_anEventOfNoKeyIsTakenOnceAndListed() {
        UUID id = Keys.id();
        AuditEvent first = event(id, Keys.TENANT, 1, "first");
        AuditEvent second = event(id, Keys.TENANT, 2, "second");
        AuditEvent other = event(Keys.id(), "globex", 1, "first");
        ApiKey key = insert(Keys.spec());

        assertThat(record(first)).isEqualTo(Replacement.REPLACED);
        assertThat(record(first)).as("again").isEqualTo(Replacement.STALE);
        assertThat(record(event(id, Keys.TENANT, 1, "another"))).isEqualTo(Replacement.STALE);
        assertThat(record(second)).isEqualTo(Replacement.REPLACED);
        assertThat(record(other)).isEqualTo(Replacement.REPLACED);
        assertThat(allEvents(AuditQuery.of(Keys.TENANT, 10).key(id))).containsExactly(second, first);
        assertThat(allEvents(AuditQuery.of(Keys.TENANT, 10)))
                .startsWith(second, first)
                .hasSize(3);
        assertThat(allEvents(AuditQuery.of("globex", 10))).containsExactly(other);
        assertThat(elsewhere.findById(id).value()).isEmpty();
        assertStored(key);
    }

    @Test
    void ks23_oneOfSeveralEventsOfOneVersionIsTaken() {
        repeat(round -> {
            UUID id = Keys.id();
            String tenant = "tenant " + round;
            List<AuditEvent> events = eachThread(i -> event(id, tenant, 1, "by " + i));

            List<Boolean> taken = all(i -> storeOf(i).recordEvent(events.get(i)).value() == Replacement.REPLACED);
            assertThat(Collections.frequency(taken, true)).as("calls told true").isEqualTo(1);
            assertThat(allEvents(AuditQuery.of(tenant, 10))).containsExactly(events.get(taken.indexOf(true)));
        });
    }
}
