package dev.latchkey.examples.quickstart;

import dev.latchkey.core.access.Operator;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.http.spi.OperatorResolver;
import dev.latchkey.http.spi.RequestHead;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who is signed in to the console: a browser that has sent the operator's token once has a cookie with a random id. The
 * token itself is in no cookie. A real host has sessions already.
 */
final class OperatorSessions implements OperatorResolver {
    static final String COOKIE = "latchkey-session";

    private static final int BYTES = 24;
    private static final int MOST = 20;

    private final OperatorToken token;
    private final SecretGenerator random = new SecretGenerator();
    private final Deque<String> ids = new ArrayDeque<>();

    OperatorSessions(OperatorToken token) {
        this.token = token;
    }

    /** Returns the id of a new session, or nothing if this is not the token. The oldest of many sessions ends. */
    synchronized Optional<String> open(String presented) {
        if (!token.is(presented)) {
            return Optional.empty();
        }
        String id = HexFormat.of().formatHex(random.bytes(BYTES));
        ids.addFirst(id);
        if (ids.size() > MOST) {
            ids.removeLast();
        }
        return Optional.of(id);
    }

    @Override
    public Optional<Operator> resolve(RequestHead request) {
        Optional<Operator> byToken = token.resolve(request);
        if (byToken.isPresent()) {
            return byToken;
        }
        boolean known = request.header("Cookie").stream()
                .flatMap(line -> Arrays.stream(line.split(";")))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .anyMatch(cookie -> isOpen(cookie.substring(COOKIE.length() + 1)));
        return known ? Optional.of(token.operator().ambient(true)) : Optional.empty();
    }

    private synchronized boolean isOpen(String id) {
        return ids.contains(id);
    }
}
