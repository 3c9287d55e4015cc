package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.latchkey.http.Admission;
import dev.latchkey.http.Decision;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.BodyReader;
import dev.latchkey.http.spi.Response;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Joins a {@link LatchkeyWeb} to the JDK's own server: decides about a request right in front of the code that serves
 * it, and serves the endpoints of Latchkey. What a host puts into its contexts besides, such as filters, runs before
 * the decision. Safe for use by several threads.
 *
 * <pre>{@code
 * LatchkeyGuard guard = new LatchkeyGuard(web, "");
 * server.createContext("/", guard.endpoints());
 * server.createContext("/messages", guard.before((exchange, admission) -> ...));
 * }</pre>
 */
public final class LatchkeyGuard {
    private final LatchkeyWeb web;
    private final String mountPath;

    /**
     * Makes a guard.
     *
     * @param web decides about every request
     * @param mountPath what stands before the paths of all contexts; empty for nothing
     */
    public LatchkeyGuard(LatchkeyWeb web, String mountPath) {
        this.web = web;
        this.mountPath = mountPath;
    }

    /** The host's code behind a decision. */
    @FunctionalInterface
    public interface Host {
        /**
         * Serves a request that was let in. The admission is a parameter because the attributes of an exchange are
         * those of its context: every other request to the context sees them, too.
         *
         * @param exchange the exchange, to be closed
         * @param admission the proof that the request was let in
         * @throws IOException when the client is gone
         */
        void handle(HttpExchange exchange, Admission admission) throws IOException;
    }

    /**
     * Returns a handler that serves the endpoints of Latchkey and refuses everything else. It belongs in the context of
     * the mount path, where it also answers what no other context serves.
     *
     * @return the handler
     */
    public HttpHandler endpoints() {
        return before((exchange, admission) -> send(exchange, web.refuseRoute(admission), false));
    }

    /**
     * Returns a handler that decides, and leaves to the host what is let in.
     *
     * @param host the host's code
     * @return the handler
     */
    public HttpHandler before(Host host) {
        return exchange -> {
            Decision decision = web.decide(new ExchangeHead(exchange, mountPath));
            if (decision instanceof Decision.Respond refused) {
                send(exchange, refused.response(), false);
            } else if (decision instanceof Decision.Endpoint endpoint) {
                serve(exchange, endpoint);
            } else if (decision instanceof Decision.Proceed proceed) {
                proceed.fields().forEach(exchange.getResponseHeaders()::set);
                host.handle(exchange, proceed.admission());
            }
        };
    }

    private void serve(HttpExchange exchange, Decision.Endpoint endpoint) throws IOException {
        BodyReader reader = new BodyReader(announced(exchange), endpoint.maxBody(), web.bodyTimeout());
        Body body = BodyWatch.read(reader, exchange.getRequestBody(), () -> answerLate(exchange, endpoint));
        if (body == null) {
            exchange.close();
            return;
        }
        boolean ended = endpoint.maxBody() > 0 && !body.isTooLarge() && !body.isUnreadable() && !body.isLate();
        send(exchange, endpoint.answer().apply(body), ended);
    }

    /** Does not touch the body, for which another thread waits. */
    private static void answerLate(HttpExchange exchange, Decision.Endpoint endpoint) {
        try {
            write(exchange, endpoint.answer().apply(Body.LATE), false);
        } catch (IOException e) {
            // The client is gone, and its exchange is closed by the thread that waits.
            exchange.getResponseHeaders().clear();
        }
    }

    /**
     * Writes a response of Latchkey. It never waits for a body: the client may have proven no key. Unless the body has
     * arrived the response ends the connection, and what still arrives is discarded after it, because a client that
     * sends before it listens would lose the response to a connection that is reset.
     */
    private static void send(HttpExchange exchange, Response response, boolean bodyEnded) throws IOException {
        boolean ended = bodyEnded || hasArrived(exchange);
        if (write(exchange, response, ended) && !ended) {
            Body.discard(exchange.getRequestBody());
        }
        exchange.close();
    }

    /** Returns whether the response had a body. */
    private static boolean write(HttpExchange exchange, Response response, boolean ended) throws IOException {
        Headers fields = exchange.getResponseHeaders();
        response.fields().forEach(fields::set);
        if (!ended) {
            fields.set("Connection", "close");
        }
        byte[] body = response.body();
        if (body.length == 0 || exchange.getRequestMethod().equals("HEAD")) {
            if (response.hasBody()) {
                fields.set("Content-Length", Integer.toString(body.length));
            }
            // To this server 0 means an unknown length, and -1 none.
            exchange.sendResponseHeaders(response.status(), -1);
            return false;
        }
        exchange.sendResponseHeaders(response.status(), body.length);
        OutputStream out = exchange.getResponseBody();
        out.write(body);
        out.flush();
        return true;
    }

    /** Reads a short body that has arrived with its head. */
    private static boolean hasArrived(HttpExchange exchange) throws IOException {
        long length = announced(exchange);
        return length == 0
                || (length > 0
                        && length == exchange.getRequestBody().available()
                        && Body.discard(exchange.getRequestBody()));
    }

    /**
     * Returns the length of the body; negative when it has chunks. The server has refused a length that is no number,
     * but looks at none beside chunks.
     */
    private static long announced(HttpExchange exchange) {
        Headers headers = exchange.getRequestHeaders();
        if (headers.containsKey("Transfer-Encoding")) {
            return -1;
        }
        String length = headers.getFirst("Content-Length");
        return length == null ? 0 : Long.parseLong(length);
    }
}
