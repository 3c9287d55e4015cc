package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KeyChangeListenerTest {
    private final List<AuditEvent> committed = new ArrayList<>();
    private final List<AuditEvent> joined = new ArrayList<>();
    private final KeyChangeListener listener = new KeyChangeListener() {
        @Override
        public void changed(AuditEvent event) {
            committed.add(event);
        }

        @Override
        public void joined(AuditEvent event) {
            joined.add(event);
        }
    };

    @Test
    void eachChangeIsReportedWithTheEventThatIsStored() {
        try (World world = new World(builder -> builder.changes(listener))) {
            IssuedKey issued = world.issue(World.SPEC);
            UUID id = issued.key().id();
            ApiKeys keys = world.latchkey.keys();
            keys.rename("acme", id, "renamed", World.ACTOR).orElseThrow();
            keys.rename("acme", id, "renamed", World.ACTOR).orElseThrow();
            keys.rotate("acme", id, RotationMode.firstUse(), World.ACTOR).orElseThrow();
            keys.rotations().cancel("acme", id, null, false, World.ACTOR).orElseThrow();
            keys.suspend("acme", id, "", World.ACTOR).orElseThrow();
            keys.resume("acme", id, World.ACTOR).orElseThrow();
            keys.revoke("acme", id, "over", World.ACTOR).orElseThrow();

            assertThat(committed)
                    .containsExactlyInAnyOrderElementsOf(
                            keys.audit(AuditQuery.of("acme", 100)).items())
                    .extracting(AuditEvent::action)
                    .startsWith(AuditAction.ISSUED, AuditAction.CHANGED)
                    .endsWith(AuditAction.REVOKED);
            assertThat(committed).extracting(AuditEvent::version).doesNotHaveDuplicates();
            assertThat(joined).isEmpty();
        }
    }

    @Test
    void theExpiryThatMaintenanceRecordsIsReported() {
        try (World world = new World(builder -> builder.changes(listener))) {
            world.issue(World.SPEC.expiresAt(World.START.plusSeconds(60)));
            world.clock.advance(Duration.ofHours(1));
            committed.clear();
            MaintenanceResult unused = world.latchkey.maintenance().run(Duration.ofMinutes(1));
            assertThat(committed).extracting(AuditEvent::action).containsExactly(AuditAction.EXPIRED);
        }
    }

    @Test
    void aChangeInATransactionOfTheHostIsNotReportedAsCommitted() {
        HostTransaction store = new HostTransaction();
        try (Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(World.FORMAT)
                .argon2(World.CHEAP)
                .changes(listener)
                .build()) {
            store.begin(new InMemoryKeyStore());
            ApiKey inside =
                    latchkey.keys().issue(World.SPEC, World.ACTOR).orElseThrow().key();
            assertThat(committed).isEmpty();
            assertThat(joined).extracting(AuditEvent::keyId).containsExactly(inside.id());

            store.end();
            ApiKey outside =
                    latchkey.keys().issue(World.SPEC, World.ACTOR).orElseThrow().key();
            assertThat(committed).extracting(AuditEvent::keyId).containsExactly(outside.id());
        }
    }

    @Test
    void aListenerThatFailsChangesNoResult() {
        try (World world = new World(builder -> builder.changes(event -> {
            throw new IllegalStateException("on purpose");
        }))) {
            assertThat(world.latchkey.keys().issue(World.SPEC, World.ACTOR).isDone())
                    .isTrue();
        }
    }
}
