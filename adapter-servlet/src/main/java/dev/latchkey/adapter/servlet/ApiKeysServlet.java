package dev.latchkey.adapter.servlet;

import dev.latchkey.Verdict;
import dev.latchkey.core.LatchkeyException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the endpoints of the configured dialects, to callers whom {@link LatchkeyFilter} has let in and to nobody else. Safe for
 * use by several threads.
 *
 * <p>{@link LatchkeyWeb#install} maps it; in a {@code web.xml} map it to the base path of each dialect followed by {@code /*}. It
 * finds its configuration as the filter does.
 */
public final class ApiKeysServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeysServlet.class);

    private transient @Nullable LatchkeyWeb configured;

    /** For containers: the configuration is found in {@link #init()}. */
    public ApiKeysServlet() {}

    ApiKeysServlet(LatchkeyWeb web) {
        this.configured = web;
    }

    @Override
    public void init() throws ServletException {
        if (configured == null) {
            configured = WebXml.find(getServletContext(), getInitParameterNames(), this::getInitParameter);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        LatchkeyWeb web = configured;
        if (web == null) {
            throw new ServletException("the servlet is not initialized");
        }
        Answer answer;
        try {
            answer = serve(web, request);
        } catch (Failed e) {
            web.responses().fail(request, response, e.failure());
            return;
        } catch (LatchkeyException e) {
            LOG.warn("an endpoint failed", e);
            web.responses().fail(request, response, web.failures().unavailable());
            return;
        }
        Responses.send(request, response, answer);
    }

    private static Answer serve(LatchkeyWeb web, HttpServletRequest request) {
        Admission admission = Admission.of(request, web);
        Caller admitted = admission == null ? null : admission.caller();
        Routes.Match match = web.routes().match(request.getMethod(), RequestPath.segments(request));
        Endpoint endpoint = web.endpoint(match.rule());
        if (admission == null || admitted == null) {
            throw new Failed(web.failures().of(Refusal.MISSING));
        }
        Requirement requirement = endpoint == null ? null : endpoint.rule().requirement();
        if (endpoint == null || requirement == null) {
            throw new Failed(web.failures().routeNotAllowed());
        }
        // Again, because a forward from another route leads here by that route's rule.
        Caller caller = admission.strict() ? admitted : identify(web, request, requirement);
        Refusal refusal = web.identification().latchkey().authenticator().authorize(caller, requirement);
        if (refusal != null) {
            throw new Failed(web.failures().of(refusal));
        }
        return endpoint.handler().handle(new Endpoint.Call(request, match.variables(), caller));
    }

    /** Whoever was revoked on another node a moment ago must not get itself another key. */
    private static Caller identify(LatchkeyWeb web, HttpServletRequest request, Requirement requirement) {
        Verdict verdict = web.identification().identify(request, requirement, true);
        if (verdict.outcome() == Verdict.Outcome.ACCEPTED) {
            return verdict.acceptedCaller();
        }
        throw new Failed(web.failures().of(verdict, request));
    }
}
