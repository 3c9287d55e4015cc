package dev.latchkey.adapter.webflux;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/** Tells a handler who calls it. */
public final class Callers {
    /**
     * The attribute of a {@link ServerWebExchange} with the id of the caller, for access logs: of an API key its id, of
     * another principal its own. Absent when nobody was let in, or on an open route.
     */
    public static final String ID_ATTRIBUTE = "dev.latchkey.caller";

    private static final String ADMISSION_ATTRIBUTE = Admission.class.getName();

    private Callers() {}

    /**
     * Returns who calls.
     *
     * @param exchange a request that came through {@link LatchkeyWebFilter}
     * @return the caller
     * @throws IllegalStateException when the route is open, or the filter is not in front
     */
    public static Caller of(ServerWebExchange exchange) {
        return find(exchange)
                .orElseThrow(() -> new IllegalStateException(
                        "the request was not authenticated: the route is open, or LatchkeyWebFilter is not in front"));
    }

    /**
     * Returns who calls, if anybody was asked.
     *
     * @param exchange any request
     * @return the caller; empty on an open route
     */
    public static Optional<Caller> find(ServerWebExchange exchange) {
        return admission(exchange).flatMap(Admission::caller);
    }

    /**
     * Returns the proof that a request was let in, with its route, its resource and whether it would still be let in.
     *
     * @param exchange any request
     * @return the admission; empty when {@link LatchkeyWebFilter} is not in front
     */
    public static Optional<Admission> admission(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(ADMISSION_ATTRIBUTE));
    }

    /** Keeps an admission in place of what an earlier decision has left. */
    static void keep(ServerWebExchange exchange, LatchkeyWeb web, Admission admission) {
        exchange.getAttributes().put(ADMISSION_ATTRIBUTE, admission);
        admission.caller().ifPresent(caller -> exchange.getAttributes().put(ID_ATTRIBUTE, web.loggedId(caller)));
    }

    /** Removes what an earlier decision has left. */
    static void forget(ServerWebExchange exchange) {
        exchange.getAttributes().remove(ADMISSION_ATTRIBUTE);
        exchange.getAttributes().remove(ID_ATTRIBUTE);
    }
}
