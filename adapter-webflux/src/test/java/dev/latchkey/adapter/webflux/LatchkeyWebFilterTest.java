package dev.latchkey.adapter.webflux;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.HttpBindingContract;
import dev.latchkey.http.contract.fixture.Server;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The binding to WebFlux keeps the contract. */
@Tag("extended")
class LatchkeyWebFilterTest extends HttpBindingContract {
    @Override
    protected Binding binding() {
        return LatchkeyWebFilterTest::start;
    }

    static Server start(String mountPath, LatchkeyWeb web, Binding.Handler host) {
        return WebFluxServers.start(mountPath, exchange -> answer(exchange, host), List.of(new LatchkeyWebFilter(web)));
    }

    static Mono<Void> answer(ServerWebExchange exchange, Binding.Handler host) {
        String text = host.answer(new WebFluxRequestHead(exchange, null), Callers.admission(exchange));
        ServerHttpResponse response = exchange.getResponse();
        response.getHeaders().setContentType(MediaType.TEXT_PLAIN);
        return response.writeWith(Mono.just(response.bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8))));
    }
}
