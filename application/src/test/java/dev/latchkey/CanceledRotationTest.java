package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Canceling a rotation with an overlap, whose new secret a client may use already. */
class CanceledRotationTest {
    private static final Operator OPERATOR =
            Operator.of(ACTOR).tenants("acme").mayEverything().mayGrant(Permissions.ALL);

    private final InMemoryKeyStore store = new InMemoryKeyStore();
    private final TestClock clock = new TestClock(World.START);
    private final Latchkey node = node(true);
    private final IssuedKey previous = node.keys().issue(SPEC, ACTOR).orElseThrow();
    private final UUID id = previous.key().id();
    private final IssuedKey fresh = node.keys()
            .rotate("acme", id, RotationMode.overlap(Duration.ofDays(1)), ACTOR)
            .orElseThrow();

    private Latchkey node(boolean recordsUses) {
        return Latchkey.builder()
                .store(store)
                .keyFormat(World.FORMAT)
                .clock(clock)
                .argon2(World.CHEAP)
                .recordUses(recordsUses)
                .flushEvery(Duration.ofDays(1))
                .build();
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aNewSecretThatNobodyUsesIsCanceled() {
        use(node, previous);
        node.flush();
        assertCanceled(false);
    }

    @Test
    void aUseThatThisNodeHasNotWrittenIsKnown() {
        use(node, fresh);
        assertInUse();
        use(node, fresh);
        assertInUse();
    }

    @Test
    void aUseThatThisNodeIsWritingIsKnown() {
        List<Result.Outcome> found = new ArrayList<>();
        try (World world = new World()) {
            UUID key = world.issue(SPEC).key().id();
            RotationMode aDay = RotationMode.overlap(Duration.ofDays(1));
            IssuedKey rotated =
                    world.watched(world.keys().rotate("acme", key, aDay, ACTOR)).orElseThrow();
            Runnable cancel = () -> found.add(world.keys()
                    .rotations()
                    .cancel("acme", key, null, false, ACTOR)
                    .outcome());
            world.accepted(rotated.rawKey());
            world.accepted(rotated.rawKey());
            world.store.beforeUse = cancel;
            world.latchkey.flush();
            world.store.beforeUse = () -> {};
        }
        assertThat(found).containsExactly(Result.Outcome.NEW_SECRET_IN_USE);
    }

    @Test
    void aUseThatAnotherNodeHasWrittenIsKnown() {
        try (Latchkey other = node(true)) {
            use(other, fresh);
        }
        assertInUse();
    }

    @Test
    void aUseIsKnownHoweverLongAgoItWas() {
        use(node, fresh);
        node.flush();
        clock.advance(Duration.ofHours(23));
        use(node, previous);
        assertInUse();
    }

    @Test
    void whereUsesAreNotRecordedNoneIsKnown() {
        try (Latchkey other = node(false)) {
            use(other, fresh);
        }
        assertCanceled(false);
    }

    @Test
    void aSecretThatIsUsedIsCanceledByForce() {
        use(node, fresh);
        assertCanceled(true);
    }

    private static void use(Latchkey node, IssuedKey key) {
        assertThat(node.authenticator()
                        .authenticate(key.rawKey().reveal(), Requirement.ANY, null)
                        .outcome())
                .isEqualTo(Verdict.Outcome.ACCEPTED);
    }

    private void assertCanceled(boolean force) {
        ApiKey key =
                node.keys().rotations().cancel("acme", id, null, force, ACTOR).orElseThrow();
        assertThat(key.currentSecret().handle())
                .isEqualTo(previous.key().currentSecret().handle());
    }

    private void assertInUse() {
        Result<ApiKey> byHost = node.keys().rotations().cancel("acme", id, null, false, ACTOR);
        assertThat(byHost.outcome()).isEqualTo(Result.Outcome.NEW_SECRET_IN_USE);
        Result<ApiKey> byOperator = node.management().by(OPERATOR).cancel("acme", id, null, false);
        assertThat(byOperator.outcome()).isEqualTo(Result.Outcome.NEW_SECRET_IN_USE);
    }
}
