package dev.latchkey.http.internal.error;

import java.util.Map;

/**
 * The reason for which a request is not served, with its names in the error styles. <code>{resource}</code> and
 * <code>{tenant}</code> stand for the host's nouns.
 */
public enum ErrorCode {
    CREDENTIAL_MISSING(401, "credential_missing", "auth_missing"),
    CREDENTIAL_MALFORMED(401, "credential_malformed", "auth_malformed"),
    CREDENTIAL_INVALID(401, "credential_invalid", "auth_invalid"),
    CREDENTIAL_RETIRED(401, "credential_retired", "auth_expired"),
    KEY_REVOKED(401, "key_revoked", "auth_expired"),
    KEY_EXPIRED(401, "key_expired", "auth_expired"),
    KEY_SUSPENDED(401, "key_suspended", "auth_expired"),
    CREDENTIAL_RETIRING(403, "credential_retiring", "credential_retiring"),
    CREDENTIAL_PENDING(403, "credential_pending", "credential_pending"),
    NETWORK(403, "network_not_allowed", "network_not_allowed"),
    RESOURCE_KEY(403, "{resource}_scope_not_allowed", "{resource}_scoped_key"),
    TENANT_KEY(403, "{tenant}_scope_not_allowed", "{tenant}_scoped_key"),
    OTHER_RESOURCE(403, "{resource}_access_denied", "{resource}_access_denied"),
    PERMISSION(403, "insufficient_permission", "insufficient_scope"),
    ROUTE(403, "route_not_allowed", "route_not_allowed"),
    INSECURE_TRANSPORT(403, "insecure_transport", "insecure_transport"),
    NO_KEY(403, "api_key_required", "api_key_required"),
    RESOURCE_NOT_FOUND(404, "{resource}_not_found", "{resource}_not_found"),
    KEY_NOT_FOUND(404, "api_key_not_found", "api_key_not_found"),
    VALIDATION(400, "validation_error", "validation_failed"),
    METHOD(405, "method_not_allowed", "method_not_allowed"),
    BODY_TIMEOUT(408, "request_timeout", "request_timeout"),
    CONTENDED(409, "concurrent_modification", "concurrent_modification"),
    TOO_MANY_KEYS(409, "too_many_keys", "too_many_keys"),
    IDEMPOTENCY_REUSED(422, "idempotency_key_reused", "idempotency_key_reused"),
    IDEMPOTENCY_SPENT(422, "idempotency_key_spent", "idempotency_key_spent"),
    BODY_TOO_LARGE(413, "body_too_large", "body_too_large"),
    MEDIA_TYPE(415, "unsupported_media_type", "unsupported_media_type"),
    RATE(429, "rate_limited", "rate_limited"),
    UNAVAILABLE(503, "unavailable", "unavailable"),
    MANAGED_VALIDATION(400, "validation_error"),
    TENANT_REQUIRED(400, "tenant_required"),
    FILTERS_NOT_COMBINABLE(400, "filters_not_combinable"),
    CURSOR_INVALID(400, "cursor_invalid"),
    RAW_KEY_IN_QUERY(400, "raw_key_in_query"),
    MANAGED_PERMISSION(403, "insufficient_permission"),
    CROSS_SITE(403, "cross_site_request"),
    REAUTHENTICATION(403, "reauthentication_required"),
    TENANT_NOT_FOUND(404, "tenant_not_found"),
    ROTATION_UNDER_WAY(409, "rotation_under_way"),
    NO_ROTATION(409, "no_rotation"),
    NEW_SECRET_IN_USE(409, "new_secret_in_use"),
    ROTATION_ENDING(409, "rotation_ending"),
    KEY_ENDED(409, "key_ended"),
    NOT_REVEALABLE(409, "not_revealable"),
    SLOT_TAKEN(409, "slot_taken"),
    TENANT_ENDED(409, "tenant_ended"),
    PRECONDITION(412, "precondition_failed");

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(412, "Precondition Failed"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(503, "Service Unavailable"));

    private final int status;
    private final String code;
    private final String envelopeCode;
    private final boolean management;

    ErrorCode(int status, String code, String envelopeCode) {
        this(status, code, envelopeCode, false);
    }

    /** For a reason that only the management of keys has: the same word in every style. */
    ErrorCode(int status, String code) {
        this(status, code, code, true);
    }

    ErrorCode(int status, String code, String envelopeCode, boolean management) {
        this.status = status;
        this.code = code;
        this.envelopeCode = envelopeCode;
        this.management = management;
    }

    /** Tells whether only the management of keys has this reason. */
    public boolean isOfManagement() {
        return management;
    }

    /** Returns what this reason is called where keys are managed. */
    public ErrorCode ofManagement() {
        return this == VALIDATION ? MANAGED_VALIDATION : this == PERMISSION ? MANAGED_PERMISSION : this;
    }

    /** Returns a status in words. */
    public static String title(int status) {
        return TITLES.getOrDefault(status, "Error");
    }

    public int status() {
        return status;
    }

    /** Returns the code of FLAT and PROBLEM, in capitals. */
    public String code(Nouns nouns) {
        return Nouns.constant(nouns.fill(code));
    }

    /** Returns the code of ENVELOPE, in small letters. */
    public String envelopeCode(Nouns nouns) {
        return nouns.fill(envelopeCode);
    }
}
