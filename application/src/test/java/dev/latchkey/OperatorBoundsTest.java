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
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.query.AccessEvent;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What operators try beyond what they may do. */
class OperatorBoundsTest {
    private static final Permissions SEND = Permissions.of("messages:send");
    private static final Operator EVE =
            Operator.of(Actor.user("eve")).tenants("acme").mayEverything().mayGrant(SEND);

    private static final Operator NOTHING = EVE.may(new ManagementPermission[0]);

    private final World world = new World(builder -> builder.sealing(SealingKeys.of("k1", new byte[32])));

    @AfterEach
    void close() {
        world.close();
    }

    private OperatorKeys by(Operator operator) {
        return world.latchkey.management().by(operator);
    }

    private OperatorKeys by(IssuedKey key) {
        return world.latchkey.management().by(Caller.of(key.key(), key.secret()));
    }

    private static void assertForbidden(Result<?> result) {
        assertThat(result.outcome()).isEqualTo(Outcome.FORBIDDEN);
        assertThat(result.refusal()).isEqualTo(Refusal.PERMISSION);
    }

    @Test
    void aKeyInASlotIsIssuedByThoseAloneWhoMayRegenerateSlots() {
        assertForbidden(by(EVE.may(ManagementPermission.ISSUE))
                .issue(SPEC.permissions(SEND).slot("default")));
        IssuedKey manager = world.issue(SPEC.permissions(Permissions.of("keys:issue", "messages:send")));
        assertForbidden(by(manager).issue(SPEC.permissions(SEND).slot("hidden")));
        assertThat(by(EVE).issue(SPEC.permissions(SEND).slot("default")).isDone())
                .isTrue();
    }

