package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.Authenticator;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpPrincipal;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import java.time.Duration;
import java.util.List;

/**
 * Asks Latchkey about each request before the handler of its context sees it. Everything HTTP is in here: which header has the
 * key, and which status each verdict becomes. A framework of your own takes the same twenty lines.
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
        if (verdict instanceof Verdict.Accepted accepted) {
            exchange.setAttribute(CALLER, accepted.caller());
            return new Success(new HttpPrincipal(accepted.caller().name(), REALM));
        }
        return new Failure(refuse(verdict, exchange.getResponseHeaders()));
    }

    /** The status. A store that does not answer is never 401: clients would throw good keys away. */
    private static int refuse(Verdict verdict, Headers headers) {
        if (verdict instanceof Verdict.Refused refused && refused.refusal().identified()) {
            return 403;
        }
        if (verdict instanceof Verdict.Refused) {
            headers.set("WWW-Authenticate", "ApiKey realm=\"" + REALM + "\", header=\"x-api-key\"");
            return 401;
        }
        if (verdict instanceof Verdict.Limited limited) {
            return later(429, limited.rate().retryAfter(), headers);
        }
        Duration pause = verdict instanceof Verdict.Overloaded overloaded
                ? overloaded.retryAfter()
                : ((Verdict.Unavailable) verdict).retryAfter();
        return later(503, pause, headers);
    }

    private static int later(int status, Duration pause, Headers headers) {
        headers.set(
                "Retry-After", Long.toString(Math.max(1, pause.plusMillis(999).toSeconds())));
        return status;
    }
}
