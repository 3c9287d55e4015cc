package dev.latchkey.adapter.servlet;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import org.jspecify.annotations.Nullable;

/** A request as the servlets behind the filter see it: with its caller in the places where the Servlet API has one. */
final class AdmittedRequest extends HttpServletRequestWrapper {
    private final LatchkeyWeb web;
    private final Caller caller;

    AdmittedRequest(HttpServletRequest request, LatchkeyWeb web, Caller caller) {
        super(request);
        this.web = web;
        this.caller = caller;
    }

    @Override
    public Principal getUserPrincipal() {
        return new Named(caller.name());
    }

    @Override
    public String getRemoteUser() {
        return caller.name();
    }

    /**
     * Tells whether the caller is in a role that the host has named. The Servlet specification gives two names a
     * meaning of their own: nobody is {@code *}, everybody is {@code **}.
     */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        return role != null && !role.equals("*") && (role.equals("**") || web.isInRole(caller, role));
    }

    @Override
    public @Nullable String getAuthType() {
        return caller.key() == null ? super.getAuthType() : "API_KEY";
    }

    private record Named(String name) implements Principal {
        @Override
        public String getName() {
            return name;
        }
    }
}
