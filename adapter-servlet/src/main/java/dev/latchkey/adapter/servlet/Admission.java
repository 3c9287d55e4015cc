package dev.latchkey.adapter.servlet;

import dev.latchkey.core.access.Caller;
import jakarta.servlet.ServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * That the filter has let a request in. It is the proof which the endpoints ask for, and what tells a later dispatch of the same
 * request that it was decided.
 *
 * @param web by whose rules
 * @param caller who; null on an open route
 * @param strict whether it was by what the store says now, and not by what a record cache remembers
 */
record Admission(LatchkeyWeb web, @Nullable Caller caller, boolean strict) {
    private static final String ATTRIBUTE = Admission.class.getName();

    static @Nullable Admission of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Admission admission ? admission : null;
    }

    /** As {@link #of(ServletRequest)}, null also when another configuration has let it in. */
    static @Nullable Admission of(ServletRequest request, LatchkeyWeb web) {
        Admission admission = of(request);
        return admission != null && admission.web == web ? admission : null;
    }

    void attachTo(ServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
