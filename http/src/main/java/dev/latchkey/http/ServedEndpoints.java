package dev.latchkey.http;

import dev.latchkey.http.internal.endpoint.Endpoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Latchkey serves itself.
 *
 * @param endpoints the endpoints, in the order in which their rules are tried
 * @param operators finds who manages keys; null if nobody does over HTTP
 */
record ServedEndpoints(List<Endpoint> endpoints, @Nullable OperatorRequests operators) {
    ServedEndpoints {
        endpoints = List.copyOf(endpoints);
    }
}
