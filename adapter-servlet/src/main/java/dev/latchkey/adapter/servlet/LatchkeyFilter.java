package dev.latchkey.adapter.servlet;

import dev.latchkey.http.Admission;
import dev.latchkey.http.Decision;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.http.spi.RequestPath;
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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Lets in the requests that the route rules allow, and answers all others. Nothing that a client sends makes it throw.
 * What the servlets behind it throw passes through. Safe for use by several threads.
 *
 * <p>Map it to {@code /*} for {@code REQUEST} and {@code ASYNC} dispatches, and for {@code ERROR} too where the
 * credential is hidden. Let it support async. A request that
 * enters the container is decided, whatever an earlier decision has left on it. Later dispatches of the same request
 * (async, forward, include, error) are the host's own, and keep the caller. {@link LatchkeyServlets#install} does all
 * of this. In a {@code web.xml} the configuration is found in the attribute {@link LatchkeyServlets#ATTRIBUTE} of the
 * servlet context, or made by the {@link LatchkeyWebFactory} that the init-param {@code factory} names.
 */
public final class LatchkeyFilter implements Filter {
    private final @Nullable RequestPath part;

    private @Nullable LatchkeyWeb configured;

    /** Creates a filter for a container, which calls {@link #init}. */
    public LatchkeyFilter() {
        this.part = null;
    }

    /**
     * Makes the filter of a configuration, for frameworks that register filters themselves.
     *
     * @param web the configuration
     */
    public LatchkeyFilter(LatchkeyWeb web) {
        this(web, null);
    }

    LatchkeyFilter(LatchkeyWeb web, @Nullable RequestPath part) {
        this.configured = web;
        this.part = part;
    }

    @Override
    public void init(FilterConfig config) throws ServletException {
        if (configured == null) {
            configured = ConfigurationLookup.find(
                    config.getServletContext(), config.getInitParameterNames(), config::getInitParameter);
        }
        JettyUpgrades.putBehind(config);
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
        ArrivingBody.Arrived arrived = ArrivingBody.Arrived.of(request);
        if (arrived != null) {
            // The filters behind this one have seen the request, and did not make this dispatch.
            ResponseSender.send(request, response, arrived.answer());
            return;
        }
        // A later dispatch of a request that this filter has let in. What let it in is kept further below.
        Admitted earlier = Admitted.of(request, web);
        if (earlier != null && request.getDispatcherType() != DispatcherType.REQUEST) {
            passOn(web, earlier.admission(), request, response, chain);
            return;
        }
        if (request.getDispatcherType() == DispatcherType.ERROR) {
            // A filter in front, or the container, has refused the request. Outside of a part it is the host's.
            chain.doFilter(part == null ? AdmittedRequest.undecided(request, web) : request, response);
            return;
        }
        RequestHead head = ServletRequestHead.dispatched(request);
        if (isOutside(head)) {
            chain.doFilter(request, response);
            return;
        }
        Decision decision = web.decide(head);
        if (decision instanceof Decision.Respond refused) {
            ResponseSender.send(request, response, refused.response());
        } else if (decision instanceof Decision.Endpoint endpoint) {
            // LatchkeyServlet serves it, which is mapped to the paths of the endpoints.
            new Admitted(web, endpoint.admission(), endpoint).keepOn(request);
            passOn(web, endpoint.admission(), request, response, chain);
        } else if (decision instanceof Decision.Proceed proceed) {
            proceed.fields().forEach(response::setHeader);
            new Admitted(web, proceed.admission(), null).keepOn(request);
            passOn(web, proceed.admission(), request, response, chain);
        }
    }

    /**
     * Tells whether a request lies outside of the part that is guarded, in every reading. Where the container and a
     * reader of the raw path may disagree it lies inside, and is refused.
     */
    private boolean isOutside(RequestHead head) {
        return part != null
                && isOutside(RequestPath.ofDecoded(head.dispatchPath()))
                && isOutside(RequestPath.ofSent(head));
    }

    private boolean isOutside(Optional<RequestPath> path) {
        return part != null && path.isPresent() && !path.get().isWithin(part);
    }

    private static void passOn(
            LatchkeyWeb web,
            Admission admission,
            HttpServletRequest request,
            HttpServletResponse response,
            FilterChain chain)
            throws IOException, ServletException {
        chain.doFilter(AdmittedRequest.of(request, web, admission), response);
    }
}