    @Test
    void theSlotsOfConfiguredKeysAreNotForOperators() {
        assertThatThrownBy(() -> by(EVE).issue(SPEC.permissions(SEND).slot(ConfiguredKeys.SLOT + "ci")), "issued")
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("slot");
        assertThatThrownBy(
                        () -> by(EVE).regenerate(SPEC.permissions(SEND).slot(ConfiguredKeys.SLOT + "ci")),
                        "regenerated")
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aChangeOfNothingShowsNoKeyToThoseWhoMayNotSeeIt() {
        ApiKey key = world.issue(SPEC.permissions(SEND)).key();
        for (KeyPatch patch : List.of(KeyPatch.NONE, KeyPatch.NONE.name(key.name()))) {
            assertForbidden(by(NOTHING).change("acme", key.id(), patch));
            assertForbidden(by(NOTHING).onlyIf(version -> false).change("acme", key.id(), patch));
            assertForbidden(by(EVE.may(ManagementPermission.ISSUE)).change("acme", key.id(), patch));
            assertThat(by(EVE.may(ManagementPermission.READ))
                            .change("acme", key.id(), patch)
                            .value())
                    .isEqualTo(key);
        }
    }

    @Test
    void anApiKeyIsHandedNoKeyThatOutlivesItOrThatWorksFromMoreNetworks() {
        ApiKey wide = world.issue(SPEC.permissions(SEND)).key();
        Permissions manages = Permissions.of("keys:*", "messages:send");
        IssuedKey brief = world.issue(SPEC.permissions(manages).expiresAt(World.START.plusSeconds(3600)));
        IssuedKey near =
                world.issue(SPEC.permissions(manages).limits(new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8")))));
        for (IssuedKey manager : List.of(brief, near)) {
            assertForbidden(by(manager).rotate("acme", wide.id(), RotationMode.NOW));
            assertForbidden(by(manager).reveal("acme", wide.id()));
            assertThat(by(manager).suspend("acme", wide.id(), "why").isDone()).isTrue();
            assertForbidden(by(manager).resume("acme", wide.id()));
        }
        IssuedKey own = world.issue(SPEC.permissions(manages));
        assertThat(by(own).resume("acme", wide.id()).isDone()).isTrue();
        assertThat(by(own).rotate("acme", wide.id(), RotationMode.NOW).isDone()).isTrue();
    }

    @Test
    void cancelingARotationPutsNoSecretBackInForceThatMayNotBeHandedOut() {
        ApiKey strong = world.issue(SPEC).key();
        assertThat(world.keys()
                        .rotate("acme", strong.id(), RotationMode.overlap(Duration.ofDays(7)), ACTOR)
                        .isDone())
                .isTrue();
        assertForbidden(by(EVE).cancel("acme", strong.id(), null, true));
        assertThat(by(EVE.mayGrant(Permissions.ALL))
                        .cancel("acme", strong.id(), null, true)
                        .isDone())
                .isTrue();
    }

    @Test
    void aLifetimeIsTheSameRequestWhenItIsRepeatedLater() {
        OperatorKeys once = by(EVE).once(new IdempotencyKey("one"));
        IdempotentResult first =
                once.issue(SPEC.permissions(SEND), Duration.ofDays(90)).orElseThrow();
        world.clock.advance(Duration.ofSeconds(5));
        IdempotentResult again =
                once.issue(SPEC.permissions(SEND), Duration.ofDays(90)).orElseThrow();

        assertThat(again.repeated()).isTrue();
        assertThat(again.rawKey()).isEqualTo(first.rawKey()).isNotNull();
        assertThat(first.key().expiresAt()).isEqualTo(World.START.plus(Duration.ofDays(90)));
        assertThat(once.issue(SPEC.permissions(SEND), Duration.ofDays(91)).outcome())
                .isEqualTo(Outcome.IDEMPOTENCY_KEY_REUSED);
        assertThat(once.issue(SPEC.permissions(SEND)).outcome()).isEqualTo(Outcome.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void otherLabelsAreAnotherRequest() {
        OperatorKeys once = by(EVE).once(new IdempotencyKey("one"));
        assertThat(once.issue(SPEC.permissions(SEND).owner("ops").tags("a", "b"))
                        .isDone())
                .isTrue();
        assertThat(once.issue(SPEC.permissions(SEND).owner("ops").tags("b", "a"))
                        .isDone())
                .isTrue();
        for (var other : List.of(
                SPEC.permissions(SEND).tags("a", "b"),
                SPEC.permissions(SEND).owner("dev").tags("a", "b"),
                SPEC.permissions(SEND).owner("ops").tags("a"),
                SPEC.permissions(SEND).owner("ops").tags("a", "b").description("d"))) {
            assertThat(once.issue(other).outcome()).as("%s", other).isEqualTo(Outcome.IDEMPOTENCY_KEY_REUSED);
        }
    }

    @Test
    void aRotationInAnotherModeIsAnotherRequest() {
        UUID id = world.issue(SPEC.permissions(SEND)).key().id();
        OperatorKeys once = by(EVE).once(new IdempotencyKey("one"));
        assertThat(once.rotate("acme", id, RotationMode.firstUse()).isDone()).isTrue();

        assertThat(once.rotate("acme", id, RotationMode.firstUse()).isDone()).isTrue();
        assertThat(once.rotate("acme", id, RotationMode.NOW).outcome()).isEqualTo(Outcome.IDEMPOTENCY_KEY_REUSED);
        assertThat(once.rotate("acme", id, RotationMode.overlap(Duration.ofDays(1)))
                        .outcome())
                .isEqualTo(Outcome.IDEMPOTENCY_KEY_REUSED);
        assertThat(by(EVE).complete("acme", id, null, Duration.ofDays(2)).isDone())
                .isTrue();
        assertThat(once.rotate("acme", id, RotationMode.firstUse()).isDone()).isTrue();
        assertThat(once.rotate("acme", id, RotationMode.NOW).outcome()).isEqualTo(Outcome.IDEMPOTENCY_KEY_REUSED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\n", " ", "\u0085", ""})
    void aTenantThatCannotExistIsNotFound(String tenant) {
        OperatorKeys keys = by(EVE.allTenants());
        assertThat(keys.bulk().suspendOwned(tenant, "ops", "why").outcome()).isEqualTo(Outcome.TENANT_NOT_FOUND);
        assertThat(keys.reader().find(tenant, UUID.randomUUID()).outcome()).isEqualTo(Outcome.TENANT_NOT_FOUND);
        assertThat(keys.reader().find("t".repeat(129), UUID.randomUUID()).outcome())
                .isEqualTo(Outcome.TENANT_NOT_FOUND);
    }

    @Test
    void refusedAttemptsAreReportedToTheAuditSink() {
        ApiKey strong = world.issue(SPEC).key();
        assertForbidden(by(NOTHING).revoke("acme", strong.id(), "why"));
        assertForbidden(by(EVE).rotate("acme", strong.id(), RotationMode.NOW));
        assertForbidden(by(EVE).reveal("acme", strong.id()));
        assertForbidden(by(EVE).issue(SPEC));
        // Nothing is written into the history of a tenant that the operator does not manage.
        assertForbidden(by(NOTHING).revoke("globex", strong.id(), "why"));

        assertThat(world.recorded).allSatisfy(event -> {
            assertThat(event.kind()).isEqualTo(AccessEvent.Kind.REFUSED);
            assertThat(event.reason()).isEqualTo("PERMISSION");
            assertThat(event.actor()).isEqualTo(EVE.actor());
        });
        assertThat(world.recorded)
                .extracting(AccessEvent::tenant)
                .containsExactly("acme", "acme", "acme", "acme", null);
        assertThat(world.recorded)
                .extracting(AccessEvent::keyId)
                .containsExactly(null, strong.id(), strong.id(), null, null);
    }
}
