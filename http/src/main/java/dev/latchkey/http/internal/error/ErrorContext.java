package dev.latchkey.http.internal.error;

/**
 * What an error says of the request that it answers.
 *
 * @param path the path as it is repeated
 * @param requestId the id of the request; empty if the request has none
 */
public record ErrorContext(String path, String requestId) {}
