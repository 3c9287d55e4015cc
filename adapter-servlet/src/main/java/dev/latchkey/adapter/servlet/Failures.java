package dev.latchkey.adapter.servlet;

import dev.latchkey.Result;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Every reason for which a request is not served, in the host's nouns.
 *
 * @param nouns the host's words
 * @param credential where the key goes
 * @param realm what the key is for
 */
record Failures(Nouns nouns, Credential credential, String realm) {
    private static final Duration SOON = Duration.ofSeconds(1);

    /** Of anything but an accepted credential; to who sent a credential of another scheme RFC 6750 wants no error told, as to who sent none. */
    Failure of(Verdict verdict, HttpServletRequest request) {
        boolean malformed = verdict.outcome() == Verdict.Outcome.REFUSED && verdict.refusal() == Refusal.MALFORMED;
        return malformed && credential.isOfAnotherScheme(request)
                ? unauthorized(Reason.CREDENTIAL_MALFORMED, "Send an API key as " + credential, null)
                : of(verdict);
    }

    private Failure of(Verdict verdict) {
        return switch (verdict.outcome()) {
            case ACCEPTED -> throw new IllegalArgumentException("no failure: " + verdict.outcome());
            case REFUSED -> of(verdict.refusal());
            case LIMITED, TOO_MANY_ATTEMPTS -> tooManyRequests(verdict.retryAfter());
            case OVERLOADED, UNAVAILABLE -> unavailable(verdict.retryAfter());
        };
    }

    /** Of anything but a change that was done. */
    Failure of(Result<?> result) {
        return switch (result.outcome()) {
            case DONE -> throw new IllegalArgumentException("no failure: " + result.outcome());
            case FORBIDDEN -> of(result.refusal());
            case OVERLOADED -> unavailable(result.retryAfter());
            // The caller's own key was ended, or even purged, between being let in and being changed.
            case DEAD, NOT_FOUND -> of(Refusal.REVOKED);
            case IDEMPOTENCY_KEY_REUSED ->
                Failure.of(Reason.IDEMPOTENCY_REUSED, "This Idempotency-Key was used for another request");
            case IDEMPOTENCY_KEY_SPENT ->
                Failure.of(Reason.IDEMPOTENCY_SPENT, "This Idempotency-Key was used too long ago; use a new one");
            case SLOT_TAKEN, ALREADY_IMPORTED, CONTENDED ->
                Failure.of(Reason.CONTENDED, "Others changed the same key at the same time; try again");
        };
    }

    Failure of(Refusal refusal) {
        String resource = nouns.resource();
        String tenant = nouns.tenant();
        return switch (refusal) {
            case MISSING -> unauthorized(Reason.CREDENTIAL_MISSING, "Send an API key as " + credential, null);
            case MALFORMED -> unauthorized(Reason.CREDENTIAL_MALFORMED, "What was sent is not an API key");
            case INVALID -> unauthorized(Reason.CREDENTIAL_INVALID, "No API key matches what was sent");
            case RETIRED -> unauthorized(Reason.CREDENTIAL_RETIRED, "This secret was replaced by a new one");
            case REVOKED -> unauthorized(Reason.KEY_REVOKED, "The API key was revoked");
            case EXPIRED -> unauthorized(Reason.KEY_EXPIRED, "The API key has expired");
            case SUSPENDED -> unauthorized(Reason.KEY_SUSPENDED, "The API key is suspended");
            case NETWORK -> forbidden(Reason.NETWORK, "The API key may not be used from this address");
            case RESOURCE_KEY ->
                forbidden(
                        Reason.RESOURCE_KEY,
                        Nouns.sentence(resource) + "-scoped keys cannot call " + tenant + " endpoints");
            case TENANT_KEY ->
                forbidden(
                        Reason.TENANT_KEY,
                        Nouns.sentence(tenant) + "-scoped keys cannot call " + resource + " endpoints");
            case OTHER_RESOURCE -> forbidden(Reason.OTHER_RESOURCE, "The API key belongs to another " + resource);
            case PERMISSION -> forbidden(Reason.PERMISSION, "The API key does not hold the permission that this needs");
        };
    }

    /** What no rule names. */
    Failure routeNotAllowed() {
        return forbidden(Reason.ROUTE, "No API key may call this");
    }

    /** Where only an API key makes sense, and another principal called. */
    Failure keyRequired() {
        return forbidden(Reason.NO_KEY, "Only an API key can regenerate itself");
    }

    /** Not there, or another tenant's: the same answer. */
    Failure resourceNotFound() {
        return Failure.of(Reason.RESOURCE_NOT_FOUND, Nouns.sentence(nouns.resource()) + " not found");
    }

    /** Not there, or another tenant's: the same answer. */
    Failure keyNotFound() {
        return Failure.of(Reason.KEY_NOT_FOUND, "API key not found");
    }

    Failure invalid(String field, String problem) {
        return Failure.of(Reason.INVALID, "Validation error").field(field, problem);
    }

    Failure methodNotAllowed(Collection<String> methods) {
        return Failure.of(Reason.METHOD, "Method not allowed").header("Allow", allow(methods));
    }

    Failure bodyTooLarge(int limit) {
        return Failure.of(Reason.BODY_TOO_LARGE, "The body must have at most " + limit + " bytes")
                .summary("Body too large");
    }

    Failure unsupportedMediaType() {
        return Failure.of(Reason.MEDIA_TYPE, "The body must be application/json in UTF-8, without a content coding")
                .summary("Unsupported media type")
                .header("Accept", "application/json");
    }

    Failure unavailable() {
        return unavailable(SOON);
    }

    /** With what HTTP lets every resource answer. */
    static String allow(Collection<String> methods) {
        TreeSet<String> all = new TreeSet<>(methods);
        all.add("OPTIONS");
        if (all.contains("GET")) {
            all.add("HEAD");
        }
        return String.join(", ", all);
    }

    /** Whole seconds, rounded up: who comes back then does not come back too early. */
    static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }

    private Failure unavailable(Duration retryAfter) {
        return later(Failure.of(Reason.UNAVAILABLE, "Temporarily unavailable"), retryAfter);
    }

    private static Failure tooManyRequests(Duration retryAfter) {
        return later(Failure.of(Reason.RATE, "Too many requests"), retryAfter);
    }

    private static Failure later(Failure failure, Duration retryAfter) {
        return failure.header("Retry-After", Long.toString(Math.max(1, seconds(retryAfter))));
    }

    private Failure unauthorized(Reason reason, String detail) {
        return unauthorized(reason, detail, "invalid_token");
    }

    private Failure unauthorized(Reason reason, String detail, @Nullable String error) {
        return Failure.of(reason, detail)
                .summary("Unauthorized")
                .header("WWW-Authenticate", credential.challenge(realm, error));
    }

    private Failure forbidden(Reason reason, String detail) {
        Failure failure = Failure.of(reason, detail);
        return credential.isBearer()
                ? failure.header("WWW-Authenticate", credential.challenge(realm, "insufficient_scope"))
                : failure;
    }
}
