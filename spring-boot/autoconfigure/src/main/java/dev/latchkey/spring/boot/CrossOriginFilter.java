package dev.latchkey.spring.boot;

import dev.latchkey.http.LatchkeyWeb;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.cors.CorsUtils;
import org.springframework.web.cors.DefaultCorsProcessor;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers requests of other origins by the application's own configuration in front of Latchkey's filter, so that a
 * page can read a refusal, and a preflight request, which has no key, is answered. Lets a page read the headers that
 * Latchkey sets. Without a configuration for a request this does nothing.
 */
final class CrossOriginFilter extends OncePerRequestFilter {
    /** In this order: the one that Spring Security looks for, and that of Spring MVC. */
    private static final List<String> SOURCES = List.of("corsConfigurationSource", "mvcHandlerMappingIntrospector");

    private final LatchkeyWeb web;
    private final ListableBeanFactory beans;
    private final DefaultCorsProcessor processor = new DefaultCorsProcessor();
    private volatile @Nullable CorsConfigurationSource source;

    CrossOriginFilter(LatchkeyWeb web, ListableBeanFactory beans) {
        this.web = web;
        this.beans = beans;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        CorsConfiguration configuration =
                CorsUtils.isCorsRequest(request) ? source().getCorsConfiguration(request) : null;
        if (configuration == null) {
            chain.doFilter(request, response);
            return;
        }
        CorsConfiguration exposing = WebBuilders.exposing(web, configuration);
        if (processor.processRequest(exposing, request, response) && !CorsUtils.isPreFlightRequest(request)) {
            chain.doFilter(request, response);
        }
    }

    /** Found at the first request: before, the handlers of Spring MVC are not there. */
    private CorsConfigurationSource source() {
        CorsConfigurationSource found = source;
        if (found == null) {
            found = SOURCES.stream()
                    .filter(name -> beans.containsBean(name) && beans.isTypeMatch(name, CorsConfigurationSource.class))
                    .map(name -> beans.getBean(name, CorsConfigurationSource.class))
                    .findFirst()
                    .orElse(request -> null);
            source = found;
        }
        return found;
    }
}
