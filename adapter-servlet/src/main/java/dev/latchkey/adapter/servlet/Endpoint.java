package dev.latchkey.adapter.servlet;

import dev.latchkey.core.access.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;

/**
 * One operation of a dialect: the rule by which the filter lets callers in, and what is then done.
 *
 * @param rule method, path and what the caller needs
 * @param handler what is done
 * @param operation how the OpenAPI document describes it
 */
record Endpoint(Rule rule, Handler handler, Operation operation) {
    /** Whoever was revoked on another node a moment ago must not get itself another key here. */
    Endpoint {
        rule = rule.strictly();
    }

    /** Serves a caller who may call. */
    interface Handler {
        /**
         * Does it.
         *
         * @param call the request
         * @return the answer that it is done
         * @throws Failed with any other answer
         * @throws dev.latchkey.core.LatchkeyException when something broke
         */
        Answer handle(Call call);
    }

    /**
     * A request for an operation.
     *
     * @param request the request
     * @param variables what the path's variables stand for
     * @param caller who
     */
    record Call(HttpServletRequest request, Map<String, String> variables, Caller caller) {}
}
