package dev.latchkey.adapter.vertx;

import dev.latchkey.http.contract.fixture.Server;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.Router;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Starts servers of Vert.x, which share their threads. */
final class VertxServers {
    static final Vertx VERTX = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));

    private VertxServers() {}

    /** Starts a server on a free port of the loopback address. */
    static Server start(Consumer<Router> routes) {
        return startRouted(new HttpServerOptions().setHttp2ClearTextEnabled(false), routes);
    }

    /** Starts a server with options of its own, for example for TLS. */
    static Server startRouted(HttpServerOptions options, Consumer<Router> routes) {
        Router router = Router.router(VERTX);
        routes.accept(router);
        return start(options, router);
    }

    static Server start(HttpServerOptions options, Handler<HttpServerRequest> handler) {
        HttpServer server =
                await(VERTX.createHttpServer(options.setHost("127.0.0.1").setPort(0))
                        .requestHandler(handler)
                        .listen());
        return new Server(server.actualPort(), () -> await(server.close()));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
        } catch (Exception e) { // of three kinds, and each fails the test
            throw new AssertionError(e);
        }
    }
}
