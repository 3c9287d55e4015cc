package dev.latchkey.http.internal.endpoint;

import dev.latchkey.OperatorKeys;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.http.internal.openapi.OpenApi.Described;
import dev.latchkey.http.internal.openapi.Operation;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.ports.query.RateDecision;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One operation that Latchkey serves itself: its rule, and what is done.
 *
 * @param method the method
 * @param path the pattern of the path
 * @param requirement what the caller needs; null for an endpoint that is open to everyone
 * @param maxBody the number of bytes that a JSON body may have; 0 for an operation that reads none
 * @param handler what is done
 * @param operation the description in the OpenAPI document; null for an endpoint that is not part of it
 */
public record Endpoint(
        String method,
        String path,
        @Nullable Requirement requirement,
        int maxBody,
        Handler handler,
        @Nullable Operation operation) {

    /** Makes an operation that reads no body. */
    public static Endpoint of(
            String method, String path, Requirement requirement, Handler handler, Operation operation) {
        return new Endpoint(method, path, requirement, 0, handler, operation);
    }

    /** Makes an operation that takes a JSON object. */
    public static Endpoint withBody(
            String method, String path, Requirement requirement, Handler handler, Operation operation) {
        return new Endpoint(method, path, requirement, JsonBody.MAX_BYTES, handler, operation);
    }

    /**
     * Makes endpoints of managed keys. Their requirement is that of API keys that call them.
     *
     * @param base the path below which they are
     */
    public record Managed(String base) {
        public Endpoint get(String path, Handler handler, Operation operation) {
            return of("GET", base + path, Requirement.TENANT, handler, operation);
        }

        public Endpoint post(String path, Handler handler, Operation operation) {
            return withBody("POST", base + path, Requirement.TENANT, handler, operation);
        }

        public Endpoint patch(String path, Handler handler, Operation operation) {
            return withBody("PATCH", base + path, Requirement.TENANT, handler, operation);
        }
    }

    /** Tells whether operators call it, and not API keys as they call the host's own routes. */
    public boolean isManaged() {
        return operation != null && operation.more().callers() != null;
    }

    /** Returns the endpoints that the OpenAPI document describes. */
    public static List<Described> described(List<Endpoint> endpoints) {
        return endpoints.stream().flatMap(Endpoint::described).toList();
    }

    private Stream<Described> described() {
        return operation == null || requirement == null
                ? Stream.empty()
                : Stream.of(new Described(method, path, requirement, operation));
    }

    /** Serves a caller that is let in. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Does the work.
         *
         * @param call the request
         * @param body its body; {@link Body#NONE} for an operation that reads none
         * @return the answer that it is done
         * @throws dev.latchkey.http.internal.error.ApiErrorException with any other answer
         * @throws dev.latchkey.core.LatchkeyException when something broke
         */
        EndpointResult handle(Call call, Body body);
    }

    /**
     * A request for an operation.
     *
     * @param request the head of the request
     * @param variables the segments for which the variables of the path stand
     * @param admitted the caller; null at an open endpoint
     * @param rate the state of the caller's rate limit; null if none applies
     */
    public record Call(
            RequestHead request,
            Map<String, String> variables,
            @Nullable Caller admitted,
            @Nullable RateDecision rate,
            @Nullable OperatorKeys managed) {
        /** Returns the keys as the caller manages them. */
        public OperatorKeys keys() {
            if (managed == null) {
                throw new IllegalStateException("no endpoint of managed keys");
            }
            return managed;
        }

        public Caller caller() {
            if (admitted == null) {
                throw new IllegalStateException("an open endpoint has no caller");
            }
            return admitted;
        }
    }
}
