package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Replacement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** New secrets: by slot, by the key itself, and with an overlap. */
class RegenerationTest {
    private static final KeySpec SLOT = SPEC.slot("default");
    private final HashingGate roomy = new HashingGate(4, 64, Duration.ofSeconds(30));
    private final World world = new World(builder -> builder.hashingGate(roomy));

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anEmptySlotGetsAFirstKeyAndAFullOneANewSecret() {
        IssuedKey first = regenerate(SLOT);
        IssuedKey second = regenerate(KeySpec.of("acme", Scope.tenant(), "another name")
                .slot("default")
                .permissions(Permissions.NONE));
        assertThat(second.key().id()).isEqualTo(first.key().id());
        assertThat(second.key().name()).isEqualTo("ci");
        assertThat(second.key().permissions()).isEqualTo(Permissions.ALL);
        world.assertRefused(first.rawKey(), Refusal.RETIRED);
        world.accepted(second.rawKey());
        world.assertGapless(first.key().id());
    }

    @Test
    void slotsOfOtherScopesAndTenantsAreOtherSlots() {
        IssuedKey one = regenerate(SLOT);
        IssuedKey two = regenerate(KeySpecs.number("wn_1", Permissions.ALL).slot("default"));
        IssuedKey three = regenerate(
                KeySpec.of("other", Scope.tenant(), "ci").allPermissions().slot("default"));
        world.accepted(one.rawKey());
        world.accepted(two.rawKey());
        world.accepted(three.rawKey());
    }

