package dev.latchkey.adapter.servlet;

import dev.latchkey.core.access.Caller;
import jakarta.servlet.http.HttpServletRequest;

/**
 * One operation of a dialect: the rule by which the filter lets callers in, and what is then done.
 *
 * @param rule method, path and what the caller needs
 * @param handler what is done
 */
record Endpoint(Rule rule, Handler handler) {
    /** Serves a caller who may call. */
    interface Handler {
        /**
         * Does it.
         *
         * @param request the request
         * @param caller who
         * @return the JSON of the 200 answer
         * @throws Failed with any other answer
         * @throws dev.latchkey.core.LatchkeyException when something broke
         */
        byte[] handle(HttpServletRequest request, Caller caller);
    }
}
