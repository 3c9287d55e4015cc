package dev.latchkey.adapter.servlet;

import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.access.Requirement.Reach;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one sort of request needs.
 *
 * @param method the HTTP method, or {@code *} for any; {@code GET} is also for {@code HEAD}
 * @param path which paths
 * @param requirement what the caller needs; null when anybody may
 * @param resource how the resource is found that the request acts on; null when the request names none
 * @param strict whether the store is asked each time, whatever a record cache remembers
 */
record Rule(
        String method,
        PathPattern path,
        @Nullable Requirement requirement,
        @Nullable ResourceNaming resource,
        boolean strict) {

    static Rule of(String method, String path, @Nullable Requirement requirement) {
        return new Rule(method, PathPattern.of(path), requirement, null, false);
    }

    Rule on(ResourceNaming naming) {
        return new Rule(method, path, requirement, naming, strict);
    }

    Rule strictly() {
        return new Rule(method, path, requirement, resource, true);
    }

    /** Says which resource a request names; null when it names none. */
    interface ResourceNaming {
        @Nullable String name(HttpServletRequest request, Map<String, String> variables);
    }

    boolean isFor(String requested) {
        return method.equals("*") || method.equals(requested) || (method.equals("GET") && requested.equals("HEAD"));
    }

    /**
     * What is needed for this resource. Where the whole tenant is needed the resource adds nothing: that it is the tenant's is
     * asked of the directory.
     */
    static Requirement needs(Requirement requirement, @Nullable String resource) {
        return requirement.reach() == Reach.TENANT ? requirement : requirement.on(resource);
    }
}
