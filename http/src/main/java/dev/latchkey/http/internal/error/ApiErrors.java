package dev.latchkey.http.internal.error;

import dev.latchkey.Result;
import dev.latchkey.Verdict;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.http.internal.request.CredentialPlaces;
import dev.latchkey.http.spi.RequestHead;
import java.time.Duration;
import java.util.Collection;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words of the errors that clients receive, in the host's nouns. {@link ManagedErrors} adds those that only the
 * management of keys has. {@link FieldProblem} says what is wrong with fields, and {@link InvalidValueException} what
 * the model refuses about values. No other class words an error.
 *
 * @param nouns the host's words
 * @param credential where the key goes
 * @param realm what the key is for
 */
public record ApiErrors(Nouns nouns, CredentialPlaces credential, String realm) {
    private static final Pattern REALM = Pattern.compile("[ !#-\\[\\]-~]{1,100}");
    private static final Duration SOON = Duration.ofSeconds(1);

    public ApiErrors {
        if (!REALM.matcher(realm).matches()) {
            throw new InvalidValueException("realm", "must be printable ASCII without quotes and backslashes");
        }
    }

    /**
     * Returns the error of a verdict that lets nobody in. To a request that has a credential of another scheme RFC 6750
     * tells no error, as to one that has none.
     */
    public ApiError of(Verdict verdict, RequestHead request) {
        return switch (verdict.outcome()) {
            case ACCEPTED -> throw new IllegalArgumentException("no error: " + verdict.outcome());
            case REFUSED ->
                verdict.refusal() == Refusal.MALFORMED && credential.isOfAnotherScheme(request)
                        ? unauthorized(
                                ErrorCode.CREDENTIAL_MALFORMED, "Send an API key as " + credential.describe(), null)
                        : of(verdict.refusal());
            case LIMITED, TOO_MANY_ATTEMPTS -> tooManyRequests(verdict.retryAfter());
            case OVERLOADED, UNAVAILABLE -> unavailable(verdict.retryAfter());
        };
    }

    /** Returns the error of a change that was not done. */
    public ApiError of(Result<?> result) {
        return switch (result.outcome()) {
            case DONE -> throw new IllegalArgumentException("no error: " + result.outcome());
            case FORBIDDEN -> of(result.refusal());
            case OVERLOADED -> unavailable(result.retryAfter());
            // The caller's own key was ended, or even purged, between being let in and being changed. A tenant's end
            // revokes its keys.
            case DEAD, NOT_FOUND, TENANT_ENDED -> of(Refusal.REVOKED);
            case TOO_MANY_KEYS -> tooManyKeys();
            case IDEMPOTENCY_KEY_REUSED -> idempotencyReused();
            case IDEMPOTENCY_KEY_SPENT -> idempotencySpent();
            // Of the requests that this answers, only those of a pending secret meet a rotation.
            case ROTATION_UNDER_WAY -> of(Refusal.PENDING);
            case NO_ROTATION, NEW_SECRET_IN_USE, ROTATION_ENDING, SLOT_TAKEN, ALREADY_IMPORTED, CONTENDED ->
                contended();
            case TENANT_NOT_FOUND, REAUTHENTICATION_REQUIRED, STALE, NOT_REVEALABLE ->
                throw new IllegalArgumentException("only operators get this: " + result.outcome());
        };
    }

