package dev.latchkey.adapter.vertx;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;

/** Tells a handler who calls it. */
public final class Callers {
    /**
     * The key in the data of a {@link RoutingContext} of the caller's id, for access logs: of an API key its id, of
     * another principal its own. Absent when nobody was let in, or on an open route.
     */
    public static final String ID_KEY = "dev.latchkey.caller";

    private static final String ADMISSION_KEY = Admission.class.getName();

    private Callers() {}

    /**
     * Returns who calls.
     *
     * @param context a request that came through {@link LatchkeyHandler}
     * @return the caller
     * @throws IllegalStateException when the route is open, or the handler is not in front
     */
    public static Caller of(RoutingContext context) {
        return find(context)
                .orElseThrow(() -> new IllegalStateException(
                        "the request was not authenticated: the route is open, or LatchkeyHandler is not in front"));
    }

    /**
     * Returns who calls, if anybody was asked.
     *
     * @param context any request
     * @return the caller; empty on an open route
     */
    public static Optional<Caller> find(RoutingContext context) {
        return admission(context).flatMap(Admission::caller);
    }

    /**
     * Returns the proof that a request was let in, with its route, its resource and whether it would still be let in.
     *
     * @param context any request
     * @return the admission; empty when {@link LatchkeyHandler} is not in front
     */
    public static Optional<Admission> admission(RoutingContext context) {
        return Optional.ofNullable(context.get(ADMISSION_KEY));
    }

    /** Keeps an admission in place of what an earlier decision has left. */
    static void keep(RoutingContext context, LatchkeyWeb web, Admission admission) {
        context.put(ADMISSION_KEY, admission);
        admission.caller().ifPresent(caller -> context.put(ID_KEY, web.loggedId(caller)));
    }

    /** Removes what an earlier decision has left. */
    static void forget(RoutingContext context) {
        context.remove(ADMISSION_KEY);
        context.remove(ID_KEY);
    }
}
