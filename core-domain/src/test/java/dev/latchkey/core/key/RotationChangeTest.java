package dev.latchkey.core.key;

import static dev.latchkey.core.Samples.ACTOR;
import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.SPEC;
import static dev.latchkey.core.Samples.issued;
import static dev.latchkey.core.Samples.sealedSecret;
import static dev.latchkey.core.Samples.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Refused;
import dev.latchkey.core.key.Transition.Refused.Reason;
import dev.latchkey.core.key.Transition.Unchanged;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the model of rotations does not see: events, copies, names of rotations, and bounds. */
class RotationChangeTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration HOUR = Duration.ofHours(1);

    @Test
    void thePreviousSecretStaysCurrentUntilTheNewOneIsUsed() {
        Changed begun = changed(at(NOW, issued(SPEC)).begin(sealedSecret("HANDLE001"), RotationMode.firstUse()));
        ApiKey key = begun.next();

        assertThat(key.currentSecret().handle()).isEqualTo("HANDLE000");
        assertThat(key.status(key.secrets().get(1), NOW)).isEqualTo(SecretStatus.PENDING);
        assertThat(key.secrets().get(1).sealedCopy()).isNotNull();
        assertThat(key.rotation(NOW))
                .contains(new Rotation(Rotation.Kind.PENDING, "HANDLE001", "HANDLE000", NOW, DAY, null));
        assertThat(begun.event().action()).isEqualTo(AuditAction.ROTATED);
        assertThat(begun.event().detail()).isEqualTo("HANDLE001, pending until 2026-03-31T12:00:00Z");
        assertThat(key.status(key.secrets().get(1), NOW.plus(Duration.ofDays(30))))
                .isEqualTo(SecretStatus.RETIRED);
        assertThat(key.rotation(NOW.plus(Duration.ofDays(30)))).isEmpty();
    }

    @Test
    void aPromotionByAClockThatIsBehindCountsTheGraceFromTheStart() {
        ApiKey key = pending();
        Changed promoted = changed(at(NOW.minus(HOUR), key).promote("HANDLE001"));
        assertThat(promoted.next().secrets().get(1).retiresAt()).isEqualTo(NOW.plus(DAY));
        assertThat(promoted.next().rotation().firstUsedAt()).isEqualTo(NOW);
        assertThat(promoted.event().at()).isEqualTo(NOW);
        assertThat(promoted.event().detail()).isEqualTo("HANDLE001, previous until 2026-03-02T12:00:00Z");
    }

    @Test
    void cancelingComesNoCloserToTheDeadlineThanClocksMayDiffer() {
        ApiKey key = changed(at(NOW, issued(SPEC)).begin(secret("HANDLE001"), RotationMode.overlap(HOUR)))
                .next();
        Instant last = NOW.plus(HOUR).minus(Rotation.TOLERANCE);

        assertThat(changed(at(last.minusMillis(1), key).cancel(null, any -> false, false))
                        .next()
                        .currentSecret()
                        .handle())
                .isEqualTo("HANDLE000");
        for (Instant late :
                new Instant[] {last, last.plusMillis(1), NOW.plus(HOUR).minusMillis(1)}) {
            assertRefused(Reason.ROTATION_ENDING, key, at(late, key).cancel(null, any -> false, true));
        }
        // A node whose clock is a minute ahead has refused the previous secret when this one still cancels by its own.
        Instant ahead = last.minusMillis(1).plus(Rotation.TOLERANCE);
        assertThat(AccessRules.checkInForce(key, key.secrets().get(1), ahead)).isNull();
        assertThat(at(NOW.plus(HOUR), key).cancel(null, any -> false, false)).isInstanceOf(Unchanged.class);
    }

    @Test
    void aUsedSecretIsCanceledByForceAlone() {
        ApiKey key = changed(at(NOW, pending()).promote("HANDLE001")).next();
        assertRefused(Reason.NEW_SECRET_IN_USE, key, at(NOW, key).cancel("HANDLE001", any -> false, false));
        ApiKey overlap = changed(at(NOW, issued(SPEC)).begin(secret("HANDLE001"), RotationMode.overlap(HOUR)))
                .next();
        assertRefused(Reason.NEW_SECRET_IN_USE, overlap, at(NOW, overlap).cancel("HANDLE001", any -> true, false));

        Changed canceled = changed(at(NOW, key).cancel("HANDLE001", any -> true, true));
        assertThat(canceled.event().action()).isEqualTo(AuditAction.ROTATION_CANCELED);
        assertThat(canceled.event().detail()).isEqualTo("HANDLE001");
        assertThat(canceled.next().currentSecret().handle()).isEqualTo("HANDLE000");
        assertThat(canceled.next().currentSecret().sealedCopy()).isNotNull();
        assertThat(canceled.next().secret("HANDLE001")).get().returns(Secret.AT_ONCE, Secret::retiresAt);
        assertThat(canceled.next().rotation()).isNull();
    }

    @Test
    void aCanceledSecretStaysAmongTheGenerations() {
        ApiKey key = pending();
        for (int i = 2; i <= 3; i++) {
            ApiKey canceled =
                    changed(at(NOW, key).cancel(null, any -> false, false)).next();
            key = changed(at(NOW, canceled).begin(secret("HANDLE00" + i), RotationMode.firstUse()))
                    .next();
        }
        assertThat(key.secrets())
                .extracting(Secret::handle)
                .containsExactly("HANDLE000", "HANDLE003", "HANDLE002", "HANDLE001");
    }

    @Test
    void aRotationIsNamedByItsNewSecret() {
        ApiKey key = pending();
        assertRefused(Reason.NO_ROTATION, key, at(NOW, key).complete("HANDLE009", Duration.ZERO));
        assertRefused(Reason.NO_ROTATION, key, at(NOW, key).cancel("HANDLE009", any -> false, true));

        ApiKey completed =
                changed(at(NOW, key).complete("HANDLE001", Duration.ZERO)).next();
        assertThat(at(NOW, completed).complete("HANDLE001", Duration.ZERO)).isInstanceOf(Unchanged.class);
        assertThat(at(NOW, completed).complete(null, Duration.ZERO)).isInstanceOf(Unchanged.class);
        assertRefused(Reason.NO_ROTATION, null, at(NOW, completed).cancel("HANDLE001", any -> false, true));

        ApiKey canceled =
                changed(at(NOW, key).cancel("HANDLE001", any -> false, false)).next();
        assertThat(at(NOW, canceled).cancel("HANDLE001", any -> false, false)).isInstanceOf(Unchanged.class);
        assertRefused(Reason.NO_ROTATION, null, at(NOW, canceled).complete("HANDLE001", Duration.ZERO));
    }

    @Test
    void completingEndsThePreviousSecretAndItsCopyOrLeavesItAGrace() {
        Changed immediately = changed(at(NOW, pending()).complete("HANDLE001", Duration.ZERO));
        assertThat(immediately.event().action()).isEqualTo(AuditAction.ROTATION_COMPLETED);
        assertThat(immediately.event().detail()).isEqualTo("HANDLE001");
        assertThat(immediately.next().secret("HANDLE000")).get().returns(null, Secret::sealedCopy);

        Changed later = changed(at(NOW, pending()).complete("HANDLE001", HOUR));
        assertThat(later.event().detail()).isEqualTo("HANDLE001, previous until 2026-03-01T13:00:00Z");
        assertThat(later.next().rotation().kind()).isEqualTo(Rotation.Kind.OVERLAP);
        assertThat(later.next().rotation().firstUsedAt()).isNull();
        assertThat(at(NOW, later.next()).complete("HANDLE001", DAY)).isInstanceOf(Unchanged.class);
        assertThatThrownBy(() -> at(NOW, pending()).complete(null, Duration.ofSeconds(59)), "a grace of 59 s")
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aRotationFollowsAHandleThatChanges() {
        ApiKey key = changed(pending().by(ACTOR, NOW).secret("HANDLE000").move("HANDLE007", null))
                .next();
        assertThat(key.rotation().previousHandle()).isEqualTo("HANDLE007");
        assertThat(changed(at(NOW, key).promote("HANDLE001"))
                        .next()
                        .currentSecret()
                        .handle())
                .isEqualTo("HANDLE001");
    }

    @Test
    void aModeHasBounds() {
        RotationMode mode = RotationMode.firstUse();
        assertThat(mode.grace()).isEqualTo(DAY);
        assertThat(mode.lapses()).isEqualTo(Duration.ofDays(30));
        for (Duration wrong : List.of(Duration.ZERO, Duration.ofSeconds(59), RotationMode.LONGEST.plusMillis(1))) {
            assertThatThrownBy(() -> mode.grace(wrong), "a grace of %s", wrong)
                    .isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> mode.lapses(wrong), "lapses after %s", wrong)
                    .isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> RotationMode.overlap(wrong), "an overlap of %s", wrong)
                    .isInstanceOf(InvalidValueException.class);
        }
        assertThatThrownBy(() -> RotationMode.NOW.grace(DAY)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> RotationMode.overlap(DAY).lapses(DAY)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aRotationOfOtherSecretsCannotBeMade() {
        ApiKey key = pending();
        Rotation other = new Rotation(Rotation.Kind.PENDING, "HANDLE002", "HANDLE000", NOW, DAY, null);
        Rotation swapped = new Rotation(Rotation.Kind.OVERLAP, "HANDLE001", "HANDLE000", NOW, DAY, null);
        for (Rotation wrong : List.of(other, swapped)) {
            assertThat(wrong.isOf(key.secrets())).isFalse();
            assertThatThrownBy(
                            () -> new ApiKey(
                                    key.identity(),
                                    key.labels(),
                                    key.authority(),
                                    key.lifecycle(),
                                    2,
                                    NOW,
                                    key.secrets(),
                                    wrong),
                            "%s",
                            wrong)
                    .isInstanceOf(InvalidValueException.class);
        }
        assertThatThrownBy(() -> new Rotation(Rotation.Kind.PENDING, "HANDLE001", "HANDLE000", NOW, DAY, NOW))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new Rotation(Rotation.Kind.PENDING, "HANDLE001", "HANDLE001", NOW, DAY, null))
                .isInstanceOf(InvalidValueException.class);
    }

    private static ApiKey pending() {
        return changed(at(NOW, issued(SPEC)).begin(secret("HANDLE001"), RotationMode.firstUse()))
                .next();
    }

    private static RotationChange at(Instant now, ApiKey key) {
        return key.by(ACTOR, now).rotation();
    }

    private static void assertRefused(Reason reason, ApiKey key, Transition transition) {
        assertThat(transition).isEqualTo(new Refused(reason, key == null ? null : key.rotation()));
    }

    private static Changed changed(Transition transition) {
        assertThat(transition).isInstanceOf(Changed.class);
        return (Changed) transition;
    }
}
