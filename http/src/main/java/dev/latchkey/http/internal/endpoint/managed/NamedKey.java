package dev.latchkey.http.internal.endpoint.managed;

import java.util.UUID;

/**
 * A key that a request names.
 *
 * @param tenant the tenant of the key, which the request may name too
 * @param id the id of the key
 */
record NamedKey(String tenant, UUID id) {}
