package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeyPatch;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OperatorKeysTest {
    private static final Permissions SEND = Permissions.of("messages:send");
    private static final Operator EVE =
            Operator.of(Actor.user("eve")).tenants("acme").mayEverything().mayGrant(SEND);
    private static final RateLimit SLOW = new RateLimit(1, 1, Duration.ofHours(1));
    private static final RateLimit FAST = new RateLimit(1000, 1000, Duration.ofSeconds(1));

    private final World world = new World(builder -> builder.sealing(SealingKeys.of("k1", new byte[32]))
            .rateLimits(RateLimits.perKey(
                    (bucket, limits) -> new RateDecision(true, limits.get(0), 1, Duration.ZERO, Duration.ZERO),
                    new RateLimit(60, 60, Duration.ofSeconds(1)))));

    @AfterEach
    void close() {
        world.close();
    }

    private OperatorKeys by(Operator operator) {
        return world.latchkey.management().by(operator);
    }

    private ApiKey key(Permissions permissions) {
        return world.issue(SPEC.permissions(permissions)).key();
    }

    /** Every operation, and the permission that it needs. */
    private static Map<ManagementPermission, Function<OperatorKeys, Result<?>>> operations(UUID id) {
        Map<ManagementPermission, Function<OperatorKeys, Result<?>>> all = new LinkedHashMap<>();
        all.put(ManagementPermission.READ, keys -> keys.reader().find("acme", id));
        all.put(ManagementPermission.ISSUE, keys -> keys.issue(SPEC.permissions(SEND)));
        all.put(ManagementPermission.LABEL, keys -> keys.change("acme", id, KeyPatch.NONE.name("n")));
        all.put(
                ManagementPermission.CHANGE,
                keys -> keys.change("acme", id, KeyPatch.NONE.permissions(Permissions.NONE)));
        all.put(ManagementPermission.ROTATE, keys -> keys.rotate("acme", id, RotationMode.NOW));
        all.put(ManagementPermission.SUSPEND, keys -> keys.suspend("acme", id, "why"));
        all.put(ManagementPermission.REVEAL, keys -> keys.reveal("acme", id));
        all.put(ManagementPermission.REVOKE, keys -> keys.revoke("acme", id, "why"));
        return all;
    }

    @Test
    void eachOperationNeedsItsPermissionAndNoOther() {
        SoftAssertions softly = new SoftAssertions();
        UUID any = key(SEND).id();
        operations(any).forEach((needed, ignored) -> {
            ApiKey fresh = key(SEND);
            Function<OperatorKeys, Result<?>> operation = operations(fresh.id()).get(needed);
            for (ManagementPermission held : ManagementPermission.values()) {
                if (held != needed) {
                    softly.assertThat(operation.apply(by(EVE.may(held))).outcome())
                            .as("%s by %s", needed, held)
                            .isEqualTo(Outcome.FORBIDDEN);
                }
            }
            softly.assertThat(world.keys().find("acme", fresh.id())).hasValue(fresh);
            softly.assertThat(operation.apply(by(EVE.may(needed))).isDone())
                    .as("%s", needed)
                    .isTrue();
        });
        softly.assertAll();
    }

    @Test
    void anotherTenantIsNotThere() {
        ApiKey key = key(SEND);
        Operator stranger = EVE.tenants("globex");
        operations(key.id())
                .forEach((needed, operation) -> assertThat(
                                operation.apply(by(stranger)).outcome())
                        .as("%s", needed)
                        .isEqualTo(Outcome.TENANT_NOT_FOUND));
        assertThat(by(stranger).reader().tenantOf(key.id())).isEmpty();
        assertThat(by(EVE).reader().tenantOf(key.id())).hasValue("acme");
        assertThat(by(EVE).reader().tenantOf(UUID.randomUUID())).isEmpty();
        assertThat(by(stranger).reader().list(KeyQuery.of("acme", 10)).outcome())
                .isEqualTo(Outcome.TENANT_NOT_FOUND);
        assertThat(by(EVE).reader().list(KeyQuery.of("acme", 10)).value().items())
                .hasSize(1);
        assertThat(by(EVE).reader().find("acme", UUID.randomUUID()).outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertThat(by(EVE).reveal("acme", UUID.randomUUID()).outcome()).isEqualTo(Outcome.NOT_FOUND);
    }

    @Test
    void aKeyThatCanDoMoreThanMayBeGrantedIsNeitherHandedOutNorPutBackInForce() {
        ApiKey strong = key(Permissions.ALL);
        OperatorKeys keys = by(EVE);
        assertForbidden(keys.rotate("acme", strong.id(), RotationMode.NOW));
        assertForbidden(keys.once(new IdempotencyKey("one")).rotate("acme", strong.id(), RotationMode.NOW));
        assertForbidden(keys.reveal("acme", strong.id()));
        assertForbidden(keys.issue(SPEC));
        assertForbidden(keys.once(new IdempotencyKey("two")).issue(SPEC));
        assertForbidden(keys.change("acme", strong.id(), KeyPatch.NONE.rates(List.of(FAST))));
        assertThat(keys.change("acme", strong.id(), KeyPatch.NONE.name("n")).isDone())
                .isTrue();
        assertThat(keys.suspend("acme", strong.id(), "why").isDone()).isTrue();
        assertForbidden(keys.resume("acme", strong.id()));
        assertThat(keys.change("acme", strong.id(), KeyPatch.NONE.networks(List.of(Cidr.parse("10.0.0.0/8"))))
                        .isDone())
                .isTrue();
        assertForbidden(keys.change("acme", strong.id(), KeyPatch.NONE.networks(List.of())));
        assertThat(keys.change("acme", strong.id(), KeyPatch.NONE.permissions(SEND))
                        .isDone())
                .isTrue();
        assertThat(keys.resume("acme", strong.id()).isDone()).isTrue();
        assertForbidden(keys.change("acme", strong.id(), KeyPatch.NONE.permissions(Permissions.ALL)));
    }

    @Test
    void ratesAreComparedWithThoseOfTheHost() {
        ApiKey strong = key(Permissions.ALL);
        OperatorKeys keys = by(EVE);
        assertThat(keys.change("acme", strong.id(), KeyPatch.NONE.rates(List.of(SLOW)))
                        .isDone())
                .isTrue();
        assertForbidden(keys.change("acme", strong.id(), KeyPatch.NONE.rates(List.of())));
        ApiKey plain = key(Permissions.ALL);
        assertForbidden(keys.change("acme", plain.id(), KeyPatch.NONE.rates(List.of(FAST))));
    }

    private static void assertForbidden(Result<?> result) {
        assertThat(result.outcome()).isEqualTo(Outcome.FORBIDDEN);
        assertThat(result.refusal()).isEqualTo(Refusal.PERMISSION);
    }

    @Test
    void whoMustAuthenticateAgainIsHandedNothingAndWidensNothing() {
        ApiKey key = key(SEND);
        OperatorKeys keys = by(EVE.reauthenticateAt("https://login.example.com"));
        List<Result<?>> refused = List.of(
                keys.issue(SPEC.permissions(SEND)),
                keys.rotate("acme", key.id(), RotationMode.NOW),
                keys.reveal("acme", key.id()),
                keys.resume("acme", key.id()),
                keys.change("acme", key.id(), KeyPatch.NONE.rates(List.of(FAST))));
        assertThat(refused).allSatisfy(result -> {
            assertThat(result.outcome()).isEqualTo(Outcome.REAUTHENTICATION_REQUIRED);
            assertThat(result.reauthentication()).isEqualTo("https://login.example.com");
        });
        assertThat(keys.change("acme", key.id(), KeyPatch.NONE.permissions(Permissions.NONE))
                        .isDone())
                .isTrue();
        assertThat(keys.revoke("acme", key.id(), "why").isDone()).isTrue();
    }

    @Test
    void aChangeOfAnotherVersionIsStale() {
        ApiKey key = key(SEND);
        OperatorKeys first = by(EVE).onlyIf(version -> version == 1);
        assertThat(first.suspend("acme", key.id(), "why").value().version()).isEqualTo(2);
        Result<ApiKey> stale = first.resume("acme", key.id());
        assertThat(stale.outcome()).isEqualTo(Outcome.STALE);
        assertThat(stale.present().version()).isEqualTo(2);
        // A refusal tells nothing about versions.
        assertForbidden(
                by(EVE.mayGrant(Permissions.NONE)).onlyIf(version -> false).resume("acme", key.id()));
    }

    @Test
    void aRepeatIsAnsweredAlsoWhereItsVersionIsGoneAndShowsTheRawKeyToWhoMayReceiveItAlone() {
        OperatorKeys once = by(EVE).once(new IdempotencyKey("one"));
        IdempotentResult issued = once.issue(SPEC.permissions(SEND)).orElseThrow();
        UUID id = issued.key().id();
        OperatorKeys rotating = by(EVE).once(new IdempotencyKey("two")).onlyIf(version -> version == 1);
        IdempotentResult rotated =
                rotating.rotate("acme", id, RotationMode.firstUse()).orElseThrow();
        IdempotentResult again =
                rotating.rotate("acme", id, RotationMode.firstUse()).orElseThrow();
        assertThat(again.repeated()).isTrue();
        assertThat(again.rawKey()).isEqualTo(rotated.rawKey()).isNotNull();
        assertThat(world.keys()
                        .changePermissions("acme", id, Permissions.ALL, ACTOR)
                        .isDone())
                .isTrue();
        assertThat(once.issue(SPEC.permissions(SEND)).orElseThrow().rawKey()).isNull();
        assertThat(rotating.rotate("acme", id, RotationMode.firstUse())
                        .orElseThrow()
                        .rawKey())
                .isNull();
    }

    @Test
    void aRawKeyIsIdentifiedAndAudited() {
        IssuedKey issued = world.issue(SPEC);
        String raw = issued.rawKey().reveal();
        assertThat(by(EVE).reader().identify(null, raw).value().key()).isEqualTo(issued.key());
        assertThat(by(EVE).reader().identify("acme", raw).isDone()).isTrue();
        assertThat(world.recorded)
                .extracting(AccessEvent::kind)
                .containsExactly(AccessEvent.Kind.IDENTIFIED, AccessEvent.Kind.IDENTIFIED);
        assertThat(world.recorded.get(0).reason()).isEqualTo(issued.rawKey().handle());
        assertThat(world.recorded.get(0).actor()).isEqualTo(EVE.actor());
        assertThat(by(EVE.tenants("globex")).reader().identify(null, raw).outcome())
                .isEqualTo(Outcome.NOT_FOUND);
        assertThat(by(EVE.tenants("globex", "acme"))
                        .reader()
                        .identify("globex", raw)
                        .outcome())
                .isEqualTo(Outcome.NOT_FOUND);
        assertThat(by(EVE).reader().identify(null, "nonsense").outcome()).isEqualTo(Outcome.NOT_FOUND);
        assertForbidden(by(EVE.may(ManagementPermission.REVOKE)).reader().identify(null, raw));
    }

    @Test
    void whatCannotBeShownIsNotRevealable() {
        try (World unsealed = new World()) {
            ApiKey key = unsealed.issue(SPEC.permissions(SEND)).key();
            assertThat(unsealed.latchkey
                            .management()
                            .by(EVE)
                            .reveal("acme", key.id())
                            .outcome())
                    .isEqualTo(Outcome.NOT_REVEALABLE);
        }
    }

    @Test
    void anApiKeyManagesWithinItsOwnAuthority() {
        IssuedKey manager = world.issue(
                SPEC.permissions(Permissions.of("keys:*", "messages:send")).expiresAt(World.START.plusSeconds(3600)));
        Caller caller = Caller.of(manager.key(), manager.secret());
        OperatorKeys keys = world.latchkey.management().by(caller);
        ApiKey issued = keys.issue(SPEC.permissions(SEND)).orElseThrow().key();
        assertThat(issued.identity().issuedBy()).isEqualTo(manager.key().id());
        assertThat(issued.expiresAt()).isEqualTo(manager.key().expiresAt());
        assertForbidden(keys.change("acme", issued.id(), KeyPatch.NONE.expiresAt(null)));
        assertForbidden(keys.change("acme", issued.id(), KeyPatch.NONE.rates(List.of(FAST))));
        ApiKey strong = key(Permissions.ALL);
        assertForbidden(keys.rotate("acme", strong.id(), RotationMode.NOW));
        assertForbidden(keys.reveal("acme", strong.id()));
        assertThat(keys.rotate("acme", issued.id(), RotationMode.NOW).isDone()).isTrue();
        assertThat(keys.revoke("acme", strong.id(), "why").isDone()).isTrue();
        assertThat(keys.once(new IdempotencyKey("one"))
                        .issue(SPEC.permissions(SEND))
                        .isDone())
                .isTrue();

        assertThat(world.keys()
                        .changePermissions("acme", manager.key().id(), Permissions.of("keys:read"), ACTOR)
                        .isDone())
                .isTrue();
        assertForbidden(keys.issue(SPEC.permissions(Permissions.NONE)));
        assertThat(keys.reader().find("acme", issued.id()).isDone()).isTrue();
        assertThat(world.keys().revoke("acme", manager.key().id(), "why", ACTOR).isDone())
                .isTrue();
        assertThat(keys.reader().find("acme", issued.id()).refusal()).isEqualTo(Refusal.REVOKED);
    }

    @Test
    void theKeysOfAnOwnerAreSuspendedResumedAndRevokedTogether() {
        ApiKey first = world.issue(SPEC.permissions(SEND).owner("ops")).key();
        ApiKey strong = world.issue(SPEC.owner("ops")).key();
        ApiKey stopped = world.issue(SPEC.permissions(SEND).owner("ops")).key();
        ApiKey other = world.issue(SPEC.permissions(SEND).owner("dev")).key();
        OperatorKeys keys = by(EVE);
        assertThat(keys.suspend("acme", stopped.id(), "by hand").isDone()).isTrue();
        assertThat(keys.bulk().suspendOwned("acme", "ops", "left").value())
                .isEqualTo(new OperatorBulk.Changed(2, false));
        assertThat(keys.bulk().suspendOwned("acme", "ops", "left").value())
                .isEqualTo(new OperatorBulk.Changed(0, false));
        // The strong key can do more than may be granted, and the other was not stopped with its owner.
        assertThat(keys.bulk().resumeOwned("acme", "ops").value()).isEqualTo(new OperatorBulk.Changed(1, false));
        assertThat(world.keys().find("acme", first.id()).orElseThrow().suspension())
                .isNull();
        assertThat(world.keys().find("acme", stopped.id()).orElseThrow().suspension())
                .isNotNull();
        assertThat(keys.bulk().revokeOwned("acme", "ops", "left").value())
                .isEqualTo(new OperatorBulk.Changed(3, false));
        assertThat(world.keys().find("acme", strong.id()).orElseThrow().revocation())
                .isNotNull();
        assertThat(world.keys().find("acme", other.id())).hasValue(other);
        assertForbidden(by(EVE.may(ManagementPermission.SUSPEND)).bulk().revokeOwned("acme", "dev", "left"));
        assertForbidden(by(EVE.may(ManagementPermission.REVOKE)).bulk().suspendOwned("acme", "dev", "left"));
        assertForbidden(by(EVE.may(ManagementPermission.REVOKE)).bulk().resumeOwned("acme", "dev"));
        assertThat(by(EVE.tenants("globex"))
                        .bulk()
                        .revokeOwned("acme", "dev", "left")
                        .outcome())
                .isEqualTo(Outcome.TENANT_NOT_FOUND);
    }

    @Test
    void aSlotIsRegeneratedForWhoMayGrantWhatItsKeyCanDo() {
        KeySpec slot = SPEC.permissions(SEND).slot("default");
        OperatorKeys keys = by(EVE);
        IdempotentResult first = keys.regenerate(slot).orElseThrow();
        IdempotentResult second =
                keys.once(new IdempotencyKey("one")).regenerate(slot).orElseThrow();
        assertThat(second.key().id()).isEqualTo(first.key().id());
        assertThat(keys.once(new IdempotencyKey("one"))
                        .regenerate(slot)
                        .orElseThrow()
                        .rawKey())
                .isEqualTo(second.rawKey());
        assertForbidden(keys.regenerate(SPEC.slot("other")));
        assertThat(world.keys()
                        .changePermissions("acme", first.key().id(), Permissions.ALL, ACTOR)
                        .isDone())
                .isTrue();
        assertForbidden(keys.regenerate(slot));
        assertForbidden(by(EVE.may(ManagementPermission.ROTATE)).regenerate(slot));
        assertThat(by(EVE.reauthenticateAt("/login")).regenerate(slot).outcome())
                .isEqualTo(Outcome.REAUTHENTICATION_REQUIRED);
    }

    @Test
    void onlyAnApiKeyOfAWholeTenantManages() {
        IssuedKey bound = world.issue(KeySpec.of("acme", Scope.resource("wn_1"), "ci"));
        Management management = world.latchkey.management();
        assertThatThrownBy(() -> management.by(Caller.of(bound.key(), bound.secret())))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> management.by(Caller.of("acme", Scope.tenant(), Permissions.ALL, "grant")))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void theRequestsOfAnOperatorAreLimitedByItsActor() {
        Management management = world.latchkey.management();
        for (int i = 0; i < 100; i++) {
            assertThat(management.take(EVE).allowed()).isTrue();
        }
        RateDecision empty = management.take(EVE.tenants("globex"));
        assertThat(empty.allowed()).isFalse();
        assertThat(empty.remaining()).isZero();
        assertThat(empty.retryAfter()).isEqualTo(Duration.ofMillis(100));
        assertThat(empty.untilFull()).isEqualTo(Duration.ofSeconds(10));
        assertThat(management.take(Operator.of(Actor.host("eve"))).allowed()).isTrue();
        world.clock.advance(Duration.ofMillis(100));
        assertThat(management.take(EVE).allowed()).isTrue();
        assertThat(management.take(EVE).allowed()).isFalse();
        world.clock.advance(Duration.ofDays(1));
        assertThat(management.take(EVE).remaining()).isEqualTo(99);
    }
}
