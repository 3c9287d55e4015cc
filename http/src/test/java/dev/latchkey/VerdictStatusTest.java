package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.FakeRequest;
import dev.latchkey.http.internal.error.ApiErrors;
import dev.latchkey.http.internal.error.Nouns;
import dev.latchkey.http.internal.request.CredentialPlace;
import dev.latchkey.http.internal.request.CredentialPlaces;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The status that a verdict suggests to hosts without the endpoints is the status that the endpoints answer with. */
class VerdictStatusTest {
    private static final Caller CALLER = Caller.of("acme", Scope.tenant(), Permissions.NONE, "ada");
    private static final Duration DELAY = Duration.ofSeconds(3);
    private static final RateDecision EMPTY =
            new RateDecision(false, new RateLimit(1, 1, Duration.ofMinutes(1)), 0, DELAY, Duration.ofMinutes(1));

    private final ApiErrors errors = new ApiErrors(
            new Nouns("tenant", "resource"),
            new CredentialPlaces(List.of(new CredentialPlace("x-api-key", false))),
            "api");

    @ParameterizedTest
    @EnumSource
    void refusalHasOneStatus(Refusal refusal) {
        Verdict verdict = Verdict.refused(refusal, null);

        assertThat(errors.of(verdict, FakeRequest.of("GET", "/")).status()).isEqualTo(verdict.httpStatus());
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"ACCEPTED", "REFUSED"})
    void outcomeHasOneStatus(Verdict.Outcome outcome) {
        Verdict verdict = verdict(outcome);

        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(errors.of(verdict, FakeRequest.of("GET", "/")).status()).isEqualTo(verdict.httpStatus());
    }

    private static Verdict verdict(Verdict.Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> Verdict.accepted(CALLER, null);
            case REFUSED -> Verdict.refused(Refusal.INVALID, null);
            case LIMITED -> Verdict.limited(CALLER, EMPTY);
            case TOO_MANY_ATTEMPTS -> Verdict.tooManyAttempts(DELAY);
            case OVERLOADED -> Verdict.overloaded(DELAY);
            case UNAVAILABLE -> Verdict.unavailable(DELAY);
        };
    }
}
