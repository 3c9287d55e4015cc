package dev.latchkey.spring.boot;

import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.http.LatchkeyWeb;
import java.util.Map;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.cors.reactive.DefaultCorsProcessor;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.config.CorsRegistry;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * Answers requests of other origins by the application's own configuration in front of Latchkey's filter, so that a
 * page can read a refusal, and a preflight request, which has no key, is answered. Lets a page read the headers that
 * Latchkey sets. Without a configuration for a request this does nothing.
 */
final class CrossOriginWebFilter implements WebFilter, Ordered {
    private final LatchkeyWeb web;
    private final CorsConfigurationSource source;
    private final DefaultCorsProcessor processor = new DefaultCorsProcessor();

    /** Takes the one that Spring Security looks for, or else the mappings of WebFlux. */
    CrossOriginWebFilter(LatchkeyWeb web, ListableBeanFactory beans, ObjectProvider<WebFluxConfigurer> configurers) {
        this.web = web;
        this.source =
                beans.getBeanProvider(CorsConfigurationSource.class).getIfUnique(() -> new Mappings().of(configurers));
    }

    @Override
    public int getOrder() {
        return LatchkeyWebFilter.ORDER - 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        CorsConfiguration configuration =
                CorsUtils.isCorsRequest(exchange.getRequest()) ? source.getCorsConfiguration(exchange) : null;
        if (configuration == null) {
            return chain.filter(exchange);
        }
        CorsConfiguration exposing = WebBuilders.exposing(web, configuration);
        return processor.process(exposing, exchange) && !CorsUtils.isPreFlightRequest(exchange.getRequest())
                ? chain.filter(exchange)
                : Mono.empty();
    }

    /** Reads what the configurers of the application add. */
    private static final class Mappings extends CorsRegistry {
        CorsConfigurationSource of(ObjectProvider<WebFluxConfigurer> configurers) {
            configurers.orderedStream().forEach(configurer -> configurer.addCorsMappings(this));
            Map<String, CorsConfiguration> mappings = getCorsConfigurations();
            UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
            source.setCorsConfigurations(mappings);
            return source;
        }
    }
}
