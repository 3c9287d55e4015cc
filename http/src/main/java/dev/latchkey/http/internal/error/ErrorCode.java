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
    NO_KEY(403, "api_key_required", "api_key_required"),
    RESOURCE_NOT_FOUND(404, "{resource}_not_found", "{resource}_not_found"),
    KEY_NOT_FOUND(404, "api_key_not_found", "api_key_not_found"),
    VALIDATION(400, "validation_error", "validation_failed"),
    METHOD(405, "method_not_allowed", "method_not_allowed"),
    BODY_TIMEOUT(408, "request_timeout", "request_timeout"),
    CONTENDED(409, "concurrent_modification", "concurrent_modification"),
    IDEMPOTENCY_REUSED(422, "idempotency_key_reused", "idempotency_key_reused"),
    IDEMPOTENCY_SPENT(422, "idempotency_key_spent", "idempotency_key_spent"),
    BODY_TOO_LARGE(413, "body_too_large", "body_too_large"),
    MEDIA_TYPE(415, "unsupported_media_type", "unsupported_media_type"),
    RATE(429, "rate_limited", "rate_limited"),
    UNAVAILABLE(503, "unavailable", "unavailable");

    private static final Map<Integer, String> TITLES = Map.ofEntries(
            Map.entry(400, "Bad Request"),
            Map.entry(401, "Unauthorized"),
            Map.entry(403, "Forbidden"),
            Map.entry(404, "Not Found"),
            Map.entry(405, "Method Not Allowed"),
            Map.entry(408, "Request Timeout"),
            Map.entry(409, "Conflict"),
            Map.entry(413, "Content Too Large"),
            Map.entry(415, "Unsupported Media Type"),
            Map.entry(422, "Unprocessable Content"),
            Map.entry(429, "Too Many Requests"),
            Map.entry(503, "Service Unavailable"));

    private final int status;
    private final String code;
    private final String envelopeCode;

    ErrorCode(int status, String code, String envelopeCode) {
        this.status = status;
        this.code = code;
        this.envelopeCode = envelopeCode;
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
