package dev.latchkey.http.internal.route;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.access.Requirement.Reach;
import dev.latchkey.core.scope.ResourceScope;
import dev.latchkey.core.scope.TenantScope;
import dev.latchkey.http.spi.RequestHead;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of one method and path need. A {@link RouteTable} decides requests by its rules. Hosts see each of
 * them as a {@link dev.latchkey.http.RouteRule}.
 *
 * @param method the HTTP method, or {@code *} for any; {@code GET} is also for {@code HEAD}
 * @param path the pattern of the path
 * @param requirement what the caller needs; null when everyone may call
 * @param resource finds the resource on which a request acts; null when the request names none
 * @param strict whether the store is read each time, whatever a record cache remembers
 * @param optional whether a request without any credential is let in
 */
public record Rule(
        String method,
        PathPattern path,
        @Nullable Requirement requirement,
        @Nullable ResourceNaming resource,
        boolean strict,
        boolean optional) {

    public static Rule of(String method, String path, @Nullable Requirement requirement) {
        return new Rule(method, PathPattern.of(path), requirement, null, false, false);
    }

    public Rule on(ResourceNaming naming) {
        return new Rule(method, path, requirement, naming, strict, optional);
    }

    public Rule strictly() {
        return new Rule(method, path, requirement, resource, true, optional);
    }

    public Rule optionally() {
        return new Rule(method, path, requirement, resource, strict, true);
    }

    /** Tells which resource a request names. */
    @FunctionalInterface
    public interface ResourceNaming {
        /** Returns the resource; null when the request names none. */
        @Nullable String name(RequestHead request, Map<String, String> variables);

        /**
         * Tells whether only a tenant's key names the resource, and a resource's own key acts on its own whatever is
         * named.
         */
        default boolean isForTenants() {
            return false;
        }
    }

    public boolean isFor(String requested) {
        return method.equals("*") || method.equals(requested) || (method.equals("GET") && requested.equals("HEAD"));
    }

    /** Tells whether some request can be one of both rules, as far as its method is concerned. */
    boolean sharesMethods(Rule other) {
        return isFor(other.method) || other.isFor(method);
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    /** Returns the resource that a request names; null when it names none. */
    public @Nullable String resourceOf(RequestHead request, Map<String, String> variables) {
        return resource == null ? null : resource.name(request, variables);
    }

    /**
     * Returns what a request needs that names a resource. Where the whole tenant is needed the resource adds nothing:
     * whether it is the tenant's is a question to the directory. That is all where only tenants' keys name one.
     */
    public Requirement needs(Requirement required, @Nullable String named) {
        boolean bounds = required.reach() != Reach.TENANT && (resource == null || !resource.isForTenants());
        return bounds ? required.on(named) : required;
    }

    /** Returns the resource on which an admitted caller acts by this request; null when the request names none. */
    public @Nullable String actsOn(Caller caller, @Nullable String named) {
        boolean ignored = resource != null && resource.isForTenants() && caller.scope() instanceof ResourceScope;
        return ignored ? null : named;
    }

    /**
     * Tells whether a caller fails to name the resource on which the request must act, because it does not or because
     * the rule has no way to. A resource's own key acts on its own.
     */
    public boolean lacksResource(Caller caller, @Nullable String named) {
        return named == null
                && requirement != null
                && requirement.reach() == Reach.RESOURCE
                && caller.scope() instanceof TenantScope;
    }
}
