package dev.latchkey.adapter.servlet;

import dev.latchkey.http.Admission;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request as the Servlet API names it. Equal to another one of the same name. Keeps the proof, because
 * a WebSocket has nothing else of the request that opened it.
 */
final class AdmittedPrincipal implements Principal {
    private final String name;
    private final Admission admission;

    AdmittedPrincipal(String name, Admission admission) {
        this.name = name;
        this.admission = admission;
    }

    Admission admission() {
        return admission;
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AdmittedPrincipal that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return name.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
