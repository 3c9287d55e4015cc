package dev.latchkey.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;

/** The page about event loops: its code is compiled, and serves a key. */
class ReactivePageTest {
    private final Latchkey latchkey = Latchkey.builder()
            .store(new InMemoryKeyStore())
            .keyFormat(KeyFormat.of("test_"))
            .build();
    private final LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
            .routes(Routes.builder().tenantOnly("POST", "/v1/messages").build())
            .build();

    @AfterEach
    void stop() {
        latchkey.close();
    }

    @Test
    void everySnippetOfThePageIsCompiledToTheLetter() throws IOException {
        Snippets.assertCompiled(
                "docs/reactive.md",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/VertxSnippets.java",
                "examples/snippets/src/test/java/dev/latchkey/examples/snippets/WebFluxSnippets.java");
    }

    @Test
    void routesOfVertxServeAKeyAndNobodyElse() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            VertxSnippets.routes(router, web);
            HttpServer server =
                    await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));

            assertServesAKeyAndNobodyElse(server.actualPort());
        } finally {
            await(vertx.close());
        }
    }

    @Test
    void beansOfWebFluxServeAKeyAndNobodyElse() throws Exception {
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.registerBean(LatchkeyWeb.class, () -> web);
            context.register(WebFluxSnippets.class);
            context.refresh();
            HttpHandler handler =
                    WebHttpHandlerBuilder.applicationContext(context).build();
            DisposableServer server = reactor.netty.http.server.HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .handle(new ReactorHttpHandlerAdapter(handler))
                    .bindNow();
            try {
                assertServesAKeyAndNobodyElse(server.port());
            } finally {
                server.disposeNow();
            }
        }
    }

    private void assertServesAKeyAndNobodyElse(int port) throws IOException, InterruptedException {
        String key = latchkey.keys()
                .issue(KeySpec.of("acme", Scope.tenant(), "test"), Actor.host("test"))
                .orElseThrow()
                .rawKey()
                .reveal();
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/messages"))
                .POST(BodyPublishers.ofString("hello"));
        HttpClient client = HttpClient.newHttpClient();

        assertThat(client.send(request.build(), BodyHandlers.ofString()).statusCode())
                .isEqualTo(401);
        HttpResponse<String> served =
                client.send(request.header("x-api-key", key).build(), BodyHandlers.ofString());
        assertThat(served.statusCode()).isEqualTo(200);
        assertThat(served.body()).isEqualTo("queued for acme");
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
