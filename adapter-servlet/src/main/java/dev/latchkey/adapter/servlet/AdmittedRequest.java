package dev.latchkey.adapter.servlet;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.security.Principal;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A request as the servlets behind the filter see it: with its caller in the places where the Servlet API has one, and
 * without the credential where the host hides it.
 */
final class AdmittedRequest extends HttpServletRequestWrapper {
    private final LatchkeyWeb web;
    private final @Nullable Admission admission;
    private final @Nullable Caller caller;

    private AdmittedRequest(HttpServletRequest request, LatchkeyWeb web, @Nullable Admission admission) {
        super(request);
        this.web = web;
        this.admission = admission;
        this.caller = admission == null ? null : admission.caller().orElse(null);
    }

    /** Wraps a request where that changes it. */
    static HttpServletRequest of(HttpServletRequest request, LatchkeyWeb web, Admission admission) {
        boolean changes = admission.caller().isPresent() || web.hidesCredential();
        return changes ? new AdmittedRequest(request, web, admission) : request;
    }

    /** Wraps a request of nobody where the host hides credentials: no filter has decided it. */
    static HttpServletRequest undecided(HttpServletRequest request, LatchkeyWeb web) {
        return web.hidesCredential() ? new AdmittedRequest(request, web, null) : request;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return admission == null || caller == null
                ? super.getUserPrincipal()
                : new AdmittedPrincipal(web.userName(caller), admission);
    }

    @Override
    public @Nullable String getRemoteUser() {
        return caller == null ? super.getRemoteUser() : web.userName(caller);
    }

    /**
     * Tells whether the caller is in a role that the host has named. The Servlet specification gives two names a
     * meaning of their own: nobody is {@code *}, everybody is {@code **}.
     */
    @Override
    public boolean isUserInRole(@Nullable String role) {
        if (caller == null) {
            return super.isUserInRole(role);
        }
        return role != null && !role.equals("*") && (role.equals("**") || web.isInRole(caller, role));
    }

    @Override
    public @Nullable String getAuthType() {
        return caller == null || caller.key() == null ? super.getAuthType() : "API_KEY";
    }

    @Override
    public @Nullable String getHeader(String name) {
        if (!web.hidesCredential()) {
            return super.getHeader(name);
        }
        Enumeration<String> lines = getHeaders(name);
        return lines.hasMoreElements() ? lines.nextElement() : null;
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        Enumeration<String> lines = super.getHeaders(name);
        if (!web.hidesCredential() || lines == null) {
            return lines == null ? Collections.emptyEnumeration() : lines;
        }
        return Collections.enumeration(Collections.list(lines).stream()
                .filter(line -> !web.hides(caller, name, line))
                .toList());
    }

    @Override
    public Enumeration<String> getHeaderNames() {
        Enumeration<String> names = super.getHeaderNames();
        if (!web.hidesCredential() || names == null) {
            return names == null ? Collections.emptyEnumeration() : names;
        }
        return Collections.enumeration(Collections.list(names).stream()
                .filter(name -> getHeaders(name).hasMoreElements())
                .toList());
    }

    /** Returns -1 for a header that is hidden, as for one that is absent. */
    @Override
    public int getIntHeader(String name) {
        return getHeader(name) == null ? -1 : super.getIntHeader(name);
    }

    /** Returns -1 for a header that is hidden, as for one that is absent. */
    @Override
    public long getDateHeader(String name) {
        return getHeader(name) == null ? -1 : super.getDateHeader(name);
    }
}
