package dev.latchkey.core.key;

import static dev.latchkey.core.Samples.ACTOR;
import static dev.latchkey.core.Samples.ID;
import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.SPEC;
import static dev.latchkey.core.Samples.issued;
import static dev.latchkey.core.Samples.sealedSecret;
import static dev.latchkey.core.Samples.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.Samples;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Suspension.Cause;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Dead;
import dev.latchkey.core.key.Transition.Unchanged;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyChangeTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Instant LATER = NOW.plusSeconds(60);

    @Test
    void aNewKeyHasVersionOneAndItsFirstEvent() {
        Changed issued =
                NewKey.issue(ID, SPEC, secret("HANDLE000"), AuditAction.IMPORTED, ACTOR, NOW.plusNanos(999_999));

        assertThat(issued.next().version()).isEqualTo(1);
        assertThat(issued.next().createdAt()).isEqualTo(NOW);
        assertThat(issued.next().status(NOW)).isEqualTo(KeyStatus.ACTIVE);
        assertThat(issued.next().occupiesSlot()).isTrue();
        assertThat(issued.event())
                .isEqualTo(new AuditEvent(
                        ID,
                        1,
                        "acme",
                        NOW,
                        AuditAction.IMPORTED,
                        ACTOR,
                        "HANDLE000",
                        List.of(
                                new MemberChange("scope", null, "resource wn_1"),
                                new MemberChange("slot", null, "default"),
                                new MemberChange("name", null, "first"),
                                new MemberChange("permissions", null, "*"))));
    }

    @Test
    void theFirstEventSaysEverythingThatTheKeyIs() {
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "ci")
                .permissions(Permissions.of("messages:send", "messages:read"))
                .limits(new Limits(
                        List.of(new RateLimit(60, 1, Duration.ofSeconds(1))),
                        List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("192.0.2.0/24"))))
                .expiresAt(NOW.plusSeconds(60));
        Changed issued =
                NewKey.issue(ID, List.of(Samples.UUID_TWO), spec, secret("HANDLE000"), AuditAction.ISSUED, ACTOR, NOW);

        assertThat(issued.event().changes())
                .containsExactly(
                        new MemberChange("scope", null, "tenant"),
                        new MemberChange("issuedBy", null, Samples.UUID_TWO.toString()),
                        new MemberChange("name", null, "ci"),
                        new MemberChange("permissions", null, "messages:read,messages:send"),
                        new MemberChange("rates", null, "60 1/PT1S"),
                        new MemberChange("networks", null, "10.0.0.0/8,192.0.2.0/24"),
                        new MemberChange("expiresAt", null, "2026-03-01T12:01:00Z"));
    }

    @Test
    void anExpiryIsRecordedOnceAndWhenItHasPassedForNodesWhoseClocksAreLate() {
        Instant expiry = NOW.plusSeconds(60);
        ApiKey key = issued(SPEC.expiresAt(expiry));
        Instant passed = expiry.plus(Rotation.TOLERANCE);
        assertThat(key.by(ACTOR, passed.minusMillis(1)).expire()).isEqualTo(new Unchanged(key));

        Changed changed = (Changed) key.by(ACTOR, passed).expire();
        ApiKey expired = changed.next();
        assertThat(expired.lifecycle().expiredAt()).isEqualTo(passed);
        assertThat(changed.event())
                .isEqualTo(new AuditEvent(key.id(), 2, "acme", passed, AuditAction.EXPIRED, ACTOR, "", List.of()));
        assertThat(expired.secrets()).isEqualTo(key.secrets());
        assertThat(expired.by(ACTOR, passed.plusSeconds(9)).expire()).isEqualTo(new Unchanged(expired));
        ApiKey endless = issued(SPEC);
        assertThat(endless.by(ACTOR, passed).expire()).isEqualTo(new Unchanged(endless));
        ApiKey revoked = ((Changed) key.by(ACTOR, NOW).revoke("lost")).next();
        assertThat(revoked.by(ACTOR, passed).expire()).isEqualTo(new Unchanged(revoked));
    }

    @Test
    void theRecordOfAnExpiryNeitherMakesNorKeepsAKeyValidOrEnded() {
        Instant expiry = NOW.plusSeconds(60);
        ApiKey key = issued(SPEC.expiresAt(expiry));
        Instant passed = expiry.plus(Rotation.TOLERANCE);
        ApiKey expired = ((Changed) key.by(ACTOR, passed).expire()).next();

        assertThat(key.status(expiry)).isEqualTo(KeyStatus.EXPIRED);
        assertThat(expired.status(expiry.minusMillis(1))).isEqualTo(KeyStatus.ACTIVE);
        assertThat(expired.isEnded(expiry.minusMillis(1))).isTrue();
        assertThat(key.isEnded(expiry.minusMillis(1))).isFalse();
        assertThat(key.isEnded(expiry)).isTrue();
        assertThat(((Changed) expired.by(ACTOR, passed).revoke("late"))
                        .next()
                        .lifecycle()
                        .expiredAt())
                .isEqualTo(passed);
    }

    @Test
    void anotherExpiryRemovesTheRecordOfThePreviousOne() {
        ApiKey key = issued(SPEC.expiresAt(NOW.plusSeconds(60)));
        ApiKey expired = ((Changed) key.by(ACTOR, NOW.plusSeconds(120)).expire()).next();
        // A node whose clock is very late.
        KeyChange late = expired.by(ACTOR, NOW);

        assertThat(((Changed) late.rename("other")).next().lifecycle().expiredAt())
                .isEqualTo(NOW.plusSeconds(120));
        ApiKey prolonged = ((Changed) late.changeExpiry(NOW.plusSeconds(500))).next();
        assertThat(prolonged.lifecycle().expiredAt()).isNull();
        assertThat(prolonged.isEnded(NOW.plusSeconds(120))).isFalse();
        assertThat(((Changed) late.changeExpiry(null)).next().lifecycle().expiredAt())
                .isNull();
    }

    @Test
    void aChangeTellsEachMemberBeforeAndAfter() {
        ApiKey key = issued(SPEC);
        KeyChange change = key.by(ACTOR, NOW);
        assertChanged(change.rename("second"), new MemberChange("name", "first", "second"));
        assertChanged(change.changePermissions(Permissions.NONE), new MemberChange("permissions", "*", ""));
        assertChanged(
                change.changeLimits(new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8")))),
                new MemberChange("networks", null, "10.0.0.0/8"));
        Changed expiring = assertChanged(
                change.changeExpiry(NOW.plusSeconds(60)), new MemberChange("expiresAt", null, "2026-03-01T12:01:00Z"));
        assertChanged(
                expiring.next().by(ACTOR, NOW).changeExpiry(null),
                new MemberChange("expiresAt", "2026-03-01T12:01:00Z", null));
        Changed suspended = changed(change.suspend(Cause.IDLE, "unused"));
        assertThat(suspended.event().changes()).containsExactly(new MemberChange("suspension", null, "IDLE: unused"));
        assertThat(changed(suspended.next().by(ACTOR, NOW).resume()).event().changes())
                .containsExactly(new MemberChange("suspension", "IDLE: unused", null));
        assertThat(changed(change.revoke("leaked")).event().changes()).isEmpty();
    }

    @Test
    void oneChangeOfSeveralMembersIsOneVersionAndOneEvent() {
        ApiKey key = issued(SPEC);
        KeySpec spec = SPEC.name("second")
                .owner("ada@example.org")
                .tags("prod", "ci", "prod")
                .description("nightly build")
                .permissions(Permissions.NONE)
                .expiresAt(LATER);

        Changed changed = assertChanged(
                key.by(ACTOR, NOW).change(spec),
                new MemberChange("name", "first", "second"),
                new MemberChange("owner", null, "ada@example.org"),
                new MemberChange("tags", null, "ci,prod"),
                new MemberChange("description", null, "nightly build"),
                new MemberChange("permissions", "*", ""),
                new MemberChange("expiresAt", null, LATER.toString()));
        assertThat(changed.next().spec()).isEqualTo(spec);
        assertThat(changed.next().version()).isEqualTo(2);
        assertChanged(
                changed.next().by(ACTOR, NOW).change(spec.owner(null).tags().description(null)),
                new MemberChange("owner", "ada@example.org", null),
                new MemberChange("tags", "ci,prod", null),
                new MemberChange("description", "nightly build", null));
    }

    @Test
    void noChangeMovesAKeyOrEndsIt() {
        KeyChange change = issued(SPEC).by(ACTOR, NOW);
        for (KeySpec moved : new KeySpec[] {
            KeySpec.of("other", SPEC.scope(), "first").slot("default"),
            KeySpec.of("acme", Scope.tenant(), "first").slot("default"),
            KeySpec.of("acme", SPEC.scope(), "first"),
            SPEC.slot("other"),
            SPEC.expiresAt(NOW)
        }) {
            assertThatThrownBy(() -> change.change(moved)).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void aStrongerCauseReplacesAWeakerOne() {
        for (Cause first : Cause.values()) {
            ApiKey key =
                    changed(issued(SPEC).by(ACTOR, NOW).suspend(first, "first")).next();
            for (Cause second : Cause.values()) {
                Transition transition = key.by(Samples.ACTOR, LATER).suspend(second, "second");
                if (second.compareTo(first) < 0) {
                    assertThat(changed(transition).next().suspension())
                            .isEqualTo(new Suspension(second, LATER, "second", ACTOR));
                } else {
                    assertThat(transition).isEqualTo(new Unchanged(key));
                }
                Transition resumed = key.by(ACTOR, LATER).resume(second);
                assertThat(resumed instanceof Changed).isEqualTo(second == first);
            }
        }
        ApiKey inForce = issued(SPEC);
        assertThat(inForce.by(ACTOR, NOW).resume(Cause.OWNER)).isEqualTo(new Unchanged(inForce));
    }

    @Test
    void aKeyTellsWhenItWasResumedLast() {
        ApiKey key = issued(SPEC);
        assertThat(key.lifecycle().resumedAt()).isNull();
        ApiKey suspended = changed(key.by(ACTOR, LATER).suspend("unpaid")).next();
        ApiKey behind = changed(suspended.by(ACTOR, NOW).resume()).next();
        assertThat(behind.lifecycle().resumedAt()).isEqualTo(LATER);
        ApiKey again = changed(behind.by(ACTOR, LATER).suspend("again")).next();
        assertThat(again.lifecycle().resumedAt()).isEqualTo(LATER);
        assertThat(again.suspension()).isNotNull();
    }

    @Test
    void aKeyTellsWhoMadeSuspendedAndRevokedItWithoutWhereFrom() {
        Actor remote = ACTOR.from(Origin.of("192.0.2.1"));
        ApiKey key = NewKey.issue(ID, SPEC, secret("HANDLE000"), AuditAction.ISSUED, remote, NOW)
                .next();
        ApiKey suspended = changed(key.by(remote, NOW).suspend("unpaid")).next();
        ApiKey revoked = changed(suspended.by(remote, NOW).revoke("leaked")).next();
        assertThat(key.identity().provenance().createdBy()).isEqualTo(ACTOR);
        assertThat(suspended.suspension().by()).isEqualTo(ACTOR);
        assertThat(revoked.revocation().by()).isEqualTo(ACTOR);
    }

    private static Changed assertChanged(Transition transition, MemberChange... members) {
        Changed changed = changed(transition);
        assertThat(changed.event().action()).isEqualTo(AuditAction.CHANGED);
        assertThat(changed.event().detail()).isEmpty();
        assertThat(changed.event().changes()).containsExactly(members);
        return changed;
    }

    @Test
    void aKeyIsNotIssuedExpired() {
        assertThatThrownBy(() -> issued(SPEC.expiresAt(NOW)))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("expiresAt must be in the future");
        assertThat(issued(SPEC.expiresAt(NOW.plusMillis(1))).status(NOW)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void aKeyBeginsWithACurrentSecretAndNoOtherAction() {
        Secret retiring = secret("HANDLE000", null, LATER);
        assertThatThrownBy(() -> NewKey.issue(ID, SPEC, retiring, AuditAction.ISSUED, ACTOR, NOW))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> NewKey.issue(ID, SPEC, secret("HANDLE000"), AuditAction.ROTATED, ACTOR, NOW))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void rotationWithAnOverlapLetsThePreviousSecretLiveUntilItsDeadline() {
        Changed rotated = changed(issued(SPEC).by(ACTOR, LATER).rotate(sealedSecret("HANDLE001"), DAY));
        ApiKey key = rotated.next();
        Secret previous = key.secret("HANDLE000").orElseThrow();

        assertThat(key.currentSecret().handle()).isEqualTo("HANDLE001");
        assertThat(previous.retiresAt()).isEqualTo(LATER.plus(DAY));
        assertThat(previous.sealedCopy()).isNotNull();
        assertThat(AccessRules.checkInForce(key, previous, LATER.plus(DAY).minusMillis(1)))
                .isNull();
        assertThat(AccessRules.checkInForce(key, previous, LATER.plus(DAY))).isEqualTo(Refusal.RETIRED);
        assertThat(rotated.event().action()).isEqualTo(AuditAction.ROTATED);
        assertThat(rotated.event().detail()).isEqualTo("HANDLE001, previous until 2026-03-02T12:01:00Z");
    }

    @Test
    void rotationWithoutAnOverlapEndsThePreviousSecretForEveryClock() {
        Changed rotated = changed(issued(SPEC).by(ACTOR, LATER).rotate(secret("HANDLE001"), Duration.ZERO));
        Secret previous = rotated.next().secret("HANDLE000").orElseThrow();

        assertThat(previous.retiresAt()).isEqualTo(Secret.AT_ONCE);
        assertThat(previous.sealedCopy()).isNull();
        for (Instant clock : new Instant[] {Instant.MIN, Instant.EPOCH, NOW, LATER, Instant.MAX}) {
            assertThat(rotated.next().status(previous, clock)).isEqualTo(SecretStatus.RETIRED);
            assertThat(AccessRules.checkInForce(rotated.next(), previous, clock))
                    .isEqualTo(Refusal.RETIRED);
        }
        assertThat(rotated.event().detail()).isEqualTo("HANDLE001");
    }

    @Test
    void rotationNeverOutlivesTheExpiry() {
        Instant expiry = NOW.plusSeconds(3600);
        Changed rotated =
                changed(issued(SPEC.expiresAt(expiry)).by(ACTOR, LATER).rotate(secret("HANDLE001"), DAY));
        assertThat(rotated.next().secret("HANDLE000").orElseThrow().retiresAt()).isEqualTo(expiry);
        assertThat(rotated.next().expiresAt()).isEqualTo(expiry);
    }

    @Test
    void rotatingAgainEndsEveryOlderOneImmediately() {
        ApiKey twice = replaced(rotated(issued(SPEC), "HANDLE001"), "HANDLE002");
        assertThat(twice.secret("HANDLE000").orElseThrow().retiresAt()).isEqualTo(Secret.AT_ONCE);
        assertThat(twice.secret("HANDLE001").orElseThrow().retiresAt()).isEqualTo(Secret.AT_ONCE);
        assertThat(twice.rotation()).isNull();
        assertThat(twice.version()).isEqualTo(3);
    }

    @Test
    void eventsOfAKeyNeverGoBackInTime() {
        ApiKey key = changed(issued(SPEC).by(ACTOR, LATER).rename("later")).next();
        Changed earlier = changed(key.by(ACTOR, NOW).rename("by a clock that is behind"));
        assertThat(earlier.event().at()).isEqualTo(LATER);
        assertThat(earlier.next().changedAt()).isEqualTo(LATER);
    }

    @Test
    void fourGenerationsAreKept() {
        ApiKey key = issued(SPEC);
        for (int i = 1; i <= 5; i++) {
            key = replaced(key, "HANDLE00" + i);
        }
        assertThat(key.secrets().stream().map(Secret::handle))
                .containsExactly("HANDLE005", "HANDLE004", "HANDLE003", "HANDLE002");
    }

    @Test
    void aHandleIsNotUsedTwiceNotEvenTheOneThatIsAboutToBeForgotten() {
        ApiKey key = issued(SPEC);
        for (int i = 1; i <= 3; i++) {
            key = replaced(key, "HANDLE00" + i);
        }
        for (Secret previous : key.secrets()) {
            KeyChange change = key.by(ACTOR, NOW);
            assertThatThrownBy(() -> change.rotate(secret(previous.handle()), DAY))
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void anOverlapIsZeroOrOneMinuteTo366Days() {
        KeyChange change = issued(SPEC).by(ACTOR, NOW);
        assertThat(change.rotate(secret("HANDLE001"), RotationMode.LONGEST)).isInstanceOf(Changed.class);
        for (Duration wrong : new Duration[] {
            RotationMode.LONGEST.plusNanos(1), Duration.ofNanos(-1), Rotation.TOLERANCE.minusNanos(1)
        }) {
            assertThatThrownBy(() -> change.rotate(secret("HANDLE001"), wrong), "overlap %s", wrong)
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("grace must be one minute to 366 days");
        }
    }

    @Test
    void aSuspendedKeyCanBeRotatedAndStaysSuspended() {
        ApiKey suspended =
                changed(issued(SPEC).by(ACTOR, NOW).suspend("unpaid")).next();
        ApiKey key = rotated(suspended, "HANDLE001");
        assertThat(key.suspension()).isEqualTo(new Suspension(Cause.OPERATOR, NOW, "unpaid", ACTOR));
        assertThat(key.status(NOW)).isEqualTo(KeyStatus.SUSPENDED);
        assertThat(changed(key.by(ACTOR, LATER).resume()).next().status(LATER)).isEqualTo(KeyStatus.ACTIVE);
    }

    @Test
    void revocationEndsEverySecretDropsTheCopiesAndFreesTheSlot() {
        ApiKey key = rotated(issued(SPEC), "HANDLE001");
        Changed revoked = changed(key.by(ACTOR, LATER).revoke("leaked"));

        assertThat(revoked.next().status(Instant.MIN)).isEqualTo(KeyStatus.REVOKED);
        assertThat(revoked.next().revocation()).isEqualTo(new Revocation(LATER, "leaked", ACTOR));
        assertThat(revoked.next().occupiesSlot()).isFalse();
        assertThat(revoked.next().secrets())
                .allMatch(s -> s.sealedCopy() == null && Secret.AT_ONCE.equals(s.retiresAt()));
        assertThat(revoked.event().detail()).isEqualTo("leaked");
        assertThat(revoked.next().by(ACTOR, LATER).revoke("again")).isInstanceOf(Unchanged.class);
    }

    @Test
    void aDeadKeyCanOnlyBeRevoked() {
        Instant expiry = NOW.plusSeconds(1);
        ApiKey expired = issued(SPEC.expiresAt(expiry));
        ApiKey revoked = changed(expired.by(ACTOR, LATER).revoke("tidy")).next();

        for (KeyChange change : new KeyChange[] {expired.by(ACTOR, expiry), revoked.by(ACTOR, NOW)}) {
            assertThat(change.rotate(secret("HANDLE001"), DAY)).isInstanceOf(Dead.class);
            assertThat(change.suspend("x")).isInstanceOf(Dead.class);
            assertThat(change.resume()).isInstanceOf(Dead.class);
            assertThat(change.resume(Cause.OWNER)).isInstanceOf(Dead.class);
            assertThat(change.change(SPEC.owner("ada"))).isInstanceOf(Dead.class);
            assertThat(change.rename("first")).isInstanceOf(Dead.class);
            assertThat(change.changePermissions(Permissions.NONE)).isInstanceOf(Dead.class);
            assertThat(change.changeLimits(Limits.NONE)).isInstanceOf(Dead.class);
            assertThat(change.changeExpiry(null)).isInstanceOf(Dead.class);
            assertThat(change.secret("HANDLE000").rehash(Samples.HASH, null)).isInstanceOf(Dead.class);
            assertThat(change.secret("HANDLE000").reseal(Samples.copy('B'))).isInstanceOf(Dead.class);
        }
    }

    @Test
    void whatIsAlreadySoIsNoChange() {
        ApiKey key = issued(SPEC);
        KeyChange change = key.by(ACTOR, LATER);
        ApiKey suspended = changed(change.suspend("first reason")).next();

        assertThat(change.rename("first")).isEqualTo(new Unchanged(key));
        assertThat(change.resume()).isEqualTo(new Unchanged(key));
        assertThat(change.changePermissions(Permissions.ALL)).isEqualTo(new Unchanged(key));
        assertThat(change.changeLimits(Limits.NONE)).isEqualTo(new Unchanged(key));
        assertThat(change.changeExpiry(null)).isEqualTo(new Unchanged(key));
        assertThat(change.secret("HANDLE000").rehash(Samples.HASH, null)).isEqualTo(new Unchanged(key));
        assertThat(change.secret("NOTMINE00").rehash("other", null)).isEqualTo(new Unchanged(key));
        assertThat(change.secret("HANDLE000").reseal(Samples.copy('A'))).isEqualTo(new Unchanged(key));
        assertThat(change.secret("NOTMINE00").reseal(Samples.copy('B'))).isEqualTo(new Unchanged(key));
        assertThat(suspended.by(ACTOR, LATER).suspend("second reason")).isEqualTo(new Unchanged(suspended));
    }

    @Test
    void anEarlierExpiryBringsADeadlineForwardAndALaterOneDoesNotPushItBack() {
        ApiKey key = rotated(issued(SPEC), "HANDLE001");
        ApiKey shorter =
                changed(key.by(ACTOR, LATER).changeExpiry(NOW.plusSeconds(120))).next();
        ApiKey longer = changed(shorter.by(ACTOR, LATER).changeExpiry(NOW.plus(DAY.multipliedBy(9))))
                .next();
        ApiKey endless = changed(longer.by(ACTOR, LATER).changeExpiry(null)).next();

        for (ApiKey one : new ApiKey[] {shorter, longer, endless}) {
            assertThat(one.secret("HANDLE000").orElseThrow().retiresAt()).isEqualTo(NOW.plusSeconds(120));
        }
        assertThatThrownBy(() -> key.by(ACTOR, LATER).changeExpiry(LATER)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void rehashingAndResealingTouchOneSecretAlone() {
        ApiKey key = rotated(issued(SPEC), "HANDLE001");
        ScreeningTag tag = ScreeningTag.of(7);
        ApiKey rehashed = changed(key.by(ACTOR, LATER).secret("HANDLE000").rehash("better", tag))
                .next();
        ApiKey resealed = changed(rehashed.by(ACTOR, LATER).secret("HANDLE001").reseal(Samples.copy('B')))
                .next();

        Secret previous = resealed.secret("HANDLE000").orElseThrow();
        assertThat(previous.hash()).isEqualTo("better");
        assertThat(previous.tag()).isEqualTo(tag);
        assertThat(previous.sealedCopy()).isEqualTo(Samples.copy('A'));
        assertThat(previous.retiresAt())
                .isEqualTo(key.secret("HANDLE000").orElseThrow().retiresAt());
        assertThat(resealed.currentSecret().hash()).isEqualTo(Samples.HASH);
        assertThat(resealed.currentSecret().sealedCopy()).isEqualTo(Samples.copy('B'));
    }

    @Test
    void aSecretWithoutACopyGetsNoneByResealing() {
        ApiKey key = changed(issued(SPEC).by(ACTOR, NOW).rotate(secret("HANDLE001"), DAY))
                .next();
        assertThat(key.by(ACTOR, NOW).secret("HANDLE001").reseal(Samples.copy('B')))
                .isInstanceOf(Unchanged.class);
    }

    @Test
    void aClockOutsideTheModelChangesNothing() {
        ApiKey key = issued(SPEC);
        assertThatThrownBy(() -> key.by(ACTOR, Instant.EPOCH.minusNanos(1))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> key.by(ACTOR, Instant.MAX)).isInstanceOf(InvalidValueException.class);
    }

    private static ApiKey replaced(ApiKey key, String handle) {
        return changed(key.by(ACTOR, NOW).rotate(sealedSecret(handle), Duration.ZERO))
                .next();
    }

    private static ApiKey rotated(ApiKey key, String handle) {
        return changed(key.by(ACTOR, NOW).rotate(sealedSecret(handle), DAY)).next();
    }

    private static Changed changed(Transition transition) {
        assertThat(transition).isInstanceOf(Changed.class);
        return (Changed) transition;
    }
}
