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
        ModulePathHost host = new ModulePathHost(
                folder,
                List.of(
                        "dev.latchkey.adapter.inmemory",
                        "dev.latchkey.adapter.webflux",
                        "dev.latchkey.http",
                        "java.net.http",
                        "reactor.core",
                        "reactor.netty.core",
                        "reactor.netty.http",
                        "spring.core",
                        "spring.web"),
                List.of(
                        "dev.latchkey.adapter.inmemory.InMemoryKeyStore",
                        "dev.latchkey.bucket4j.internal.SharedBuckets",
                        "dev.latchkey.http.LatchkeyWeb",
                        "com.fasterxml.jackson.core.JsonFactory",
                        "io.github.bucket4j.Bucket",
                        "io.netty.buffer.ByteBuf",
                        "io.netty.channel.Channel",
                        "io.netty.channel.unix.FileDescriptor",
                        "io.netty.handler.codec.ByteToMessageDecoder",
                        "io.netty.handler.codec.dns.DnsMessage",
                        "io.netty.handler.codec.http.HttpRequest",
                        "io.netty.handler.codec.http2.Http2Connection",
                        "io.netty.handler.codec.socksx.SocksMessage",
                        "io.netty.handler.proxy.ProxyHandler",
                        "io.netty.handler.ssl.SslContext",
                        "io.netty.resolver.AddressResolver",
                        "io.netty.resolver.dns.DnsNameResolver",
                        "io.netty.util.concurrent.Future",
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
                        "reactor.netty.http.server.HttpServer"));

        String printed = host.run("new dev.latchkey.adapter.inmemory.InMemoryKeyStore()", """
                var web = dev.latchkey.http.LatchkeyWeb.builder(latchkey)
                        .credential(dev.latchkey.http.Credential.header("x-api-key"))
                        .routes(dev.latchkey.http.Routes.builder().tenantOnly("GET", "/v1").build())
                        .build();
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
                """, """
                private static void call(int port, String key) throws Exception {
                    var request = java.net.http.HttpRequest.newBuilder()
                            .uri(java.net.URI.create("http://127.0.0.1:" + port + "/v1"))
                            .header("x-api-key", key)
                            .build();
                    var answer = java.net.http.HttpClient.newHttpClient()
                            .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
                    System.out.println(answer.statusCode() + " " + answer.body());
                }
                """);

        assertThat(printed).contains("ACCEPTED", "401 ", "200 served t");
    }
}
