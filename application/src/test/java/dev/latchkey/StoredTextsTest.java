package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Keys whose texts have the shape of a raw key, as a store may have them from before the format was what it is. They
 * stay readable, and nothing that ends a key fails.
 */
class StoredTextsTest {
    private final World world = new World();
    private final String raw = world.issue(World.SPEC).rawKey().reveal();
    private final ApiKey key = store(raw);

    /** Stores a key by a node of another format, for which the texts are as any other. */
    private ApiKey store(String text) {
        try (Latchkey other = Latchkey.builder()
                .store(world.store)
                .keyFormat(KeyFormat.of("other_"))
                .clock(world.clock)
                .argon2(World.CHEAP)
                .build()) {
            KeySpec spec = KeySpec.of(text, Scope.resource(text), text)
                    .owner(text)
                    .tags(text.substring(0, Math.min(64, text.length())))
                    .description(text)
                    .slot(text)
                    .allPermissions();
            return other.keys().issue(spec, Actor.user(text)).orElseThrow().key();
        }
    }

    @AfterEach
    void close() {
        world.latchkey.close();
    }

    private UUID id() {
        return key.id();
    }

    @Test
    void theKeyIsRevoked() {
        assertThat(world.keys().revoke(raw, id(), "leaked", World.ACTOR).outcome())
                .isEqualTo(Result.Outcome.DONE);
    }

    @Test
    void theKeyIsSuspendedAndResumed() {
        assertThat(world.keys().suspend(raw, id(), "leaked", World.ACTOR).outcome())
                .isEqualTo(Result.Outcome.DONE);
        assertThat(world.keys().resume(raw, id(), World.ACTOR).outcome()).isEqualTo(Result.Outcome.DONE);
    }

    @Test
    void theKeyIsRotated() {
        for (RotationMode mode : List.of(RotationMode.NOW, RotationMode.overlap(Duration.ofDays(1)))) {
            assertThat(world.keys().rotate(raw, id(), mode, World.ACTOR).outcome())
                    .isEqualTo(Result.Outcome.DONE);
        }
        assertThat(world.keys()
                        .rotations()
                        .complete(raw, id(), null, Duration.ZERO, World.ACTOR)
                        .outcome())
                .isEqualTo(Result.Outcome.DONE);
    }

    @Test
    void theKeyIsAccepted() {
        IssuedKey fresh = world.keys()
                .rotate(raw, id(), RotationMode.firstUse(), World.ACTOR)
                .orElseThrow();
        assertThat(world.authenticate(fresh.rawKey()).outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
        world.latchkey.flush();
    }

    @Test
    void itsTextsAreReplacedAndNotRepeatedInTheEvent() {
        ApiKey changed = world.keys()
                .change(raw, id(), spec -> spec.name("n").owner(null).tags().description(null), World.ACTOR)
                .orElseThrow();
        AuditEvent event = world.keys().audit(AuditQuery.of(raw, 10)).items().stream()
                .filter(one -> one.version() == changed.version())
                .findFirst()
                .orElseThrow();
        assertThat(event.changes())
                .hasSize(4)
                .noneMatch(change -> change.toString().contains(raw.substring(0, 60)));
    }

    @Test
    void anotherMemberIsChanged() {
        assertThat(world.keys().rename(raw, id(), "n", World.ACTOR).outcome()).isEqualTo(Result.Outcome.DONE);
        assertThat(world.keys()
                        .change(raw, id(), spec -> spec.description("d"), World.ACTOR)
                        .outcome())
                .isEqualTo(Result.Outcome.DONE);
    }

    @Test
    void theTenantEnds() {
        assertThat(world.latchkey.tenants().end(raw, "left", World.ACTOR).changed())
                .isEqualTo(1);
    }

    @Test
    void manyKeysAreRevoked() {
        assertThat(world.keys()
                        .revokeAll("restored", World.ACTOR)
                        .issuedBefore(World.START.plusSeconds(1))
                        .changed())
                .isEqualTo(2);
    }

    @Test
    void manyKeysAreRevokedByTheirTenant() {
        assertThat(world.keys()
                        .revokeAll("restored", World.ACTOR)
                        .issuedBefore(raw, World.START.plusSeconds(1))
                        .changed())
                .isEqualTo(1);
        assertThat(world.keys()
                        .revokeAll("restored", World.ACTOR)
                        .listed(List.of(id()))
                        .changed())
                .isZero();
    }
}
