package dev.latchkey.adapter.servlet;

import dev.latchkey.Verdict;
import dev.latchkey.core.LatchkeyException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.scope.TenantScope;
import dev.latchkey.ports.query.RateDecision;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets in whom the route rules name, and answers everybody else. Nothing that a client sends makes it throw; what the servlets
 * behind it throw passes through. Safe for use by several threads.
 *
 * <p>Map it to {@code /*} for {@code REQUEST} and {@code ASYNC} dispatches and let it support async. A request is decided once:
 * later dispatches of the same request (async, forward) are the host's own, and keep the caller. {@link LatchkeyWeb#install} does
 * all of this; in a {@code web.xml} the configuration is found in the attribute {@link LatchkeyWeb#ATTRIBUTE} of the servlet
 * context, or made by the {@link LatchkeyWebFactory} that the init-param {@code factory} names.
 */
public final class LatchkeyFilter implements Filter {
    private static final Logger LOG = LoggerFactory.getLogger(LatchkeyFilter.class);

    private @Nullable LatchkeyWeb configured;

    /** For containers: the configuration is found in {@link #init}. */
    public LatchkeyFilter() {}

    LatchkeyFilter(LatchkeyWeb web) {
        this.configured = web;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (configured == null) {
            configured =
                    WebXml.find(config.getServletContext(), config.getInitParameterNames(), config::getInitParameter);
        }
    }

    @Override
    public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
            throws IOException, ServletException {
        LatchkeyWeb web = configured;
        if (web == null
                || !(servletRequest instanceof HttpServletRequest request)
                || !(servletResponse instanceof HttpServletResponse response)) {
            throw new ServletException("the filter is not initialized, or this is not HTTP");
        }
        Admission earlier = Admission.of(request, web);
        boolean decided = earlier != null && request.getDispatcherType() != DispatcherType.REQUEST;
        Admission admission = decided ? earlier : decide(web, request, response);
        if (admission != null) {
            Caller caller = admission.caller();
            chain.doFilter(caller == null ? request : new AdmittedRequest(request, caller), response);
        }
    }

    /** Null when the request was answered here. */
    private static @Nullable Admission decide(LatchkeyWeb web, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        web.responses().begin(request, response);
        Routes.Match match = web.routes().match(request.getMethod(), RequestPath.segments(request));
        Rule rule = match.rule();
        if (rule == null && !match.methods().isEmpty()) {
            answerMethod(web, match, request, response);
            return null;
        }
        if (rule != null && rule.requirement() == null) {
            return admit(new Admission(web, null, false), request);
        }

        Requirement requirement = Requirement.ANY;
        String resource = null;
        if (rule != null && rule.requirement() != null) {
            resource = rule.resource() == null ? null : rule.resource().name(request, match.variables());
            requirement = Rule.needs(rule.requirement(), resource);
        }
        boolean strict = web.identification().isStrict(rule);
        Verdict verdict = web.identification().identify(request, requirement, strict);
        tellRate(web, verdict, response);

        if (verdict.outcome() != Verdict.Outcome.ACCEPTED) {
            web.responses().fail(request, response, web.failures().of(verdict, request));
            return null;
        }
        if (rule == null) {
            web.responses().fail(request, response, web.failures().routeNotAllowed());
            return null;
        }
        Caller caller = verdict.acceptedCaller();
        Failure missing = resource == null ? null : missing(web, caller, resource);
        if (missing != null) {
            web.responses().fail(request, response, missing);
            return null;
        }
        Responses.forbidStoring(response);
        return admit(new Admission(web, caller, strict), request);
    }

    /** OPTIONS asks which methods there are, and so does, in a way, whoever uses one that is not there. */
    private static void answerMethod(
            LatchkeyWeb web, Routes.Match match, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (request.getMethod().equals("OPTIONS")) {
            response.setHeader("Allow", Failures.allow(match.methods()));
            Responses.write(request, response, HttpServletResponse.SC_NO_CONTENT);
        } else {
            web.responses().fail(request, response, web.failures().methodNotAllowed(match.methods()));
        }
    }

    /**
     * A resource key can be on its own alone, which the rules have seen to; that a resource is the tenant's only the directory
     * knows.
     */
    private static @Nullable Failure missing(LatchkeyWeb web, Caller caller, String resource) {
        if (!(caller.scope() instanceof TenantScope)) {
            return null;
        }
        try {
            boolean found = web.directory().find(caller.tenant(), resource).isPresent();
            return found ? null : web.failures().resourceNotFound();
        } catch (LatchkeyException e) {
            LOG.warn("the resource directory failed", e);
            return web.failures().unavailable();
        }
    }

    private static void tellRate(LatchkeyWeb web, Verdict verdict, HttpServletResponse response) {
        RateDecision rate = verdict.rate();
        if (rate != null) {
            web.responses().shape().rate(rate).forEach(response::setHeader);
        }
    }

    private static Admission admit(Admission admission, HttpServletRequest request) {
        admission.attachTo(request);
        return admission;
    }
}
