package dev.latchkey.http.spi;

import dev.latchkey.core.access.Caller;
import java.util.Optional;

/**
 * Finds a principal that is not an API key: an OAuth grant, a session. It is asked when a request carries no API key.
 * Where keys are bearer tokens it is also asked when the token is not one of ours. The same route rules apply to the
 * principal. Implementations are safe for use by several threads. What they throw passes through the binding.
 */
@FunctionalInterface
public interface PrincipalResolver {
    /**
     * Authenticates a request by other means than an API key.
     *
     * @param request the head of the request; {@link RequestHead#unwrap} leads to what the stack knows
     * @return the caller, see
     *     {@link Caller#of(String, dev.latchkey.core.scope.Scope, dev.latchkey.core.scope.Permissions, String)}; empty
     *     when nobody is known
     */
    Optional<Caller> resolve(RequestHead request);
}
