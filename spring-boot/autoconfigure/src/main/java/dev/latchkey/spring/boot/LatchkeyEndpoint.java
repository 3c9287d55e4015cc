package dev.latchkey.spring.boot;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.RouteRule;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/**
 * An endpoint of Spring Boot's actuator that lists the routes and what they require, in the order in which they are
 * tried. As every endpoint, it has to be exposed by {@code management.endpoints.web.exposure.include}, and over HTTP a
 * route has to name it.
 */
@Endpoint(id = "latchkey")
public final class LatchkeyEndpoint {
    private final LatchkeyWeb web;
    private final @Nullable AdminEndpoints admin;

    LatchkeyEndpoint(LatchkeyWeb web, @Nullable AdminEndpoints admin) {
        this.web = web;
        this.admin = admin;
    }

    /**
     * Lists the rules.
     *
     * @return the rules of Latchkey's own endpoints, and then those of the application; in front those of the endpoints
     *     that manage keys, to which operators need no key
     */
    @ReadOperation
    public Listed routes() {
        Stream<RouteRule> managed = admin == null ? Stream.empty() : admin.web().rules().stream();
        return new Listed(Stream.concat(managed, web.rules().stream()).toList());
    }

    /**
     * The answer.
     *
     * @param routes the rules, the first that matches decides
     */
    public record Listed(List<RouteRule> routes) {
        /** Copies the list. */
        public Listed {
            routes = List.copyOf(routes);
        }
    }
}
