package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingException;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SealedKeysTest {
    private static final SealingKeys OLD = SealingKeys.of("s1", new byte[32]);
    private static final SealingKeys BOTH = SealingKeys.of("s2", other()).withPrevious("s1", new byte[32]);
    private static final SealingKeys NEW = SealingKeys.of("s2", other());

    private static byte[] other() {
        byte[] key = new byte[32];
        key[0] = 1;
        return key;
    }

    private static World world() {
        return new World(builder -> builder.sealing(OLD));
    }

    @Test
    void whatIsShownIsTheRawKeyAndWasAuditedBefore() {
        try (World world = world()) {
            IssuedKey one = world.issue(SPEC);
            IssuedKey two = world.issue(SPEC);
            SealedKeys sealed = world.latchkey.sealedKeys();
            assertThat(sealed.reveal(List.of(two.key(), one.key()), ACTOR))
                    .containsExactly(
                            java.util.Map.entry(two.key().id(), two.rawKey()),
                            java.util.Map.entry(one.key().id(), one.rawKey()));
            assertThat(world.recorded).hasSize(2).allSatisfy(event -> {
                assertThat(event.kind()).isEqualTo(AccessEvent.Kind.REVEALED);
                assertThat(event.actor()).isEqualTo(ACTOR);
                assertThat(event.tenant()).isEqualTo("acme");
                assertThat(event.toString()).doesNotContain(one.rawKey().reveal());
            });
            assertThat(world.recorded.get(0).keyId()).isEqualTo(two.key().id());
        }
    }

    @Test
    void whatCannotBeAuditedIsNotShown() {
        try (World world = world()) {
            ApiKey key = world.issue(SPEC).key();
            world.beforeRecord = () -> {
                throw new StoreException("record", null);
            };
            assertThatThrownBy(() -> world.latchkey.sealedKeys().reveal(List.of(key), ACTOR))
                    .isInstanceOf(StoreException.class);
            world.beforeRecord = () -> {};
        }
    }

    @Test
    void withoutSealingThereIsNothingToShow() {
        try (World world = new World()) {
            ApiKey key = world.issue(SPEC).key();
            assertThat(key.currentSecret().sealedCopy()).isNull();
            assertThat(world.latchkey.sealedKeys().reveal(List.of(key), ACTOR)).isEmpty();
            assertThat(world.recorded).isEmpty();
            assertThat(world.latchkey.sealedKeys().reseal("acme", key.id(), ACTOR))
                    .isEqualTo(Result.done(key));
        }
    }

    @Test
    void aCallerIsNotShownAKeyThatMayDoMore() {
        try (World world = world()) {
            ApiKey strong = world.issue(SPEC).key();
            ApiKey weak =
                    world.issue(KeySpecs.number("wn_1", Permissions.of("a:b"))).key();
            Caller caller = Caller.of("acme", Scope.tenant(), Permissions.of("a:*"), "ada");
            Caller stranger = Caller.of("other", Scope.tenant(), Permissions.ALL, "eve");
            SealedKeys sealed = world.latchkey.sealedKeys();
            assertThat(sealed.reveal(List.of(strong, weak), caller)).containsOnlyKeys(weak.id());
            assertThat(sealed.reveal(List.of(strong, weak), stranger)).isEmpty();
        }
    }

    @Test
    void deadKeysAreLeftOutAndSuspendedOnesAreNot() {
        try (World world = world()) {
            ApiKey expired =
                    world.issue(SPEC.expiresAt(World.START.plusMillis(1))).key();
            UUID id = world.issue(SPEC).key().id();
            ApiKey revoked = world.keys().revoke("acme", id, "leaked", ACTOR).orElseThrow();
            UUID stopped = world.issue(SPEC).key().id();
            ApiKey suspended =
                    world.keys().suspend("acme", stopped, "unpaid", ACTOR).orElseThrow();
            world.clock.advance(Duration.ofMillis(1));
            assertThat(world.latchkey.sealedKeys().reveal(List.of(expired, revoked, suspended), ACTOR))
                    .containsOnlyKeys(stopped);
            assertThat(world.latchkey.sealedKeys().reseal("acme", id, ACTOR))
                    .returns(Result.Outcome.DONE, Result::outcome);
        }
    }

    @Test
    void theCurrentSecretIsShownAndNoFormerOne() {
        try (World world = world()) {
            ApiKey first = world.issue(SPEC).key();
            IssuedKey second = world.watched(
                            world.keys().rotate("acme", first.id(), RotationMode.overlap(Duration.ofHours(1)), ACTOR))
                    .orElseThrow();
            assertThat(world.latchkey.sealedKeys().reveal(List.of(second.key()), ACTOR))
                    .containsEntry(first.id(), second.rawKey());
        }
    }

    @Test
    void aCopyWhoseSealingKeyIsMissingIsLeftOutAndLogged() {
        try (World before = world();
                World after = new World(before.store, builder -> builder.sealing(NEW))) {
            ApiKey key = before.issue(SPEC).key();
            IssuedKey fresh = after.issue(SPEC);
            assertThat(after.latchkey.sealedKeys().reveal(List.of(key, fresh.key()), ACTOR))
                    .containsOnlyKeys(fresh.key().id());
            for (int i = 0; i < 5; i++) {
                assertThat(after.latchkey.sealedKeys().reveal(List.of(key), ACTOR))
                        .isEmpty();
            }
            assertThat(after.logs().text())
                    .containsOnlyOnce("WARN dev.latchkey.SealedKeys")
                    .contains(key.id().toString());
            assertThatThrownBy(() -> after.latchkey.sealedKeys().reseal("acme", key.id(), ACTOR))
                    .isInstanceOf(SealingException.class);
        }
    }

    @Test
    void aCopyMovedToAnotherKeyDoesNotOpen() {
        try (World world = world()) {
            ApiKey one = world.issue(SPEC).key();
            ApiKey two = world.issue(SPEC).key();
            ApiKey forged = ((dev.latchkey.core.key.Transition.Changed) one.by(ACTOR, World.START)
                            .secret(one.currentSecret().handle())
                            .reseal(java.util.Objects.requireNonNull(
                                    two.currentSecret().sealedCopy())))
                    .next();
            assertThat(world.latchkey.sealedKeys().reveal(List.of(forged), ACTOR))
                    .isEmpty();
        }
    }

    @Test
    void afterResealingAllCopiesTheFormerSealingKeyCanBeDropped() {
        try (World before = world();
                World both = new World(before.store, builder -> builder.sealing(BOTH));
                World after = new World(before.store, builder -> builder.sealing(NEW))) {
            UUID id = before.issue(SPEC).key().id();
            IssuedKey current = before.watched(
                            before.keys().rotate("acme", id, RotationMode.overlap(Duration.ofHours(1)), ACTOR))
                    .orElseThrow();
            ApiKey resealed =
                    both.latchkey.sealedKeys().reseal("acme", id, ACTOR).orElseThrow();
            assertThat(resealed.secrets())
                    .hasSize(2)
                    .allSatisfy(secret -> assertThat(secret.sealedCopy()).hasToString("SealedCopy[s2]"));
            assertThat(after.latchkey.sealedKeys().reveal(List.of(resealed), ACTOR))
                    .containsEntry(id, current.rawKey());
            assertThat(both.latchkey.sealedKeys().reseal("acme", id, ACTOR)).isEqualTo(Result.done(resealed));
            after.assertGapless(id);
            assertThat(after.store.events(id))
                    .extracting(event -> event.action())
                    .containsExactly(
                            AuditAction.ISSUED, AuditAction.ROTATED, AuditAction.RESEALED, AuditAction.RESEALED);
        }
    }

    @Test
    void anExpiredKeysCopyIsNotResealed() {
        try (World before = world();
                World both = new World(before.store, builder -> builder.sealing(BOTH))) {
            ApiKey key = before.issue(SPEC.expiresAt(World.START.plusMillis(1))).key();
            both.clock.advance(Duration.ofMillis(1));
            assertThat(both.latchkey.sealedKeys().reseal("acme", key.id(), ACTOR))
                    .isEqualTo(Result.dead(KeyStatus.EXPIRED));
        }
    }
}
