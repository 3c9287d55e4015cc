package dev.latchkey.http.spi;

import java.util.Optional;

/**
 * Finds the resource on which a request acts, where no variable of the path names it. Implementations are safe for use
 * by several threads. What they throw passes through the binding.
 */
@FunctionalInterface
public interface ResourceFinder {
    /**
     * Finds the resource in a header or in what the stack knows. The body cannot be asked: a resource that only the
     * body names is checked by the host, behind the decision.
     *
     * @param request the head of the request, not authenticated yet
     * @return the id as the client sent it, of any content; empty when the request names none: then a resource key acts
     *     on its own, and a tenant's key is refused where the rule is for resources alone
     */
    Optional<String> find(RequestHead request);
}
