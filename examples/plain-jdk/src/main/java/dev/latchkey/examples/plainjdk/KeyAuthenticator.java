package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import java.util.List;

/**
 * Asks Latchkey about each request before the handler of its context sees it. Everything HTTP is in here: which header
 * has the key, and which status each verdict becomes. A framework of your own takes the same twenty lines.
 */
final class KeyAuthenticator extends Authenticator {
    private static final String CALLER = Caller.class.getName();
    private static final String REALM = "api";

    private final Latchkey latchkey;
    private final Requirement requirement;

    KeyAuthenticator(Latchkey latchkey, Requirement requirement) {
        this.latchkey = latchkey;
        this.requirement = requirement;
    }

    /** Who calls, in a handler behind this. */
    static Caller caller(HttpExchange exchange) {
        return (Caller) exchange.getAttribute(CALLER);
    }

    @Override
    public Result authenticate(HttpExchange exchange) {
        List<String> keys = exchange.getRequestHeaders().getOrDefault("x-api-key", List.of());
        // Sent twice is sent wrongly: the empty text is no key, so nothing is looked up for it.
        String key = keys.isEmpty() ? null : keys.size() == 1 ? keys.get(0) : "";
        Verdict verdict = latchkey.authenticator()
                .authenticate(key, requirement, exchange.getRemoteAddress().getAddress());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        return switch (verdict.outcome()) {
            case ACCEPTED -> {
                Caller caller = verdict.acceptedCaller();
                exchange.setAttribute(CALLER, caller);
                yield new Success(new HttpPrincipal(caller.name(), REALM));
            }
            case REFUSED -> {
                if (!verdict.refusal().identified()) {
                    String challenge = "ApiKey realm=\"" + REALM + "\", header=\"x-api-key\"";
                    exchange.getResponseHeaders().set("WWW-Authenticate", challenge);
                }
                yield new Failure(verdict.httpStatus());
            }
            // A store that does not answer is 503, never 401: clients would throw good keys away.
            case LIMITED, TOO_MANY_ATTEMPTS, OVERLOADED, UNAVAILABLE -> {
                long seconds = verdict.retryAfter().plusMillis(999).toSeconds();
                exchange.getResponseHeaders().set("Retry-After", Long.toString(Math.max(1, seconds)));
                yield new Failure(verdict.httpStatus());
            }
        };
    }
}
