package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IdempotentRequestsTest {
    private static final IdempotencyKey ONCE = new IdempotencyKey("3f0c-1");
    private static final KeySpec SLOT = SPEC.slot("default");
    private final World world =
            new World(builder -> builder.hashingGate(new HashingGate(2, 64, Duration.ofSeconds(30))));

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void aRepeatIsToldTheSameKeyAndThatItWasShownAndChangesNothing() {
        IdempotentResult first = issue(SPEC);
        List<ApiKey> stored = world.store.all();
        world.clock.advance(IdempotentRequests.REMEMBERED);

        IdempotentResult again = issue(SPEC);

        assertThat(first.repeated()).isFalse();
        world.accepted(first.rawKey());
        assertThat(again).isEqualTo(new IdempotentResult(first.key(), first.secret(), null, true));
        assertThat(world.store.all()).isEqualTo(stored);
        assertThat(world.keys().audit(AuditQuery.of("acme", 10)).items()).hasSize(1);
    }

    @Test
    void aRepeatCostsNoHashing() {
        IdempotentResult first = issue(SPEC);
        try (World full = new World(world.store, builder -> {})) {
            Busy.during(full.gate, () -> {
                assertThat(full.keys()
                                .once(ONCE)
                                .issue(SPEC, ACTOR)
                                .orElseThrow()
                                .key())
                        .isEqualTo(first.key());
            });
        }
    }

    @Test
    void whereASealedCopyIsKeptARepeatShowsTheKeyAgainAndIsAudited() {
        try (World sealing = new World(builder -> builder.sealing(SealingKeys.of("k1", new byte[32])))) {
            IdempotentRequests keys = sealing.keys().once(ONCE);
            IdempotentResult first = keys.issue(SPEC, ACTOR).orElseThrow();
            sealing.watch(first.rawKey());

            IdempotentResult again = keys.issue(SPEC, ACTOR).orElseThrow();

            assertThat(again.repeated()).isTrue();
            assertThat(again.rawKey().reveal()).isEqualTo(first.rawKey().reveal());
            assertThat(sealing.recorded)
                    .extracting(AccessEvent::kind, AccessEvent::keyId)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(
                            AccessEvent.Kind.REVEALED, first.key().id()));
            // What was replaced is shown to nobody.
            sealing.watched(sealing.keys()
                            .rotate("acme", first.key().id(), RotationMode.overlap(Duration.ofHours(1)), ACTOR))
                    .orElseThrow();
            assertThat(keys.issue(SPEC, ACTOR).orElseThrow().rawKey()).isNull();
        }
    }

    @Test
    void aRotationIsRepeatedWhateverBecameOfItUntilItsSecretIsForgotten() {
        try (World sealing = new World(builder -> builder.sealing(SealingKeys.of("k1", new byte[32])))) {
            UUID id = sealing.issue(SPEC).key().id();
            RotationMode mode = RotationMode.firstUse().lapses(Duration.ofHours(1));
            IdempotentRequests canceled = sealing.keys().once(new IdempotencyKey("canceled"));
            IdempotentResult first = canceled.rotate("acme", id, mode, ACTOR).orElseThrow();
            sealing.watch(first.rawKey());
            assertThat(first.secret().handle()).isEqualTo(first.rawKey().handle());

            IdempotentResult again = canceled.rotate("acme", id, mode, ACTOR).orElseThrow();
            assertThat(again.repeated()).isTrue();
            assertThat(again.rawKey().reveal()).isEqualTo(first.rawKey().reveal());
            UUID other = sealing.issue(SPEC).key().id();
            assertThat(canceled.rotate("acme", other, mode, ACTOR))
                    .isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_REUSED));

            String handle = first.secret().handle();
            sealing.keys().rotations().cancel("acme", id, handle, false, ACTOR).orElseThrow();
            assertRepeatedWithoutARawKey(canceled.rotate("acme", id, mode, ACTOR), handle);

            IdempotentRequests lapsing = sealing.keys().once(new IdempotencyKey("lapsing"));
            IdempotentResult second = lapsing.rotate("acme", id, mode, ACTOR).orElseThrow();
            sealing.watch(second.rawKey());
            sealing.clock.advance(Duration.ofHours(1));
            assertRepeatedWithoutARawKey(
                    lapsing.rotate("acme", id, mode, ACTOR), second.secret().handle());

            for (int i = 0; i < 4; i++) {
                sealing.watched(sealing.keys().rotate("acme", id, RotationMode.NOW, ACTOR))
                        .orElseThrow();
            }
            long version = sealing.store.get(id).version();
            assertThat(canceled.rotate("acme", id, mode, ACTOR)).isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_SPENT));
            assertThat(lapsing.rotate("acme", id, mode, ACTOR)).isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_SPENT));
            assertThat(sealing.store.get(id).version()).isEqualTo(version);
        }
    }

    private static void assertRepeatedWithoutARawKey(Result<IdempotentResult> result, String handle) {
        IdempotentResult repeated = result.orElseThrow();
        assertThat(repeated.repeated()).isTrue();
        assertThat(repeated.secret().handle()).isEqualTo(handle);
        assertThat(repeated.rawKey()).isNull();
    }

    @Test
    void aRepeatNeverShowsACallerMoreThanItsOwn() {
        try (World sealing = new World(builder -> builder.sealing(SealingKeys.of("k1", new byte[32])))) {
            KeySpec narrow = SPEC.permissions(Permissions.of("messages:send"));
            Caller caller = sealing.accepted(sealing.issue(narrow).rawKey());
            IdempotentRequests keys = sealing.keys().once(ONCE);
            IdempotentResult first = keys.issue(narrow, caller).orElseThrow();
            sealing.watch(first.rawKey());
            assertThat(keys.issue(narrow, caller).orElseThrow().rawKey()).isNotNull();

            sealing.keys()
                    .changePermissions("acme", first.key().id(), Permissions.ALL, ACTOR)
                    .orElseThrow();

            IdempotentResult again = keys.issue(narrow, caller).orElseThrow();
            assertThat(again.key().id()).isEqualTo(first.key().id());
            assertThat(again.rawKey()).isNull();
        }
    }

    @Test
    void anotherRequestUnderTheSameNameIsRefusedWhateverBecameOfTheKeySince() {
        KeySpec spec = SPEC.expiresAt(World.START.plusSeconds(60));
        IdempotentResult first = issue(spec);
        UUID id = first.key().id();
        world.keys().rename("acme", id, "renamed", ACTOR).orElseThrow();
        world.keys().revoke("acme", id, "leaked", ACTOR).orElseThrow();
        for (KeySpec other : List.of(
                KeySpec.of("acme", Scope.tenant(), "renamed").allPermissions().expiresAt(spec.expiresAt()),
                KeySpec.of("acme", Scope.resource("wn_1"), "ci")
                        .allPermissions()
                        .expiresAt(spec.expiresAt()),
                spec.slot("default"),
                spec.permissions(Permissions.of("messages:send")),
                spec.limits(new Limits(List.of(new RateLimit(1, 1, Duration.ofSeconds(1))), List.of())),
                spec.expiresAt(World.START.plusSeconds(61)),
                spec.expiresAt(null))) {
            assertThat(once(ONCE).issue(other, ACTOR)).isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_REUSED));
        }
        assertThat(issue(spec).key().id()).isEqualTo(id);
        assertThat(world.store.all()).hasSize(1);
    }

    @Test
    void aRepeatIsAnsweredAlsoWhenTheKeyIsDeadByThen() {
        KeySpec spec = SPEC.expiresAt(World.START.plusMillis(1));
        IdempotentResult first = issue(spec);
        world.clock.advance(Duration.ofMillis(1));
        assertThat(issue(spec).key().id()).isEqualTo(first.key().id());
        world.keys().revoke("acme", first.key().id(), "leaked", ACTOR).orElseThrow();
        assertThat(issue(spec).key().revocation()).isNotNull();
        assertThat(world.store.all()).hasSize(1);
    }

    @Test
    void eachSenderAndEachMethodHasNamesOfItsOwn() {
        Caller caller = world.accepted(world.issue(SPEC).rawKey());
        List<UUID> ids = List.of(
                issue(SLOT).key().id(),
                issue(once(ONCE).issue(KeySpec.of("other", Scope.tenant(), "ci").allPermissions(), ACTOR))
                        .key()
                        .id(),
                issue(once(ONCE).issue(SPEC, Actor.host("ada"))).key().id(),
                issue(once(ONCE).issue(SPEC, Actor.user("bob"))).key().id(),
                issue(once(ONCE).issue(SPEC, caller)).key().id());
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(issue(once(ONCE).regenerate(SLOT, ACTOR)).repeated()).isFalse();
        assertThat(issue(once(ONCE).regenerateOwn(caller)).repeated()).isFalse();
    }

    @Test
    void afterADayTheNameIsSpentAndStillMakesNoSecondKey() {
        issue(SLOT);
        issue(once(ONCE).regenerate(SLOT, ACTOR));
        world.clock.advance(IdempotentRequests.REMEMBERED.plusMillis(1));
        assertThat(once(ONCE).issue(SLOT, ACTOR)).isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_SPENT));
        assertThat(once(ONCE).regenerate(SLOT, ACTOR)).isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_SPENT));
        assertThat(world.store.all()).hasSize(1);
        assertThat(world.store.all().get(0).version()).isEqualTo(2);
    }

    @Test
    void whatWasReplacedSoOftenThatItIsForgottenIsSpentAndNotDoneAgain() {
        UUID issued = issue(SPEC).key().id();
        UUID regenerated = issue(once(ONCE).regenerate(SLOT, ACTOR)).key().id();
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            for (UUID id : List.of(issued, regenerated)) {
                world.watched(world.keys().rotate("acme", id, RotationMode.NOW, ACTOR))
                        .orElseThrow();
            }
        }
        List<ApiKey> stored = world.store.all();
        int writes = world.store.writes.get();
        assertThat(once(ONCE).issue(SPEC, ACTOR)).isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_SPENT));
        assertThat(once(ONCE).regenerate(SLOT, ACTOR)).isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_SPENT));
        assertThat(world.store.all()).isEqualTo(stored);
        assertThat(world.store.writes).hasValue(writes + 2);
    }

    @Test
    void aRegenerationIsDoneOnceAlsoWhenTheSlotWasEmptyOrItsKeyExpired() {
        KeySpec expiring = SLOT.expiresAt(World.START.plusMillis(1));
        IdempotentResult first = issue(once(ONCE).regenerate(expiring, ACTOR));
        assertThat(issue(once(ONCE).regenerate(expiring, ACTOR)))
                .isEqualTo(new IdempotentResult(first.key(), first.secret(), null, true));
        world.clock.advance(Duration.ofMillis(1));

        IdempotencyKey next = new IdempotencyKey("3f0c-2");
        IdempotentResult second = issue(once(next).regenerate(SLOT, ACTOR));
        assertThat(issue(once(next).regenerate(SLOT, ACTOR)).key()).isEqualTo(second.key());
        assertThat(second.key().id()).isNotEqualTo(first.key().id());
        // The repeat of the first one leaves the second alone.
        assertThat(issue(once(ONCE).regenerate(expiring, ACTOR)).key().id())
                .isEqualTo(first.key().id());
        world.accepted(second.rawKey());
    }

    @Test
    void aRegenerationThatWasRegeneratedSinceIsRepeatedAsItWas() {
        IdempotentResult first = issue(once(ONCE).regenerate(SLOT, ACTOR));
        IssuedKey later = world.watched(world.keys().regenerate(SLOT, ACTOR)).orElseThrow();

        IdempotentResult again = issue(once(ONCE).regenerate(SLOT, ACTOR));

        assertThat(again.secret().handle()).isEqualTo(first.secret().handle());
        assertThat(again.rawKey()).isNull();
        assertThat(again.repeated()).isTrue();
        world.accepted(later.rawKey());
    }

    @Test
    void aRegenerationOfAnotherSlotUnderTheSameNameIsRefused() {
        issue(once(ONCE).regenerate(SLOT, ACTOR));
        KeySpec other = KeySpec.of("acme", Scope.resource("wn_1"), "ci")
                .allPermissions()
                .slot("default");
        IssuedKey there = world.issue(other);
        assertThat(once(ONCE).regenerate(other, ACTOR)).isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_REUSED));
        assertThat(once(ONCE).regenerate(SPEC.slot("second"), ACTOR))
                .isEqualTo(Result.of(Outcome.IDEMPOTENCY_KEY_REUSED));
        world.accepted(there.rawKey());
    }

    @Test
    void whoIsForbiddenIsForbiddenBeforeAnythingIsLookedUp() {
        Caller narrow = world.accepted(
                world.issue(SPEC.permissions(Permissions.of("messages:*"))).rawKey());
        assertThat(once(ONCE).issue(SPEC, narrow)).isEqualTo(Result.forbidden(Refusal.PERMISSION));
        assertThat(once(ONCE).regenerate(SLOT, narrow)).isEqualTo(Result.forbidden(Refusal.PERMISSION));
        assertThat(once(ONCE).regenerateOwn(Caller.of("acme", Scope.tenant(), Permissions.ALL, "ada")))
                .returns(Outcome.NOT_FOUND, Result::outcome);
        assertThat(world.store.all()).hasSize(1);
    }

    @Test
    void whenNobodyKnowsWhetherItTookEffectARepeatFindsOut() {
        AtomicInteger inserts = new AtomicInteger();
        world.store.beforeInsert = () -> {
            if (inserts.incrementAndGet() == 1) {
                throw new StoreException("insert", null);
            }
        };
        assertThatThrownBy(() -> issue(SPEC)).isInstanceOf(StoreException.class);
        assertThat(issue(SPEC).repeated()).isFalse();
        assertThat(issue(SPEC).repeated()).isTrue();
        assertThat(world.store.all()).hasSize(1);
    }

    @Test
    void ofManyAtOnceOneIssuesAndAllAreToldTheSameKey() throws Exception {
        for (int round = 0; round < 50; round++) {
            IdempotencyKey once = new IdempotencyKey("round-" + round);
            KeySpec spec = round % 2 == 0 ? SPEC : SPEC.slot("slot-" + round);
            List<IdempotentResult> answers = Race.of(8, () -> issue(once(once).issue(spec, ACTOR)));
            assertOneAndTheSame(answers);
            assertThat(world.store.all()).hasSize(round + 1);
        }
    }

    @Test
    void ofManyAtOnceOneRegeneratesAndAllAreToldTheSameSecret() throws Exception {
        for (int round = 0; round < 50; round++) {
            IdempotencyKey once = new IdempotencyKey("round-" + round);
            List<IdempotentResult> answers = Race.of(8, () -> issue(once(once).regenerate(SLOT, ACTOR)));
            assertOneAndTheSame(answers);
            ApiKey key = world.store.all().get(0);
            assertThat(key.currentSecret().handle())
                    .isEqualTo(answers.get(0).secret().handle());
            assertThat(key.version()).isEqualTo(round + 1);
        }
        assertThat(world.store.all()).hasSize(1);
        assertThat(world.store.events(world.store.all().get(0).id()))
                .extracting(event -> event.action())
                .containsOnly(AuditAction.ISSUED, AuditAction.ROTATED);
    }

    @Test
    void ofManyWhoRegenerateTheirOwnAtOnceAllAreToldTheSameSecret() throws Exception {
        Caller caller = world.accepted(world.issue(SPEC).rawKey());
        for (int round = 0; round < 20; round++) {
            IdempotencyKey once = new IdempotencyKey("round-" + round);
            Caller now = caller;
            List<IdempotentResult> answers = Race.of(8, () -> issue(once(once).regenerateOwn(now)));
            assertOneAndTheSame(answers);
            caller = world.accepted(answers.stream()
                    .filter(answer -> !answer.repeated())
                    .findFirst()
                    .orElseThrow()
                    .rawKey());
        }
    }

    private void assertOneAndTheSame(List<IdempotentResult> answers) {
        assertThat(answers)
                .filteredOn(answer -> !answer.repeated())
                .singleElement()
                .satisfies(first -> {
                    world.accepted(first.rawKey());
                    assertThat(answers)
                            .extracting(answer -> answer.key().id())
                            .containsOnly(first.key().id());
                    assertThat(answers)
                            .extracting(answer -> answer.secret().handle())
                            .containsOnly(first.secret().handle());
                    assertThat(answers)
                            .filteredOn(IdempotentResult::repeated)
                            .allMatch(answer -> answer.rawKey() == null);
                });
    }

    private IdempotentRequests once(IdempotencyKey idempotencyKey) {
        return world.keys().once(idempotencyKey);
    }

    private IdempotentResult issue(KeySpec spec) {
        return issue(once(ONCE).issue(spec, ACTOR));
    }

    /** Sees to it that the raw key is looked for in the logs. */
    private IdempotentResult issue(Result<IdempotentResult> result) {
        IdempotentResult issued = result.orElseThrow();
        Secret secret = issued.secret();
        if (issued.rawKey() != null) {
            world.watch(issued.rawKey());
            assertThat(issued.rawKey().handle()).isEqualTo(secret.handle());
        }
        return issued;
    }
}
