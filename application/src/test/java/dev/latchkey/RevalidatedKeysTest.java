package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Replacement;
import java.time.Duration;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** How many reads a request costs in each configuration, and what it sees of other nodes. */
class RevalidatedKeysTest {
    private final HookedStore store = new HookedStore();
    private final VersionedStore versions = new VersionedStore(store);

    private World world(Consumer<LatchkeyBuilder> more) {
        return new World(store, builder -> more.accept(builder.store(versions.in(store))));
    }

    @Test
    void byDefaultARequestReadsTheVersionOfAKeyThatIsRemembered() {
        try (World world = world(builder -> {})) {
            IssuedKey issued = issue(world);
            int reads = reads(world.latchkey.authenticator(), issued);
            assertThat(reads).isEqualTo(1);
            assertThat(versions.asked).hasValue(1);
        }
    }

    @Test
    void aRevocationOnAnotherNodeIsRefusedByTheNextRequest() {
        try (World world = world(builder -> {})) {
            IssuedKey issued = issue(world);
            reads(world.latchkey.authenticator(), issued);
            Changed revoked = (Changed)
                    store.get(issued.key().id()).by(World.ACTOR, World.START).revoke("test");
            assertThat(store.replace(revoked.next(), revoked.event()).value()).isEqualTo(Replacement.REPLACED);
            assertThat(ask(world.latchkey.authenticator(), issued).refusal()).isEqualTo(Refusal.REVOKED);
        }
    }

    @Test
    void aFailureToTellTheVersionIsAnAnswer() {
        try (World world = world(builder -> {})) {
            IssuedKey issued = issue(world);
            reads(world.latchkey.authenticator(), issued);
            versions.answer = version -> {
                throw new IllegalStateException("the pool is closed");
            };
            assertThat(ask(world.latchkey.authenticator(), issued).outcome()).isEqualTo(Verdict.Outcome.UNAVAILABLE);
        }
    }

    @Test
    void theStrictAuthenticatorReadsTheWholeKey() {
        try (World world = world(builder -> {})) {
            IssuedKey issued = issue(world);
            reads(world.latchkey.strictAuthenticator(), issued);
            assertThat(versions.asked).hasValue(0);
        }
    }

    @Test
    void withNoneEveryRequestReadsTheWholeKey() {
        try (World world = world(builder -> builder.revalidatedKeys(0))) {
            reads(world.latchkey.authenticator(), issue(world));
            assertThat(versions.asked).hasValue(0);
            assertThat(world.latchkey.strictAuthenticator()).isSameAs(world.latchkey.authenticator());
        }
    }

    @Test
    void withARecordCacheNoVersionIsAskedFor() {
        try (World world = world(builder -> builder.recordCache(listener -> () -> {}, 10, Duration.ofMinutes(1)))) {
            assertThat(reads(world.latchkey.authenticator(), issue(world))).isZero();
            assertThat(versions.asked).hasValue(0);
        }
    }

    @Test
    void aStoreThatTellsNoVersionsIsReadByEachRequest() {
        try (World world = new World(store, builder -> {})) {
            assertThat(reads(world.latchkey.authenticator(), issue(world))).isEqualTo(1);
            assertThat(versions.asked).hasValue(0);
        }
    }

    @Test
    void aClosedLatchkeyRemembersNothing() {
        try (World world = world(builder -> {})) {
            IssuedKey issued = issue(world);
            reads(world.latchkey.authenticator(), issued);
            int before = versions.asked.get();
            world.latchkey.close();
            reads(world.latchkey.authenticator(), issued);
            assertThat(versions.asked).hasValue(before);
        }
    }

    private static IssuedKey issue(World world) {
        return world.latchkey.keys().issue(World.SPEC, World.ACTOR).orElseThrow();
    }

    private static Verdict ask(Authenticator authenticator, IssuedKey issued) {
        return authenticator.authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
    }

    /** How many reads the second request of a key costs; those of versions are reads here too. */
    private int reads(Authenticator authenticator, IssuedKey issued) {
        assertThat(ask(authenticator, issued).outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
        int before = store.reads.get();
        ApiKey key = ask(authenticator, issued).acceptedCaller().key();
        assertThat(key).isEqualTo(store.get(issued.key().id()));
        return store.reads.get() - before;
    }
}
