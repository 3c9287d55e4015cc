package dev.latchkey.adapter.webflux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.support.ModulePathHost;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host on Spring WebFlux whose jars are all on the module path. */
@Tag("extended")
class WebFluxModulePathTest {
    @TempDir
    private Path folder;

    @Test
    void keyPassesAndNoKeyIsRefused() throws Exception {
        String printed = ModulePathHost.runOnNetty(
                folder,
                List.of(
                        "dev.latchkey.adapter.webflux",
                        "reactor.core",
                        "reactor.netty.core",
                        "reactor.netty.http",
                        "spring.core",
                        "spring.web"),
                List.of(
                        "dev.latchkey.adapter.webflux.LatchkeyWebFilter",
                        "io.micrometer.common.KeyValue",
                        "io.micrometer.observation.Observation",
                        "org.apache.commons.logging.LogFactory",
                        "org.reactivestreams.Publisher",
                        "org.springframework.beans.BeanUtils",
                        "org.springframework.context.ApplicationContext",
                        "org.springframework.core.Ordered",
                        "org.springframework.web.server.WebFilter",
                        "reactor.core.publisher.Mono",
                        "reactor.netty.DisposableServer",
                        "reactor.netty.http.server.HttpServer"),
                """
                var handler = org.springframework.web.server.adapter.WebHttpHandlerBuilder
                        .webHandler(exchange -> exchange.getResponse().writeWith(reactor.core.publisher.Mono.just(
                                exchange.getResponse().bufferFactory().wrap((
                                        "served " + dev.latchkey.adapter.webflux.Callers.of(exchange).tenant())
                                        .getBytes()))))
                        .filter(new dev.latchkey.adapter.webflux.LatchkeyWebFilter(web))
                        .build();
                var server = reactor.netty.http.server.HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle(new org.springframework.http.server.reactive.ReactorHttpHandlerAdapter(handler))
                        .bindNow();
                call(server.port(), "none");
                call(server.port(), key.reveal());
                server.disposeNow();
                """);

        assertThat(printed).contains("ACCEPTED", "401 ", "200 served t");
    }
}
