package dev.latchkey.http;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.internal.error.ErrorContext;
import dev.latchkey.http.spi.RequestHead;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The proof that a request was let in, for one method and one path. A binding keeps it on the native request. A request
 * that enters the stack is decided again, whatever is kept on it. Later dispatches of the same request inside the stack
 * keep the admission. Immutable.
 */
public final class Admission {
    private final @Nullable Caller caller;
    private final String method;
    private final String path;
    private final String route;
    private final @Nullable String resource;
    private final ErrorContext context;
    private final BooleanSupplier valid;

    Admission(
            @Nullable Caller caller,
            String method,
            String path,
            String route,
            @Nullable String resource,
            ErrorContext context,
            BooleanSupplier valid) {
        this.caller = caller;
        this.method = method;
        this.path = path;
        this.route = route;
        this.resource = resource;
        this.context = context;
        this.valid = valid;
    }

    /**
     * Returns the caller.
     *
     * @return the caller; empty on an open route, which asks nobody, and on an optional one for a request without a
     *     credential
     */
    public Optional<Caller> caller() {
        return Optional.ofNullable(caller);
    }

    /**
     * Returns the method for which the request was let in.
     *
     * @return the method
     */
    public String method() {
        return method;
    }

    /**
     * Returns the path for which the request was let in.
     *
     * @return the decided {@link RequestHead#dispatchPath}
     */
    public String path() {
        return path;
    }

    /**
     * Returns the pattern of the rule that let the request in.
     *
     * @return for example <code>/v1/messages/{id}</code>
     */
    public String route() {
        return route;
    }

    /**
     * Returns the resource that the request names.
     *
     * @return the host's id of it; empty when the request names none, or a resource key's own resource decides
     */
    public Optional<String> resource() {
        return Optional.ofNullable(resource);
    }

    /**
     * Tells whether a request has the method and the path that were decided. What stands between the decision and the
     * code that serves the request may have changed them. The last check before that code asks this and refuses.
     *
     * @param request the request as the code that serves it sees it
     * @return true when both are as they were decided
     */
    public boolean covers(RequestHead request) {
        return method.equals(request.method()) && path.equals(request.dispatchPath());
    }

    /**
     * Tells whether the request would still be let in: the key and its secret are in force, the key may still do what
     * the route needs, and the tenant still has the resource. For responses that last, such as streams. The store and
     * the directory of resources are read, and nothing is counted. A caller that is not an API key stays valid while
     * its tenant has the resource.
     *
     * @return false if the response should end
     * @throws dev.latchkey.core.LatchkeyException if the store or the directory cannot answer
     */
    public boolean stillValid() {
        return valid.getAsBoolean();
    }

    ErrorContext context() {
        return context;
    }
}
