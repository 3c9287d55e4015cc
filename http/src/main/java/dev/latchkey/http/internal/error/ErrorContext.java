package dev.latchkey.http.internal.error;

/**
 * What an error says of the request that it answers.
 *
 * @param path the path as it was sent
 * @param requestId the id of the request; empty in formats that have none
 */
public record ErrorContext(String path, String requestId) {}
