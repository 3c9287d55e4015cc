package dev.latchkey.adapter.servlet;

import dev.latchkey.ports.spi.RateDecision;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/** The shape that a style gives to failures and to what is said about rate limits. Safe for use by several threads. */
interface ErrorShape {
    String contentType();

    /** What every answer to this request carries, whatever becomes of it. */
    default Map<String, String> headers(HttpServletRequest request) {
        return Map.of();
    }

    byte[] body(Failure failure, HttpServletRequest request);

    /** The headers that tell what a rate limit has left, on every response to which one applies. */
    Map<String, String> rate(RateDecision rate);
}
