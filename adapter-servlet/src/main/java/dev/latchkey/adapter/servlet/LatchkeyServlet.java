package dev.latchkey.adapter.servlet;

import dev.latchkey.http.Decision;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.http.spi.Response;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Serves the endpoints of the configured dialects and their OpenAPI document, to requests that {@link LatchkeyFilter}
 * has let in. A forward of the host, or another dispatch of a request that was let in, is authorized here by the rule
 * of the endpoint, for the caller that was let in. It is not counted again. A request that the filter did not see is
 * decided here. Safe for use by several threads.
 *
 * <p>{@link LatchkeyServlets#install} maps it. In a {@code web.xml} map it to the base path of each dialect followed by
 * {@code /*} and to the path of the document, and let it support async. It finds its configuration as the filter does.
 */
public final class LatchkeyServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;

    private transient @Nullable LatchkeyWeb configured;

    /** Creates a servlet for a container, which calls {@link #init()}. */
    public LatchkeyServlet() {}

    /**
     * Makes the servlet of a configuration, for frameworks that register servlets themselves.
     *
     * @param web the configuration of the filter in front
     */
    public LatchkeyServlet(LatchkeyWeb web) {
        this.configured = web;
    }

    @Override
    public void init() throws ServletException {
        if (configured == null) {
            configured = ConfigurationLookup.find(getServletContext(), getInitParameterNames(), this::getInitParameter);
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        LatchkeyWeb web = configured;
        if (web == null) {
            throw new ServletException("the servlet is not initialized");
        }
        ArrivingBody.Arrived arrived = ArrivingBody.Arrived.of(request);
        if (arrived != null) {
            // No filter is mapped to such a dispatch.
            ResponseSender.send(request, response, arrived.answer());
            return;
        }
        Decision decision = decision(web, request);
        if (decision instanceof Decision.Endpoint endpoint) {
            Body body = ArrivingBody.read(request, response, endpoint, web.bodyTimeout());
            if (body != null) {
                ResponseSender.send(request, response, endpoint.answer().apply(body));
            }
        } else if (decision instanceof Decision.Respond refused) {
            ResponseSender.send(request, response, refused.response());
        } else if (decision instanceof Decision.Proceed proceed) {
            // The host's rule lets this in, but no endpoint is here.
            Response refused = web.refuseRoute(proceed.admission());
            ResponseSender.send(request, response, refused);
        }
    }

    private static Decision decision(LatchkeyWeb web, HttpServletRequest request) {
        RequestHead head = ServletRequestHead.seen(request);
        Admitted admitted = Admitted.of(request, web);
        if (admitted != null
                && admitted.endpoint() != null
                && admitted.admission().covers(head)) {
            return admitted.endpoint();
        }
        return admitted == null ? web.decide(head) : web.decideAgain(admitted.admission(), head);
    }
}