    @Test
    void whatReplacesARevokedKeyIsWhatTheKeyWasAndLivesAsLong() {
        KeySpec limited = KeySpec.of("acme", Scope.tenant(), "limited")
                .slot("default")
                .permissions(Permissions.of("messages:read"))
                .limits(new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8"))))
                .expiresAt(World.START.plusSeconds(60));
        IssuedKey first = regenerate(limited);
        world.clock.advance(Duration.ofSeconds(10));
        world.keys().revoke("acme", first.key().id(), "leaked", ACTOR).orElseThrow();
        world.clock.advance(Duration.ofSeconds(10));
        IssuedKey second = regenerate(SLOT);

        assertThat(second.key().id()).isNotEqualTo(first.key().id());
        assertThat(second.key().name()).isEqualTo("limited");
        assertThat(second.key().authority())
                .isEqualTo(limited.expiresAt(World.START.plusSeconds(80)).authority());
        world.assertRefused(first.rawKey(), Refusal.REVOKED);
    }

    /** Each key of the slot is made by a node whose clock is behind that of the node that made the one before. */
    @Test
    void theLastHolderDecidesWhateverTheClocksOfItsNodesSay() {
        for (Duration behind : List.of(Duration.ofMillis(1), Duration.ofSeconds(5), Duration.ZERO)) {
            KeySpec slot = SPEC.slot("behind by " + behind);
            IssuedKey wide = regenerate(slot);
            world.keys().revoke("acme", wide.key().id(), "leaked", ACTOR).orElseThrow();
            world.clock.advance(behind.negated());
            UUID narrow = regenerate(slot).key().id();
            Permissions read = Permissions.of("messages:read");
            world.keys().changePermissions("acme", narrow, read, ACTOR).orElseThrow();
            world.keys().suspend("acme", narrow, "abuse", ACTOR).orElseThrow();
            world.keys().revoke("acme", narrow, "abuse", ACTOR).orElseThrow();
            world.clock.advance(behind);

            ApiKey next = regenerate(slot).key();
            assertThat(next.permissions()).isEqualTo(read);
            assertThat(next.suspension()).isNotNull();
        }
    }

    @Test
    void aSuccessorOfAnEarlierHolderIsNotTakenWhenTheLastHolderWasRevokedMeanwhile() {
        IssuedKey wide = regenerate(SLOT);
        world.keys().revoke("acme", wide.key().id(), "leaked", ACTOR).orElseThrow();
        world.store.beforeInsert = () -> {
            world.store.beforeInsert = () -> {};
            UUID narrow = regenerate(SLOT).key().id();
            world.keys()
                    .changePermissions("acme", narrow, Permissions.NONE, ACTOR)
                    .orElseThrow();
            world.keys().revoke("acme", narrow, "abuse", ACTOR).orElseThrow();
        };

        assertThat(regenerate(SLOT).key().permissions()).isEqualTo(Permissions.NONE);
    }

    @Test
    void theSpecificationAppliesToASlotAgainWhenItsKeysArePurged() {
        IssuedKey first = regenerate(SLOT.permissions(Permissions.NONE));
        world.keys().revoke("acme", first.key().id(), "leaked", ACTOR).orElseThrow();
        world.clock.advance(Duration.ofSeconds(10));
        assertThat(world.keys().purge(world.clock.instant(), 10, ACTOR)).isEqualTo(1);

        assertThat(regenerate(SLOT).key().authority()).isEqualTo(SLOT.authority());
    }

    @Test
    void aCallerIsNotHandedTheSuccessorOfARevokedKeyThatCouldDoMore() {
        IssuedKey revoked = regenerate(SLOT);
        world.keys().revoke("acme", revoked.key().id(), "leaked", ACTOR).orElseThrow();
        Caller weak = Caller.of("acme", Scope.tenant(), Permissions.of("keys:write"), "ada");
        assertThat(world.keys().regenerate(SLOT.permissions(Permissions.NONE), weak))
                .isEqualTo(Result.forbidden(Refusal.PERMISSION));
        assertThat(world.store.all()).hasSize(1);
    }

    @Test
    void anExpiredKeyIsRevokedAndReplaced() {
        IssuedKey first = regenerate(SLOT.expiresAt(World.START.plusMillis(1)));
        world.clock.advance(Duration.ofMillis(1));
        IssuedKey second = regenerate(SLOT);
        assertThat(second.key().id()).isNotEqualTo(first.key().id());
        world.assertRefused(first.rawKey(), Refusal.REVOKED);
        world.accepted(second.rawKey());
        assertThat(world.store.events(first.key().id()))
                .extracting(event -> event.action())
                .containsExactly(AuditAction.ISSUED, AuditAction.REVOKED);
    }

    @Test
    void whatReplacesAnExpiredKeyIsWhatTheKeyWasAndLivesAsLong() {
        Limits limits =
                new Limits(List.of(new RateLimit(5, 1, Duration.ofSeconds(1))), List.of(Cidr.parse("10.0.0.0/8")));
        KeySpec limited = KeySpec.of("acme", Scope.tenant(), "limited")
                .slot("default")
                .permissions(Permissions.of("messages:read"))
                .limits(limits)
                .expiresAt(World.START.plusSeconds(60));
        regenerate(limited);
        KeySpec host = SLOT.expiresAt(World.START.plusSeconds(100_000));
        Caller caller = Caller.of("acme", Scope.tenant(), Permissions.of("messages:*"), "ada");
        for (int round = 1; round <= 3; round++) {
            // After the last millisecond, and long after.
            world.clock.advance(Duration.ofSeconds(round == 1 ? 60 : 10_000));
            ApiKey next = (round == 2
                            ? world.watched(world.keys().regenerate(host, caller))
                            : Result.done(regenerate(host)))
                    .orElseThrow()
                    .key();
            assertThat(next.name()).isEqualTo("limited");
            assertThat(next.authority())
                    .isEqualTo(limited.expiresAt(world.clock.instant().plusSeconds(60))
                            .authority());
        }
    }

    @Test
    void aCallerIsNotHandedTheSuccessorOfAnExpiredKeyThatCouldDoMore() {
        IssuedKey expired = regenerate(SLOT.expiresAt(World.START.plusMillis(1)));
        world.clock.advance(Duration.ofMillis(1));
        Caller weak = Caller.of("acme", Scope.tenant(), Permissions.of("keys:write"), "ada");
        assertThat(world.keys().regenerate(SLOT.permissions(Permissions.NONE), weak))
                .isEqualTo(Result.forbidden(Refusal.PERMISSION));
        assertThat(world.store.all()).containsExactly(expired.key());
    }

    @Test
    void aSuspensionIsNotShedByExpiry() {
        IssuedKey first = regenerate(SLOT.expiresAt(World.START.plusMillis(1)));
        world.keys().suspend("acme", first.key().id(), "unpaid", ACTOR).orElseThrow();
        world.clock.advance(Duration.ofMillis(1));
        IssuedKey second = regenerate(SLOT);
        world.assertRefused(second.rawKey(), Refusal.SUSPENDED);
        world.keys().resume("acme", second.key().id(), ACTOR).orElseThrow();
        world.accepted(second.rawKey());
    }

    @Test
    void aCallerDoesNotGetTheSecretOfAKeyThatMayDoMore() {
        IssuedKey strong = regenerate(SLOT);
        Caller weak = Caller.of("acme", Scope.tenant(), Permissions.of("keys:write"), "ada");
        KeySpec asked = SLOT.permissions(Permissions.NONE);
        assertThat(world.keys().regenerate(asked, weak)).isEqualTo(Result.forbidden(Refusal.PERMISSION));
        world.accepted(strong.rawKey());
        Caller stranger = Caller.of("other", Scope.tenant(), Permissions.ALL, "eve");
        assertThat(world.keys().regenerate(asked, stranger)).isEqualTo(Result.forbidden(Refusal.OTHER_RESOURCE));
        Caller equal = Caller.of("acme", Scope.tenant(), Permissions.ALL, "bob");
        assertThat(world.keys().regenerate(asked, equal)).returns(Result.Outcome.DONE, Result::outcome);
    }

    @RepeatedTest(5)
    void ofEightRegenerationsOfOneSlotTheLastAloneWorks() throws Exception {
        List<IssuedKey> issued = Race.of(8, () -> regenerate(SLOT));
        assertLastAloneWorks(issued);
        assertThat(world.store.get(issued.get(0).key().id()).version()).isEqualTo(8);
    }

    @RepeatedTest(5)
    void ofEightRegenerationsOfAnExpiredKeyTheLastAloneWorks() throws Exception {
        IssuedKey expired = regenerate(SLOT.expiresAt(World.START.plusMillis(1)));
        world.clock.advance(Duration.ofMillis(1));
        List<IssuedKey> issued = Race.of(8, () -> regenerate(SLOT));
        assertLastAloneWorks(issued);
        world.assertRefused(expired.rawKey(), Refusal.REVOKED);
        assertThat(world.store.get(expired.key().id()).version()).isEqualTo(2);
        assertThat(world.store.all()).hasSize(2);
    }

    private void assertLastAloneWorks(List<IssuedKey> issued) {
        UUID id = issued.get(0).key().id();
        assertThat(issued).allMatch(one -> one.key().id().equals(id));
        world.assertGapless(id);
        ApiKey stored = world.store.get(id);
        assertThat(stored.secrets().stream().filter(secret -> secret.retiresAt() == null))
                .hasSize(1);
        int working = 0;
        for (IssuedKey one : issued) {
            boolean last = one.key().version() == stored.version();
            boolean accepted = world.authenticate(one.rawKey()).outcome() == Verdict.Outcome.ACCEPTED;
            assertThat(accepted).isEqualTo(last);
            working += accepted ? 1 : 0;
        }
        assertThat(working).isEqualTo(1);
    }

    @RepeatedTest(5)
    void ofEightCallsThatPresentedTheSameSecretOneRegeneratesIt() throws Exception {
        IssuedKey first = world.issue(SPEC);
        Caller caller = world.accepted(first.rawKey());
        List<Result<IssuedKey>> results =
                Race.of(8, () -> world.watched(world.keys().regenerateOwn(caller)));
        List<Result<IssuedKey>> done = results.stream().filter(Result::isDone).toList();
        assertThat(done).hasSize(1);
        assertThat(results)
                .filteredOn(result -> !result.isDone())
                .hasSize(7)
                .allMatch(Result.forbidden(Refusal.RETIRED)::equals);
        world.accepted(done.get(0).orElseThrow().rawKey());
        world.assertRefused(first.rawKey(), Refusal.RETIRED);
        assertThat(world.store.get(first.key().id()).version()).isEqualTo(2);
    }

    @Test
    void aPrincipalThatIsNoKeyHasNoneToRegenerate() {
        Caller session = Caller.of("acme", Scope.tenant(), Permissions.ALL, "ada");
        assertThat(world.keys().regenerateOwn(session)).returns(Result.Outcome.NOT_FOUND, Result::outcome);
    }

    @Test
    void withAnOverlapBothSecretsWorkUntilTheDeadlineAndThenTheNewOne() {
        IssuedKey first = world.issue(SPEC);
        RawKey fresh = rotate(first.key().id(), RotationMode.overlap(Duration.ofHours(1)));
        world.accepted(first.rawKey());
        world.accepted(fresh);
        world.clock.advance(Duration.ofHours(1).minusMillis(1));
        world.accepted(first.rawKey());
        world.clock.advance(Duration.ofMillis(1));
        world.assertRefused(first.rawKey(), Refusal.RETIRED);
        world.accepted(fresh);
    }

    @Test
    void atMostTwoSecretsWorkHoweverOftenTheKeyIsRotated() {
        IssuedKey first = world.issue(SPEC);
        RotationMode anHour = RotationMode.overlap(Duration.ofHours(1));
        RawKey second = rotate(first.key().id(), anHour);
        Result<IssuedKey> refused = world.keys().rotate("acme", first.key().id(), anHour, ACTOR);
        assertThat(refused.outcome()).isEqualTo(Result.Outcome.ROTATION_UNDER_WAY);
        assertThat(refused.rotation().newHandle()).isEqualTo(second.handle());
        world.accepted(first.rawKey());
        RawKey third = rotate(first.key().id(), RotationMode.NOW);
        world.assertRefused(first.rawKey(), Refusal.RETIRED);
        world.assertRefused(second, Refusal.RETIRED);
        world.accepted(third);
    }

    @Test
    void aSecretOfManyGenerationsAgoIsLikeAnyUnknownOne() {
        IssuedKey first = world.issue(SPEC);
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            rotate(first.key().id(), RotationMode.NOW);
        }
        world.assertRefused(first.rawKey(), Refusal.INVALID);
        world.assertGapless(first.key().id());
    }

