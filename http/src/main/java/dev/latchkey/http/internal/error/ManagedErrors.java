package dev.latchkey.http.internal.error;

import dev.latchkey.Result;
import dev.latchkey.core.access.Refusal;
import java.util.Collection;
import java.util.Locale;

/**
 * The words of the errors that only requests get which manage keys.
 *
 * @param errors the words of the errors that other requests get too
 */
public record ManagedErrors(ApiErrors errors) {
    /** Returns the error of what was not done. The endpoint adds the key or the rotation that was in the way. */
    public ApiError of(Result<?> result) {
        return switch (result.outcome()) {
            case DONE -> throw new IllegalArgumentException("no error: " + result.outcome());
            case NOT_FOUND -> errors.keyNotFound();
            case TENANT_NOT_FOUND -> tenantNotFound();
            case DEAD ->
                ApiError.of(
                        ErrorCode.KEY_ENDED,
                        "The key is " + result.status().name().toLowerCase(Locale.ROOT));
            case FORBIDDEN -> forbidden(result.refusal());
            case REAUTHENTICATION_REQUIRED ->
                ApiError.of(ErrorCode.REAUTHENTICATION, "Authenticate again and repeat the request");
            case STALE -> ApiError.of(ErrorCode.PRECONDITION, "The key was changed in the meantime");
            case NOT_REVEALABLE ->
                ApiError.of(
                        ErrorCode.NOT_REVEALABLE,
                        "No sealed copy of the raw key is kept, or the copy cannot be opened");
            case ROTATION_UNDER_WAY -> ApiError.of(ErrorCode.ROTATION_UNDER_WAY, "A rotation is in progress");
            case NO_ROTATION -> ApiError.of(ErrorCode.NO_ROTATION, "This rotation is not in progress");
            case NEW_SECRET_IN_USE -> ApiError.of(ErrorCode.NEW_SECRET_IN_USE, "The new secret was used");
            case ROTATION_ENDING ->
                ApiError.of(ErrorCode.ROTATION_ENDING, "The previous secret expires too soon to be restored");
            case SLOT_TAKEN -> ApiError.of(ErrorCode.SLOT_TAKEN, "The slot already has a key, or had one before");
            case TENANT_ENDED -> ApiError.of(ErrorCode.TENANT_ENDED, "The tenant was ended and can have no new keys");
            case TOO_MANY_KEYS -> errors.tooManyKeys();
            case IDEMPOTENCY_KEY_REUSED -> errors.idempotencyReused();
            case IDEMPOTENCY_KEY_SPENT -> errors.idempotencySpent();
            case ALREADY_IMPORTED, CONTENDED -> errors.contended();
            case OVERLOADED -> errors.unavailable(result.retryAfter());
        };
    }

    /** An API key whose own secret has ended meanwhile is refused as one. */
    private ApiError forbidden(Refusal refusal) {
        ApiError refused = errors.of(refusal);
        return refused.code() == ErrorCode.PERMISSION
                ? ApiError.of(
                        ErrorCode.MANAGED_PERMISSION,
                        "A management permission is missing, or the key can do more than you may grant")
                : refused;
    }

    /** Returns the error of a tenant that does not exist. One that the caller does not manage has the same answer. */
    public ApiError tenantNotFound() {
        return ApiError.of(ErrorCode.TENANT_NOT_FOUND, "Tenant not found");
    }

    /** Returns the error of a request that names no tenant where the caller manages several. */
    public ApiError tenantRequired(String field) {
        return ApiError.invalid(ErrorCode.TENANT_REQUIRED, field, FieldProblem.REQUIRED.words());
    }

    /** Returns the error of a cursor that belongs to no page of this list. */
    public ApiError invalidCursor(String field) {
        return ApiError.invalid(ErrorCode.CURSOR_INVALID, field, FieldProblem.NO_CURSOR.words());
    }

    /** Returns the error of a query that contains what has the shape of a raw key. */
    public ApiError rawKeyInQuery(String field) {
        return ApiError.invalid(
                ErrorCode.RAW_KEY_IN_QUERY, field, "must be no raw key. Send it to keys/identify, never in a query");
    }

    /**
     * Returns the error of an order that no index serves together with another parameter.
     *
     * @param field the parameter of the order
     * @param sort the order that is served
     * @param given the other parameters
     */
    public ApiError otherSort(String field, String sort, String given) {
        return notCombinable(field, "must be " + sort + " or -" + sort + " where " + given + " is given");
    }

    /** Returns the error of two filters, of which a search has at most one. */
    public ApiError severalFilters(String field, String other, Collection<String> filters) {
        return notCombinable(
                field,
                "cannot be combined with " + other + ", because at most one of " + String.join(", ", filters)
                        + " can be given");
    }

    /** Returns the error of a parameter that leaves nothing of a range. */
    public ApiError besideRange(String field) {
        return notCombinable(field, "cannot be combined with a range");
    }

    private static ApiError notCombinable(String field, String problem) {
        return ApiError.invalid(ErrorCode.FILTERS_NOT_COMBINABLE, field, problem);
    }
}
