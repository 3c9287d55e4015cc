package dev.latchkey;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.Reply;
import java.util.Optional;

/**
 * The read of every authentication: {@link dev.latchkey.ports.KeyStore#findByHandle}, through the record cache or past
 * it.
 */
@FunctionalInterface
interface HandleLookup {
    Reply<Optional<ApiKey>> findByHandle(String handle);
}
