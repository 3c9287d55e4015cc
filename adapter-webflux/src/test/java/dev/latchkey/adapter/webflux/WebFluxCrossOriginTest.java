package dev.latchkey.adapter.webflux;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.CrossOriginContract;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;

/** Pages of another origin, with the CORS filter of WebFlux in front. */
@Tag("extended")
class WebFluxCrossOriginTest extends CrossOriginContract {
    @Override
    protected Binding binding() {
        return (mountPath, web, host) -> WebFluxServers.start(
                mountPath,
                exchange -> LatchkeyWebFilterTest.answer(exchange, host),
                List.of(new CorsWebFilter(exchange -> allowed(web)), new LatchkeyWebFilter(web)));
    }

    private static CorsConfiguration allowed(LatchkeyWeb web) {
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(List.of(PAGE));
        allowed.setAllowedMethods(METHODS);
        allowed.setAllowedHeaders(HEADERS);
        allowed.setExposedHeaders(web.exposedHeaders());
        return allowed;
    }
}
