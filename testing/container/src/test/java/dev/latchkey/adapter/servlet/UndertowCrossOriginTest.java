package dev.latchkey.adapter.servlet;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.CrossOriginContract;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Pages of another origin on Undertow, which has no CORS of its own, with a filter of the host in front. */
class UndertowCrossOriginTest extends CrossOriginContract {
    @Override
    protected Binding binding() {
        return new ServletBinding((web, context) ->
                context.addFilter("cors", new CrossOrigin(web)).addMappingForUrlPatterns(null, false, "/*"));
    }

    /** Allows one origin. */
    private static final class CrossOrigin extends HttpFilter {
        private final transient LatchkeyWeb web;

        CrossOrigin(LatchkeyWeb web) {
            this.web = web;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            response.addHeader("Vary", "Origin");
            if (!PAGE.equals(request.getHeader("Origin"))) {
                chain.doFilter(request, response);
                return;
            }
            response.setHeader("Access-Control-Allow-Origin", PAGE);
            if (request.getMethod().equals("OPTIONS") && request.getHeader("Access-Control-Request-Method") != null) {
                response.setHeader("Access-Control-Allow-Methods", String.join(",", METHODS));
                response.setHeader("Access-Control-Allow-Headers", String.join(",", HEADERS));
                response.setStatus(HttpServletResponse.SC_NO_CONTENT);
                return;
            }
            response.setHeader("Access-Control-Expose-Headers", String.join(",", web.exposedHeaders()));
            chain.doFilter(request, response);
        }
    }
}