    @Test
    void anOverlapEndsWithTheKey() {
        IssuedKey first = world.issue(SPEC.expiresAt(World.START.plusSeconds(1)));
        RawKey fresh = rotate(first.key().id(), RotationMode.overlap(Duration.ofHours(1)));
        world.clock.advance(Duration.ofSeconds(1));
        world.assertRefused(first.rawKey(), Refusal.EXPIRED);
        world.assertRefused(fresh, Refusal.EXPIRED);
    }

    @Test
    void aRetiringSecretDoesNotRegenerateItsKey() {
        IssuedKey first = world.issue(SLOT);
        RawKey second = rotate(first.key().id(), RotationMode.overlap(Duration.ofDays(7)));
        Caller retiring = world.accepted(first.rawKey());
        Result<Object> refused = Result.forbidden(Refusal.RETIRING);
        assertThat(world.keys().regenerateOwn(retiring)).isEqualTo(refused);
        assertThat(world.keys().regenerate(SLOT, retiring)).isEqualTo(refused);
        assertThat(world.latchkey.keys().once(new IdempotencyKey("retiring")).regenerateOwn(retiring))
                .isEqualTo(refused);
        world.accepted(first.rawKey());
        world.accepted(second);
        assertThat(world.keys().regenerateOwn(world.accepted(second)).isDone()).isTrue();
    }

