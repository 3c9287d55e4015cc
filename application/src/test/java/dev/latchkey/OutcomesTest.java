package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Transition.Refused;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** A detail is there for the outcomes that have it, and throws for all others. */
class OutcomesTest {
    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Caller CALLER = Caller.of("acme", Scope.tenant(), Permissions.ALL, "session");
    private static final RateDecision RATE =
            new RateDecision(false, new RateLimit(1, 1, Duration.ofHours(1)), 0, SOON, Duration.ofHours(1));
    private static final List<Verdict> VERDICTS = List.of(
            Verdict.accepted(CALLER, RATE),
            Verdict.refused(Refusal.MISSING, null),
            Verdict.limited(CALLER, RATE),
            Verdict.tooManyAttempts(SOON),
            Verdict.overloaded(SOON),
            Verdict.unavailable(SOON));
    private static final Rotation ROTATION =
            new Rotation(Rotation.Kind.OVERLAP, "HANDLE001", "HANDLE000", World.START, Duration.ofDays(1), null);
    private static final ApiKey PRESENT = TestKeys.issue().next();
    private static final List<Result<String>> RESULTS = List.of(
            Result.done("value"),
            Result.of(Outcome.NOT_FOUND),
            Result.of(Outcome.TENANT_NOT_FOUND),
            Result.dead(KeyStatus.REVOKED),
            Result.forbidden(Refusal.PERMISSION),
            Result.reauthenticationRequired("https://login.example.com"),
            Result.stale(PRESENT),
            Result.of(Outcome.NOT_REVEALABLE),
            Result.refused(new Refused(Refused.Reason.ROTATION_UNDER_WAY, ROTATION)),
            Result.refused(new Refused(Refused.Reason.NO_ROTATION, ROTATION)),
            Result.refused(new Refused(Refused.Reason.NEW_SECRET_IN_USE, ROTATION)),
            Result.refused(new Refused(Refused.Reason.ROTATION_ENDING, ROTATION)),
            Result.of(Outcome.SLOT_TAKEN),
            Result.of(Outcome.TENANT_ENDED),
            Result.of(Outcome.TOO_MANY_KEYS),
            Result.of(Outcome.ALREADY_IMPORTED),
            Result.of(Outcome.IDEMPOTENCY_KEY_REUSED),
            Result.of(Outcome.IDEMPOTENCY_KEY_SPENT),
            Result.of(Outcome.CONTENDED),
            Result.overloaded(SOON));

    private static final Set<Outcome> WITH_ROTATION =
            EnumSet.of(Outcome.ROTATION_UNDER_WAY, Outcome.NEW_SECRET_IN_USE, Outcome.ROTATION_ENDING);

    @Test
    void thereIsAVerdictOfEveryOutcomeWithItsHttpStatus() {
        assertThat(VERDICTS).extracting(Verdict::outcome).containsExactly(Verdict.Outcome.values());
        assertThat(VERDICTS).extracting(Verdict::httpStatus).containsExactly(200, 401, 429, 429, 503, 503);
        assertThat(Arrays.stream(Refusal.values())
                        .filter(refusal -> Verdict.refused(refusal, CALLER).httpStatus() == 403))
                .containsExactly(
                        Refusal.RETIRING,
                        Refusal.PENDING,
                        Refusal.NETWORK,
                        Refusal.RESOURCE_KEY,
                        Refusal.TENANT_KEY,
                        Refusal.OTHER_RESOURCE,
                        Refusal.PERMISSION);
    }

    @Test
    void onlyAnAcceptedVerdictGivesACallerToServe() {
        for (Verdict verdict : VERDICTS) {
            boolean accepted = verdict.outcome() == Verdict.Outcome.ACCEPTED;
            assertDetail(accepted, verdict::acceptedCaller);
            assertDetail(verdict.outcome() == Verdict.Outcome.REFUSED, verdict::refusal);
            assertDetail(verdict.httpStatus() == 429 || verdict.httpStatus() == 503, verdict::retryAfter);
        }
        Verdict limited = Verdict.limited(CALLER, RATE);
        assertThat(limited.caller()).isEqualTo(CALLER);
        assertThat(limited.rate()).isEqualTo(RATE);
        assertThat(limited.retryAfter()).isEqualTo(SOON);
    }

    @Test
    void aVerdictThatWasCountedTellsTheRateAndOnlyThen() {
        assertThat(VERDICTS).filteredOn(verdict -> verdict.rate() != null).hasSize(2);
        assertThat(Verdict.refused(Refusal.PERMISSION, CALLER, RATE).rate()).isEqualTo(RATE);
    }

    @Test
    void noResultIsMadeWithoutTheDetailThatItsOutcomeHas() {
        Set<Outcome> bare = EnumSet.noneOf(Outcome.class);
        for (Outcome outcome : Outcome.values()) {
            if (!outcome.hasDetail()) {
                bare.add(Result.of(outcome).outcome());
            } else {
                assertThatIllegalArgumentException().isThrownBy(() -> Result.of(outcome));
            }
        }
        assertThat(bare).hasSize(Outcome.values().length - 9).contains(Outcome.NOT_FOUND, Outcome.NO_ROTATION);
    }

    @Test
    void thereIsAResultOfEveryOutcomeAndOnlyItsOwnDetail() {
        assertThat(RESULTS).extracting(Result::outcome).containsExactly(Outcome.values());
        for (Result<String> result : RESULTS) {
            assertDetail(result.isDone(), result::value);
            assertDetail(result.outcome() == Outcome.DEAD, result::status);
            assertDetail(result.outcome() == Outcome.FORBIDDEN, result::refusal);
            assertDetail(result.outcome() == Outcome.REAUTHENTICATION_REQUIRED, result::reauthentication);
            assertDetail(result.outcome() == Outcome.STALE, result::present);
            assertDetail(WITH_ROTATION.contains(result.outcome()), result::rotation);
            assertDetail(result.outcome() == Outcome.OVERLOADED, result::retryAfter);
            assertThat(result.map(String::length)).isEqualTo(result.isDone() ? Result.done(5) : result);
        }
    }

    @Test
    void verdictsAndResultsOfDifferentOutcomesOrDetailsDiffer() {
        assertThat(VERDICTS).doesNotHaveDuplicates();
        assertThat(RESULTS).doesNotHaveDuplicates();
        assertThat(Verdict.refused(Refusal.INVALID, null)).isNotEqualTo(Verdict.refused(Refusal.MISSING, null));
        assertThat(Result.forbidden(Refusal.RETIRED)).isNotEqualTo(Result.forbidden(Refusal.PERMISSION));
        assertThat(Verdict.overloaded(SOON)).hasSameHashCodeAs(Verdict.overloaded(SOON));
        assertThat(Result.overloaded(SOON)).hasSameHashCodeAs(Result.overloaded(SOON));
    }

    private static void assertDetail(boolean isThere, ThrowingCallable accessor) {
        assertThat(catchThrowable(accessor) == null).isEqualTo(isThere);
        if (!isThere) {
            assertThatIllegalStateException().isThrownBy(accessor);
        }
    }
}
