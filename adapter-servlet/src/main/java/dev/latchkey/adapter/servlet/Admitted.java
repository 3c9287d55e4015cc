package dev.latchkey.adapter.servlet;

import dev.latchkey.http.Admission;
import dev.latchkey.http.Decision;
import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * A request that was let in, as the container's own request keeps it. The wrappers of filters do not see it come and
 * go.
 *
 * @param web the configuration whose rules let it in
 * @param admission the proof
 * @param endpoint the work of Latchkey's own endpoint; null when the host serves the request
 */
record Admitted(LatchkeyWeb web, Admission admission, Decision.@Nullable Endpoint endpoint) {
    private static final String ATTRIBUTE = Admitted.class.getName();
    private static final String PASSED = ATTRIBUTE + ".passed";

    /** Returns what is kept on a request; null when it was not let in. */
    static @Nullable Admitted of(ServletRequest request) {
        return ServletRequestHead.innermost(request).getAttribute(ATTRIBUTE) instanceof Admitted admitted
                ? admitted
                : null;
    }

    /** Returns what is kept on a request; null also when another configuration has let it in. */
    static @Nullable Admitted of(ServletRequest request, LatchkeyWeb web) {
        Admitted admitted = of(request);
        return admitted != null && admitted.web == web ? admitted : null;
    }

    /** Keeps this on a request, in place of what an earlier decision has left. */
    void keepOn(ServletRequest request) {
        ServletRequest received = ServletRequestHead.innermost(request);
        received.setAttribute(ATTRIBUTE, this);
        received.removeAttribute(PASSED);
        received.removeAttribute(Callers.ID_ATTRIBUTE);
        admission.caller().ifPresent(caller -> received.setAttribute(Callers.ID_ATTRIBUTE, web.loggedId(caller)));
    }

    /** Tells whether the last check has let the request through. */
    static boolean hasPassed(ServletRequest request) {
        return ServletRequestHead.innermost(request).getAttribute(PASSED) != null;
    }

    /** Notes that the last check has let the request through. */
    static void pass(ServletRequest request) {
        ServletRequestHead.innermost(request).setAttribute(PASSED, true);
    }
}