    public ApiError of(Refusal refusal) {
        String resource = nouns.resource();
        String tenant = nouns.tenant();
        return switch (refusal) {
            case MISSING ->
                unauthorized(ErrorCode.CREDENTIAL_MISSING, "Send an API key as " + credential.describe(), null);
            case MALFORMED -> unauthorized(ErrorCode.CREDENTIAL_MALFORMED, "The credential is not an API key");
            case INVALID -> unauthorized(ErrorCode.CREDENTIAL_INVALID, "No API key matches the credential");
            case RETIRED -> unauthorized(ErrorCode.CREDENTIAL_RETIRED, "This secret was replaced by a new one");
            case REVOKED -> unauthorized(ErrorCode.KEY_REVOKED, "The API key was revoked");
            case EXPIRED -> unauthorized(ErrorCode.KEY_EXPIRED, "The API key has expired");
            case SUSPENDED -> unauthorized(ErrorCode.KEY_SUSPENDED, "The API key is suspended");
            case RETIRING ->
                forbidden(ErrorCode.CREDENTIAL_RETIRING, "This secret is being replaced; use the key's new secret");
            case PENDING ->
                forbidden(
                        ErrorCode.CREDENTIAL_PENDING,
                        "This secret is not yet the key's current one; it becomes so with its first accepted request");
            case NETWORK -> forbidden(ErrorCode.NETWORK, "The API key may not be used from this address");
            case RESOURCE_KEY ->
                forbidden(
                        ErrorCode.RESOURCE_KEY,
                        Nouns.sentence(resource) + "-scoped keys cannot call " + tenant + " endpoints");
            case TENANT_KEY ->
                forbidden(
                        ErrorCode.TENANT_KEY,
                        Nouns.sentence(tenant) + "-scoped keys cannot call " + resource + " endpoints");
            case OTHER_RESOURCE -> forbidden(ErrorCode.OTHER_RESOURCE, "The API key belongs to another " + resource);
            case PERMISSION -> forbidden(ErrorCode.PERMISSION, "The API key does not have the required permission");
        };
    }

    public ApiError contended() {
        return ApiError.of(ErrorCode.CONTENDED, "The key was changed concurrently; try again");
    }

    public ApiError tooManyKeys() {
        return ApiError.of(
                ErrorCode.TOO_MANY_KEYS, "The maximum number of keys is reached: revoke one that is no longer used");
    }

    public ApiError idempotencyReused() {
        return ApiError.of(ErrorCode.IDEMPOTENCY_REUSED, "This Idempotency-Key was used for another request");
    }

    public ApiError idempotencySpent() {
        return ApiError.of(ErrorCode.IDEMPOTENCY_SPENT, "This Idempotency-Key was used too long ago; use a new one");
    }

    /** Returns an example of a challenge. */
    public String challenge() {
        return credential.challenge(realm, credential.bearer() ? "invalid_token" : null);
    }

    /** Returns the error of a request to the management of keys that no operator has sent. */
    public ApiError operatorMissing() {
        return ApiError.of(ErrorCode.CREDENTIAL_MISSING, "Authenticate as an operator")
                .summary("Unauthorized")
                .header("WWW-Authenticate", "Operator realm=\"" + realm + "\"");
    }

    /** Returns the error of a request that a page of another site may have caused. */
    public ApiError crossSite(String header) {
        return ApiError.of(
                ErrorCode.CROSS_SITE,
                "Requests that change something need the header " + header + " and must come from the same origin");
    }

    /** Returns the error of a path that no rule names. */
    public ApiError routeNotAllowed() {
        return forbidden(ErrorCode.ROUTE, "No API key may call this");
    }

    /** Returns the error of a credential that was sent over clear text. */
    public ApiError insecureTransport() {
        return ApiError.of(
                ErrorCode.INSECURE_TRANSPORT, "Send the API key over TLS; this one may have been intercepted");
    }

    /** Returns the error of a principal that is no API key, where only a key makes sense. */
    public ApiError keyRequired() {
        return forbidden(ErrorCode.NO_KEY, "Only an API key may call this");
    }

    /**
     * Returns the error of a tenant's key that names no resource where it must act on one.
     *
     * @param may whether it could have named one
     */
    public ApiError resourceNotNamed(boolean may) {
        if (!may) {
            return of(Refusal.TENANT_KEY);
        }
        return forbidden(
                ErrorCode.TENANT_KEY,
                Nouns.sentence(nouns.tenant()) + "-scoped keys must name the " + nouns.resource()
                        + " on which they act");
    }