    @Test
    void aSecretThatRetiresBetweenItsRequestAndTheChangeDoesNotRegenerateItsKey() {
        IssuedKey first = world.issue(SLOT);
        Caller caller = world.accepted(first.rawKey());
        RawKey second = rotate(first.key().id(), RotationMode.overlap(Duration.ofDays(7)));
        assertThat(world.keys().regenerateOwn(caller)).isEqualTo(Result.forbidden(Refusal.RETIRING));
        assertThat(world.keys().regenerate(SLOT, caller)).isEqualTo(Result.forbidden(Refusal.RETIRING));
        world.accepted(second);
    }

    private RawKey rotate(UUID id, RotationMode mode) {
        return world.watched(world.keys().rotate("acme", id, mode, ACTOR))
                .orElseThrow()
                .rawKey();
    }

    private IssuedKey regenerate(KeySpec spec) {
        return world.watched(world.keys().regenerate(spec, ACTOR)).orElseThrow();
    }

    @Test
    void anExpiredKeyIsLeftAsItIsWhenNoNewOneCanBeMade() {
        IssuedKey first = regenerate(SLOT.expiresAt(World.START.plusMillis(1)));
        world.clock.advance(Duration.ofMillis(1));
        try (World full = new World(world.store, builder -> {})) {
            Busy.during(full.gate, () -> {
                full.clock.advance(Duration.ofMillis(1));
                assertThat(full.keys().regenerate(SLOT, ACTOR)).isEqualTo(Result.overloaded(World.RETRY));
            });
        }
        assertThat(world.store.all()).containsExactly(first.key());
    }

