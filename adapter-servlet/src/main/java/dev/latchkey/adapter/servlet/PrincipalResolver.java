package dev.latchkey.adapter.servlet;

import dev.latchkey.core.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Finds a principal that is no API key: an OAuth grant, a session. It is asked when a request carries no API key, and for {@link
 * Credential#bearer()} also when what it carries is not one. The same route rules apply to whom it names. Implementations are
 * safe for use by several threads; what they throw passes through the filter.
 */
@FunctionalInterface
public interface PrincipalResolver {
    /**
     * Authenticates a request by other means than an API key.
     *
     * @param request the request; its body is not to be read
     * @return who calls, see {@link Caller#of(String, dev.latchkey.core.scope.Scope, dev.latchkey.core.scope.Permissions,
     *     String)}; empty when nobody is known
     */
    Optional<Caller> resolve(HttpServletRequest request);
}
