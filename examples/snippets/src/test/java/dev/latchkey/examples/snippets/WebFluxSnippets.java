package dev.latchkey.examples.snippets;

import dev.latchkey.adapter.webflux.Callers;
import dev.latchkey.adapter.webflux.LatchkeyWebFilter;
import dev.latchkey.http.LatchkeyWeb;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

/** The snippet of the page about event loops for WebFlux. */
@Configuration
@EnableWebFlux
class WebFluxSnippets {
    // spotless:off
    // snippet: webflux
    @Bean
    LatchkeyWebFilter latchkeyWebFilter(LatchkeyWeb web) {
        return new LatchkeyWebFilter(web);
    }

    @Bean
    RouterFunction<ServerResponse> messages() {
        return RouterFunctions.route()
                .POST("/v1/messages", request -> {
                    String tenant = Callers.of(request.exchange()).tenant();
                    return ServerResponse.ok().bodyValue("queued for " + tenant);
                })
                .build();
    }
    // end
    // spotless:on
}
