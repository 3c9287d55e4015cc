package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ApiKeysTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void anIssuedKeyIsWhatWasAskedForAndWorksAndIsAudited() {
        KeySpec spec = KeySpecs.number("wn_1", Permissions.of("messages:send"))
                .slot("default")
                .expiresAt(World.START.plusSeconds(60));
        IssuedKey issued = world.issue(spec);
        ApiKey key = issued.key();
        assertThat(key.scope()).isEqualTo(Scope.resource("wn_1"));
        assertThat(key.permissions()).isEqualTo(Permissions.of("messages:send"));
        assertThat(key.createdAt()).isEqualTo(World.START);
        assertThat(world.accepted(issued.rawKey()).key()).isEqualTo(key);
        assertThat(world.keys().find("acme", key.id())).contains(key);
        assertThat(world.keys().list(KeyQuery.of("acme", 10)).items()).hasSize(1);
        assertThat(world.keys().audit(AuditQuery.of("acme", 10)).items())
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.action()).isEqualTo(AuditAction.ISSUED);
                    assertThat(event.actor()).isEqualTo(ACTOR);
                });
    }

    @Test
    void aTakenSlotIsToldAndNothingIsStored() {
        world.issue(SPEC.slot("default"));
        assertThat(world.keys().issue(SPEC.slot("default"), ACTOR)).returns(Outcome.SLOT_TAKEN, Result::outcome);
        assertThat(world.store.all()).hasSize(1);
    }

    /** Its successor is what it was, and a specification would be ignored. */
    @Test
    void theSlotOfARevokedKeyIsTakenForEveryNewKeyUntilTheKeyIsPurged() {
        KeySpec slot = SPEC.slot("default");
        UUID id = world.issue(slot.permissions(Permissions.NONE)).key().id();
        world.keys().suspend("acme", id, "abuse", ACTOR).orElseThrow();
        world.keys().revoke("acme", id, "abuse", ACTOR).orElseThrow();
        Caller caller = Caller.of("acme", Scope.tenant(), Permissions.ALL, "ada");
        String elsewhere = new SecretGenerator().rawKey(World.FORMAT).reveal();

        assertThat(world.keys().issue(slot, ACTOR)).isEqualTo(Result.of(Outcome.SLOT_TAKEN));
        assertThat(world.keys().issue(slot, caller)).isEqualTo(Result.of(Outcome.SLOT_TAKEN));
        assertThat(world.keys().once(new IdempotencyKey("once")).issue(slot, caller))
                .isEqualTo(Result.of(Outcome.SLOT_TAKEN));
        assertThat(world.latchkey.imports().importKey(slot, elsewhere, ACTOR)).isEqualTo(Result.of(Outcome.SLOT_TAKEN));
        assertThat(world.store.all()).hasSize(1);

        world.clock.advance(Duration.ofSeconds(1));
        assertThat(world.keys().purge(world.clock.instant(), 1, ACTOR)).isEqualTo(1);
        assertThat(world.issue(slot).key().permissions()).isEqualTo(Permissions.ALL);
    }

    @Test
    void aTakenHandleIsTriedAgainWithAnotherABoundedNumberOfTimes() {
        world.store.insertion = Insertion.HANDLE_TAKEN;
        world.store.beforeInsert = () -> {
            if (world.store.writes.get() == 3) {
                world.store.insertion = null;
            }
        };
        world.issue(SPEC);
        assertThat(world.store.writes).hasValue(3);

        world.store.beforeInsert = () -> {};
        world.store.insertion = Insertion.HANDLE_TAKEN;
        assertThat(world.keys().issue(SPEC, ACTOR)).returns(Outcome.CONTENDED, Result::outcome);
        assertThat(world.store.writes.get()).isLessThan(20);
    }

    @Test
    void aCallerNeverIssuesMoreThanItsOwn() {
        Caller tenant = world.accepted(
                world.issue(SPEC.permissions(Permissions.of("messages:*"))).rawKey());
        Caller number = world.accepted(world.issue(KeySpecs.number("wn_1", Permissions.of("messages:send")))
                .rawKey());
        Permissions send = Permissions.of("messages:send");
        assertForbidden(tenant, SPEC, Refusal.PERMISSION);
        assertForbidden(tenant, KeySpecs.number("wn_1", Permissions.of("messages:send", "*")), Refusal.PERMISSION);
        assertForbidden(tenant, KeySpec.of("other", Scope.tenant(), "x").permissions(send), Refusal.OTHER_RESOURCE);
        assertForbidden(number, SPEC.permissions(send), Refusal.RESOURCE_KEY);
        assertForbidden(number, KeySpecs.number("wn_2", send), Refusal.OTHER_RESOURCE);
        assertThat(world.store.all()).hasSize(2);
        assertThat(world.watched(world.keys().issue(KeySpecs.number("wn_1", send), tenant))
                        .orElseThrow()
                        .key()
                        .permissions())
                .isEqualTo(send);
        assertThat(world.keys().issue(KeySpecs.number("wn_1", Permissions.NONE), number))
                .returns(Outcome.DONE, Result::outcome);
    }

    private void assertForbidden(Caller caller, KeySpec spec, Refusal refusal) {
        assertThat(world.keys().issue(spec, caller)).isEqualTo(Result.forbidden(refusal));
        assertThat(world.keys().regenerate(spec.slot("new"), caller)).isEqualTo(Result.forbidden(refusal));
    }

    @Test
    void anotherTenantsKeyIsAsIfItWereNotThere() {
        UUID id = world.issue(SPEC).key().id();
        for (Function<ApiKeys, Result<?>> change : changes("other", id)) {
            assertThat(change.apply(world.keys())).returns(Outcome.NOT_FOUND, Result::outcome);
        }
        assertThat(world.latchkey.sealedKeys().reseal("other", id, ACTOR)).returns(Outcome.NOT_FOUND, Result::outcome);
        assertThat(world.keys().find("other", id)).isEmpty();
        assertThat(world.keys().list(KeyQuery.of("other", 10)).items()).isEmpty();
        assertThat(world.store.get(id).version()).isEqualTo(1);
    }

    @Test
    void severalMembersAreChangedInOneStepWhateverOthersChangeMeanwhile() {
        UUID id = world.issue(SPEC).key().id();
        ApiKeys keys = world.keys();
        AtomicInteger calls = new AtomicInteger();

        ApiKey changed = keys.change(
                        "acme",
                        id,
                        spec -> {
                            if (calls.incrementAndGet() == 1) {
                                keys.rename("acme", id, "renamed meanwhile", ACTOR)
                                        .orElseThrow();
                            }
                            return spec.owner("ada").tags("prod").expiresAt(World.START.plusSeconds(9));
                        },
                        ACTOR)
                .orElseThrow();

        assertThat(calls).hasValue(2);
        assertThat(changed.labels()).isEqualTo(new Labels("renamed meanwhile", "ada", List.of("prod"), null));
        assertThat(changed.expiresAt()).isEqualTo(World.START.plusSeconds(9));
        assertThat(keys.change("acme", id, spec -> spec, ACTOR).orElseThrow()).isEqualTo(changed);
        assertInvalid("slot", () -> keys.change("acme", id, spec -> spec.slot("other"), ACTOR));
        world.assertGapless(id);
    }

    @Test
    void anOwnersReturnResumesOnlyWhatItsAbsenceSuspended() {
        UUID id = world.issue(SPEC).key().id();
        ApiKeys keys = world.keys();
        keys.suspend("acme", id, Suspension.Cause.OWNER, "on leave", ACTOR).orElseThrow();
        keys.suspend("acme", id, "abuse", ACTOR).orElseThrow();
        keys.suspend("acme", id, Suspension.Cause.IDLE, "unused", ACTOR).orElseThrow();

        ApiKey still = keys.resume("acme", id, Suspension.Cause.OWNER, ACTOR).orElseThrow();
        assertThat(still.suspension()).isNotNull();
        assertThat(still.suspension().reason()).isEqualTo("abuse");
        assertThat(keys.resume("acme", id, ACTOR).orElseThrow().suspension()).isNull();
        world.assertGapless(id);
    }

    @Test
    void whatIsSoAlreadyIsDoneWithoutAChange() {
        UUID id = world.issue(SPEC).key().id();
        ApiKeys keys = world.keys();
        keys.suspend("acme", id, "unpaid", ACTOR).orElseThrow();
        assertThat(keys.suspend("acme", id, "other reason", ACTOR).orElseThrow().version())
                .isEqualTo(2);
        keys.resume("acme", id, ACTOR).orElseThrow();
        assertThat(keys.resume("acme", id, ACTOR).orElseThrow().version()).isEqualTo(3);
        assertThat(keys.rename("acme", id, "ci", ACTOR).orElseThrow().version()).isEqualTo(3);
        keys.revoke("acme", id, "leaked", ACTOR).orElseThrow();
        assertThat(keys.revoke("acme", id, "again", ACTOR).orElseThrow().version())
                .isEqualTo(4);
        world.assertGapless(id);
    }

    @Test
    void changesAreInForceWithTheNextRequest() {
        IssuedKey issued = world.issue(SPEC);
        UUID id = issued.key().id();
        world.accepted(issued.rawKey());
        world.keys().changePermissions("acme", id, Permissions.NONE, ACTOR).orElseThrow();
        assertThat(world.accepted(issued.rawKey()).holds("messages:send")).isFalse();
        world.keys().suspend("acme", id, "unpaid", ACTOR).orElseThrow();
        world.assertRefused(issued.rawKey(), Refusal.SUSPENDED);
        world.keys().resume("acme", id, ACTOR).orElseThrow();
        world.accepted(issued.rawKey());
        world.keys().changeExpiry("acme", id, World.START.plusMillis(5), ACTOR).orElseThrow();
        world.clock.advance(Duration.ofMillis(5));
        world.assertRefused(issued.rawKey(), Refusal.EXPIRED);
    }

    @Test
    void aDeadKeyCanBeRevokedAndNothingElse() {
        UUID revoked = world.issue(SPEC).key().id();
        world.keys().revoke("acme", revoked, "leaked", ACTOR).orElseThrow();
        UUID expired =
                world.issue(SPEC.expiresAt(World.START.plusMillis(1))).key().id();
        world.clock.advance(Duration.ofMillis(1));
        List<Function<ApiKeys, Result<?>>> ofRevoked = changes("acme", revoked);
        for (Function<ApiKeys, Result<?>> change : ofRevoked.subList(1, ofRevoked.size())) {
            assertThat(change.apply(world.keys())).isEqualTo(Result.dead(KeyStatus.REVOKED));
        }
        List<Function<ApiKeys, Result<?>>> ofExpired = changes("acme", expired);
        for (Function<ApiKeys, Result<?>> change : ofExpired.subList(1, ofExpired.size())) {
            assertThat(change.apply(world.keys())).isEqualTo(Result.dead(KeyStatus.EXPIRED));
        }
        assertThat(ofExpired.get(0).apply(world.keys())).returns(Outcome.DONE, Result::outcome);
    }

    @Test
    void whoLosesEveryRaceIsToldAfterABoundedNumberOfAttempts() {
        UUID id = world.issue(SPEC.slot("default")).key().id();
        world.store.stale = true;
        for (Function<ApiKeys, Result<?>> change : changes("acme", id)) {
            assertThat(change.apply(world.keys())).returns(Outcome.CONTENDED, Result::outcome);
        }
        assertThat(world.keys().regenerate(SPEC.slot("default"), ACTOR)).returns(Outcome.CONTENDED, Result::outcome);
        assertThat(world.store.writes.get()).isLessThan(1000);
        assertThat(world.store.get(id).version()).isEqualTo(1);
    }

    @Test
    void whereHashingHasNoPlaceNothingChanges() {
        IssuedKey issued = world.issue(SPEC.slot("default"));
        Caller caller = world.accepted(issued.rawKey());
        Result<Object> overloaded = Result.overloaded(World.RETRY);
        UUID id = issued.key().id();
        Busy.during(world.gate, () -> {
            assertThat(world.keys().issue(SPEC, ACTOR)).isEqualTo(overloaded);
            assertThat(world.keys().rotate("acme", id, RotationMode.NOW, ACTOR)).isEqualTo(overloaded);
            assertThat(world.keys().regenerate(SPEC.slot("default"), ACTOR)).isEqualTo(overloaded);
            assertThat(world.keys().regenerate(SPEC.slot("other"), ACTOR)).isEqualTo(overloaded);
            assertThat(world.keys().regenerateOwn(caller)).isEqualTo(overloaded);
        });
        assertThat(world.store.all()).containsExactly(issued.key());
    }

    @Test
    void invalidValuesAreExceptionsThatNameTheFieldAndChangeNothing() {
        UUID id = world.issue(SPEC).key().id();
        ApiKeys keys = world.keys();
        assertInvalid("expiresAt", () -> keys.issue(SPEC.expiresAt(World.START), ACTOR));
        assertInvalid("slot", () -> keys.regenerate(SPEC, ACTOR));
        assertInvalid("grace", () -> keys.rotate("acme", id, RotationMode.overlap(Duration.ofMillis(-1)), ACTOR));
        assertInvalid("grace", () -> keys.rotate("acme", id, RotationMode.overlap(Duration.ofDays(367)), ACTOR));
        assertInvalid(
                "grace",
                () -> keys.rotate("acme", id, RotationMode.overlap(Duration.ofSeconds(Long.MAX_VALUE)), ACTOR));
        assertInvalid("name", () -> keys.rename("acme", id, "\0", ACTOR));
        assertInvalid("expiresAt", () -> keys.changeExpiry("acme", id, World.START, ACTOR));
        assertThat(world.store.get(id).version()).isEqualTo(1);
        assertThat(world.store.all()).hasSize(1);
    }

    @Test
    void anExpiryInThePastIsRefusedBeforeTheSlowHash() {
        KeySpec past = SPEC.slot("default").expiresAt(World.START);
        IdempotencyKey once = new IdempotencyKey("3f0c-1");
        Busy.during(world.gate, () -> {
            assertInvalid("expiresAt", () -> world.keys().issue(past, ACTOR));
            assertInvalid("expiresAt", () -> world.keys().regenerate(past, ACTOR));
            assertInvalid("expiresAt", () -> world.keys().once(once).issue(past, ACTOR));
            assertInvalid("expiresAt", () -> world.keys().once(once).regenerate(past, ACTOR));
        });
        assertThat(world.store.all()).isEmpty();
    }

    private static void assertInvalid(String field, ThrowingCallable call) {
        assertThatThrownBy(call, "a call with an invalid %s", field)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    @Test
    void aStoreThatFailsIsAnException() {
        world.store.beforeInsert = () -> {
            throw new StoreException("insert", null);
        };
        assertThatThrownBy(() -> world.keys().issue(SPEC, ACTOR)).isInstanceOf(StoreException.class);
    }

    @Test
    void aResultThatIsNotDoneThrowsWhenItsValueIsTakenAndSaysWhy() {
        Result<ApiKey> missing = world.keys().resume("acme", new UUID(0, 1), ACTOR);
        assertThatThrownBy(missing::orElseThrow)
                .hasMessageContaining("NOT_FOUND")
                .isInstanceOfSatisfying(
                        KeyOperationException.class, e -> assertThat(e.result()).isEqualTo(missing));
    }

    @Test
    void nothingThatIsReturnedPrintsKeyMaterial() {
        Result<IssuedKey> result = world.keys().issue(SPEC, ACTOR);
        IssuedKey issued = result.orElseThrow();
        String raw = issued.rawKey().reveal();
        String printed = result + " " + issued + " " + world.authenticate(issued.rawKey()) + " "
                + world.keys().list(KeyQuery.of("acme", 10)) + world.keys().audit(AuditQuery.of("acme", 10));
        assertThat(printed)
                .doesNotContain(raw)
                .doesNotContain(raw.substring(15, 58))
                .doesNotContain("$argon2id")
                .contains("redacted");
    }

    /** Every change of one key; revoking is the first. */
    private static List<Function<ApiKeys, Result<?>>> changes(String tenant, UUID id) {
        return List.of(
                keys -> keys.revoke(tenant, id, "leaked", ACTOR),
                keys -> keys.suspend(tenant, id, "unpaid", ACTOR),
                keys -> keys.rename(tenant, id, "other", ACTOR),
                keys -> keys.change(tenant, id, spec -> spec.owner("eve"), ACTOR),
                keys -> keys.changePermissions(tenant, id, Permissions.NONE, ACTOR),
                keys -> keys.changeLimits(
                        tenant, id, new Limits(List.of(), List.of(dev.latchkey.core.key.Cidr.parse("::1"))), ACTOR),
                keys -> keys.changeExpiry(tenant, id, World.START.plusSeconds(9), ACTOR),
                keys -> keys.rotate(tenant, id, RotationMode.NOW, ACTOR));
    }

    @Test
    void purgingRemovesWhatHasDiedAndNeverWhatIsStillToDie() {
        UUID dead = world.issue(SPEC.expiresAt(World.START.plusMillis(1))).key().id();
        IssuedKey alive = world.issue(SPEC.expiresAt(World.START.plusSeconds(60)));
        world.clock.advance(Duration.ofMillis(2));
        assertThat(world.keys().purge(World.START.plus(Duration.ofDays(365)), 10, ACTOR))
                .isEqualTo(1);
        assertThat(world.store.all())
                .extracting(ApiKey::id)
                .containsExactly(alive.key().id());
        assertThat(world.keys()
                        .audit(AuditQuery.of(SPEC.tenant(), 10).key(dead))
                        .items())
                .extracting(AuditEvent::action, AuditEvent::actor, AuditEvent::at)
                .startsWith(tuple(AuditAction.PURGED, ACTOR, world.clock.instant()))
                .hasSize(2);
        assertInvalid("limit", () -> world.keys().purge(World.START, 0, ACTOR));
    }
}
