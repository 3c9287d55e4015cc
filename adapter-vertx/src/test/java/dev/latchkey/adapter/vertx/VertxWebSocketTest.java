package dev.latchkey.adapter.vertx;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.Server;
import io.vertx.ext.web.RoutingContext;
import org.junit.jupiter.api.Tag;

/** The handshake of a WebSocket on Vert.x. */
@Tag("extended")
class VertxWebSocketTest extends HandshakeContract {
    @Override
    protected Server start(String mountPath, LatchkeyWeb web) {
        return VertxServers.start(router -> {
            router.route().handler(new LatchkeyHandler(web, mountPath));
            router.route(mountPath + GUARDED).handler(VertxWebSocketTest::upgrade);
            router.route(mountPath + OPEN).handler(VertxWebSocketTest::upgrade);
        });
    }

    private static void upgrade(RoutingContext context) {
        context.request().toWebSocket().onFailure(cause -> {
            if (!context.response().ended()) {
                context.fail(400);
            }
        });
    }
}
