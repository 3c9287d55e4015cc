package dev.latchkey.adapter.servlet;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.Admission;
import jakarta.servlet.ServletRequest;
import java.security.Principal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells a servlet who calls it. Beside it the usual methods work: {@code getUserPrincipal} and {@code getRemoteUser}
 * have the name that {@link dev.latchkey.http.LatchkeyWebBuilder#userName} chooses, {@code isUserInRole} asks for a
 * role that {@link dev.latchkey.http.LatchkeyWebBuilder#role} names, {@code getAuthType} is {@code API_KEY} for a key.
 * Names are what people call a key and several may share one: what must be unique takes {@link Caller#tenant()} and
 * {@link Caller#actor()}.
 */
public final class Callers {
    /**
     * The request attribute with the id of the caller, for access logs: of an API key its id, of another principal its
     * own. Absent when nobody was let in, or on an open route.
     */
    public static final String ID_ATTRIBUTE = "dev.latchkey.caller";

    private Callers() {}

    /**
     * Returns who calls.
     *
     * @param request a request that came through {@link LatchkeyFilter}
     * @return the caller
     * @throws IllegalStateException when the route is open, or the filter is not in front of the servlet
     */
    public static Caller of(ServletRequest request) {
        return find(request)
                .orElseThrow(() -> new IllegalStateException(
                        "the request was not authenticated: the route is open, or the filter is not mapped"));
    }

    /**
     * Returns who calls, if anybody was asked.
     *
     * @param request any request
     * @return the caller; empty on an open route
     */
    public static Optional<Caller> find(ServletRequest request) {
        return admission(request).flatMap(Admission::caller);
    }

    /**
     * Returns the proof that a request was let in, with its route, its resource and whether it would still be let in.
     *
     * @param request any request
     * @return the admission; empty when the filter is not in front of the servlet
     */
    public static Optional<Admission> admission(ServletRequest request) {
        return Optional.ofNullable(Admitted.of(request)).map(Admitted::admission);
    }

    /**
     * Returns the proof that belongs to a principal, for what has no request: in Jakarta WebSocket,
     * {@code Session.getUserPrincipal} returns the principal of the handshake. A filter between Latchkey's and the
     * endpoint may have replaced it, as Spring Security does. Ask the principal of the session itself: principals of
     * one name are equal, whatever their keys.
     *
     * @param principal a principal that {@code getUserPrincipal} has returned; null for none
     * @return the admission; empty if the principal is not Latchkey's
     */
    public static Optional<Admission> admission(@Nullable Principal principal) {
        return principal instanceof AdmittedPrincipal admitted ? Optional.of(admitted.admission()) : Optional.empty();
    }
}