    /** Returns the error of a resource that does not exist. One of another tenant has the same answer. */
    public ApiError resourceNotFound() {
        return ApiError.of(ErrorCode.RESOURCE_NOT_FOUND, Nouns.sentence(nouns.resource()) + " not found");
    }

    /** Returns the error of a key that does not exist. One of another tenant has the same answer. */
    public ApiError keyNotFound() {
        return ApiError.of(ErrorCode.KEY_NOT_FOUND, "API key not found");
    }

    /** Returns the error of a field that the endpoints refuse. */
    public ApiError invalid(String field, FieldProblem problem) {
        return invalid(field, problem.words());
    }

    /** Returns the error of a field whose value the model refuses. */
    public ApiError invalid(String field, InvalidValueException refused) {
        return invalid(field, refused.problem());
    }

    /**
     * Returns the error of a body with an unknown member.
     *
     * @param name the name of the member; null if it is not repeated in an answer
     * @param meant the member that was meant; null if that is unknown
     * @param known all members that the body may have
     */
    public ApiError unknownMember(@Nullable String name, @Nullable String meant, Collection<String> known) {
        String verb = name == null ? "has an unknown member" : "is not a member";
        String hint = meant == null ? "the members are " + String.join(", ", known) : "did you mean " + meant + "?";
        return invalid(name == null ? "body" : name, verb + "; " + hint);
    }

    private static ApiError invalid(String field, String problem) {
        return ApiError.invalid(ErrorCode.VALIDATION, field, problem);
    }

    public ApiError methodNotAllowed(Collection<String> methods) {
        return ApiError.of(ErrorCode.METHOD, "Method not allowed").header("Allow", allow(methods));
    }

    public ApiError bodyTooLarge(int limit) {
        return ApiError.of(ErrorCode.BODY_TOO_LARGE, "The body must have at most " + limit + " bytes")
                .summary("Body too large");
    }

    public ApiError bodyTimeout() {
        return ApiError.of(ErrorCode.BODY_TIMEOUT, "The body did not arrive in time")
                .summary("Request timeout");
    }

    public ApiError unsupportedMediaType() {
        return ApiError.of(ErrorCode.MEDIA_TYPE, "The body must be application/json in UTF-8, without a content coding")
                .summary("Unsupported media type")
                .header("Accept", "application/json");
    }

    public ApiError unavailable() {
        return unavailable(SOON);
    }

    /** Returns the value of {@code Allow}, with the methods to which HTTP lets every resource answer. */
    public static String allow(Collection<String> methods) {
        TreeSet<String> all = new TreeSet<>(methods);
        all.add("OPTIONS");
        if (all.contains("GET")) {
            all.add("HEAD");
        }
        return String.join(", ", all);
    }

    /** Returns whole seconds, rounded up, so that a client that waits for them does not come back too early. */
    public static long seconds(Duration duration) {
        return duration.plusNanos(999_999_999).toSeconds();
    }

    public ApiError unavailable(Duration retryAfter) {
        return later(ApiError.of(ErrorCode.UNAVAILABLE, "Temporarily unavailable"), retryAfter);
    }

    public ApiError tooManyRequests(Duration retryAfter) {
        return later(ApiError.of(ErrorCode.RATE, "Too many requests"), retryAfter);
    }

    private static ApiError later(ApiError error, Duration retryAfter) {
        return error.header("Retry-After", Long.toString(Math.max(1, seconds(retryAfter))));
    }

    private ApiError unauthorized(ErrorCode reason, String detail) {
        return unauthorized(reason, detail, "invalid_token");
    }

    private ApiError unauthorized(ErrorCode reason, String detail, @Nullable String error) {
        return ApiError.of(reason, detail)
                .summary("Unauthorized")
                .header("WWW-Authenticate", credential.challenge(realm, error));
    }

    private ApiError forbidden(ErrorCode reason, String detail) {
        ApiError error = ApiError.of(reason, detail);
        return credential.bearer()
                ? error.header("WWW-Authenticate", credential.bearerChallenge(realm, "insufficient_scope"))
                : error;
    }
}