    @Test
    void aKeyWhoseExpiryWasPutOffInTheMeantimeIsRotatedAndNotRevoked() {
        IssuedKey first = regenerate(SLOT.expiresAt(World.START.plusMillis(1)));
        UUID id = first.key().id();
        // Decided while the key was in force, stored after another node has seen it expired.
        Changed late = (Changed) first.key().by(ACTOR, World.START).changeExpiry(World.START.plusSeconds(9));
        world.clock.advance(Duration.ofMillis(1));
        world.store.beforeReplace = () -> {
            world.store.beforeReplace = () -> {};
            assertThat(world.store.replace(late.next(), late.event()).value()).isEqualTo(Replacement.REPLACED);
        };
        IssuedKey second = regenerate(SLOT);
        assertThat(second.key().id()).isEqualTo(id);
        assertThat(second.key().expiresAt()).isEqualTo(World.START.plusSeconds(9));
        world.accepted(second.rawKey());
        world.assertGapless(id);
    }

    @Test
    void aDeadKeyIsDeadToItsOwnCallerTooAndCostsNoHashing() {
        IssuedKey revoked = world.issue(SPEC);
        IssuedKey expired = world.issue(SPEC.expiresAt(World.START.plusMillis(1)));
        Caller ofRevoked = world.accepted(revoked.rawKey());
        Caller ofExpired = world.accepted(expired.rawKey());
        world.keys().revoke("acme", revoked.key().id(), "leaked", ACTOR).orElseThrow();
        try (World full = new World(world.store, builder -> {})) {
            Busy.during(full.gate, () -> {
                full.clock.advance(Duration.ofMillis(1));
                assertThat(full.keys().regenerateOwn(ofRevoked)).isEqualTo(Result.dead(KeyStatus.REVOKED));
                assertThat(full.keys().regenerateOwn(ofExpired)).isEqualTo(Result.dead(KeyStatus.EXPIRED));
            });
        }
    }
}
