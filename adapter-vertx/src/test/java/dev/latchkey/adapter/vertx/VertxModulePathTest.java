package dev.latchkey.adapter.vertx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.support.ModulePathHost;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host on Vert.x whose jars are all on the module path. */
@Tag("extended")
class VertxModulePathTest {
    @TempDir
    private Path folder;

    @Test
    void keyPassesAndNoKeyIsRefused() throws Exception {
        ModulePathHost host = new ModulePathHost(
                folder,
                List.of(
                        "dev.latchkey.adapter.inmemory",
                        "dev.latchkey.adapter.vertx",
                        "dev.latchkey.http",
                        "io.vertx.core",
                        "io.vertx.web",
                        "java.net.http"),
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
                        "dev.latchkey.adapter.vertx.LatchkeyHandler",
                        "io.vertx.core.Vertx",
                        "io.vertx.ext.auth.User",
                        "io.vertx.ext.bridge.BridgeOptions",
                        "io.vertx.ext.web.Router",
                        "io.vertx.ext.web.common.WebEnvironment"));

        String printed = host.run("new dev.latchkey.adapter.inmemory.InMemoryKeyStore()", """
                var web = dev.latchkey.http.LatchkeyWeb.builder(latchkey)
                        .credential(dev.latchkey.http.Credential.header("x-api-key"))
                        .routes(dev.latchkey.http.Routes.builder().tenantOnly("GET", "/v1").build())
                        .build();
                var vertx = io.vertx.core.Vertx.vertx();
                var router = io.vertx.ext.web.Router.router(vertx);
                router.route().handler(new dev.latchkey.adapter.vertx.LatchkeyHandler(web));
                router.get("/v1").handler(context -> context.end(
                        "served " + dev.latchkey.adapter.vertx.Callers.of(context).tenant()));
                var server = vertx.createHttpServer()
                        .requestHandler(router)
                        .listen(0, "127.0.0.1")
                        .toCompletionStage().toCompletableFuture().get();
                call(server.actualPort(), "none");
                call(server.actualPort(), key.reveal());
                vertx.close().toCompletionStage().toCompletableFuture().get();
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
