package dev.latchkey.http;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.internal.error.ClientText;
import dev.latchkey.http.internal.request.CredentialPlaces;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The choices of a host that a binding carries out.
 *
 * @param bodyTimeout the time in which a whole body has to arrive
 * @param hidden the places of the credential that the host's code does not see; null when it sees them
 * @param userName the name of a caller
 * @param client what logs may have of texts that clients sent
 */
record ForBindings(
        Duration bodyTimeout,
        @Nullable CredentialPlaces hidden,
        Function<Caller, String> userName,
        ClientText client) {}
