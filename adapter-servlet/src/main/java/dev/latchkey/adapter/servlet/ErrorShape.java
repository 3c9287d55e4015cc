package dev.latchkey.adapter.servlet;

import dev.latchkey.ports.query.RateDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The shape that a style gives to failures and to what is said about rate limits. Safe for use by several threads. */
interface ErrorShape {
    String contentType();

    /** What every answer to this request carries, whatever becomes of it. */
    default Map<String, String> headers(HttpServletRequest request) {
        return Map.of();
    }

    /** Describes {@link #headers}. */
    default List<HeaderField> fields() {
        return List.of();
    }

    byte[] body(Failure failure, HttpServletRequest request);

    /** Describes {@link #body} of failures of one status. */
    Schema schema(int status, Set<Reason> reasons);

    /** The headers that tell what a rate limit has left, on every response to which one applies. */
    Map<String, String> rate(RateDecision rate);

    /** Describes {@link #rate}. */
    default List<HeaderField> rateFields() {
        return List.of();
    }

    /** The fields of a failure. */
    static Schema details() {
        return Schema.of("object", "What is wrong, by the name of what was sent.")
                .and(json -> json.object("additionalProperties", Schema.text("The problem.")::write));
    }
}
