package dev.latchkey.adapter.servlet;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Finds which resource a request acts on, where a path variable does not say it. Implementations are safe for use by several
 * threads; what they throw passes through the filter.
 */
@FunctionalInterface
public interface ResourceFinder {
    /**
     * Finds the resource in a header, an attribute or elsewhere.
     *
     * @param request the request, not authenticated yet
     * @return the id as the client sent it, of any content; empty when the request names none: then a resource key acts on its
     *     own
     */
    Optional<String> find(HttpServletRequest request);
}
