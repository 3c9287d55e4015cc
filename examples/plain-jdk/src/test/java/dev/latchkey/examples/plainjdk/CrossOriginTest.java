package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.Filter;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.CrossOriginContract;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;

/** Pages of another origin on the JDK's own server, which has no CORS, with a filter of the host in front. */
@Tag("extended")
class CrossOriginTest extends CrossOriginContract {
    @Override
    protected Binding binding() {
        return (mountPath, web, host) -> LatchkeyGuardTest.start(mountPath, web, host, List.of(new CrossOrigin(web)));
    }

    /** Allows one origin. */
    private static final class CrossOrigin extends Filter {
        private final LatchkeyWeb web;

        CrossOrigin(LatchkeyWeb web) {
            this.web = web;
        }

        @Override
        public String description() {
            return "CORS";
        }

        @Override
        public void doFilter(HttpExchange exchange, Chain chain) throws IOException {
            Headers request = exchange.getRequestHeaders();
            Headers response = exchange.getResponseHeaders();
            response.add("Vary", "Origin");
            if (!PAGE.equals(request.getFirst("Origin"))) {
                chain.doFilter(exchange);
                return;
            }
            response.set("Access-Control-Allow-Origin", PAGE);
            if (exchange.getRequestMethod().equals("OPTIONS") && request.containsKey("Access-Control-Request-Method")) {
                response.set("Access-Control-Allow-Methods", String.join(",", METHODS));
                response.set("Access-Control-Allow-Headers", String.join(",", HEADERS));
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
                return;
            }
            response.set("Access-Control-Expose-Headers", String.join(",", web.exposedHeaders()));
            chain.doFilter(exchange);
        }
    }
}
