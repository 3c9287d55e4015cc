package dev.latchkey.examples.snippets;

import dev.latchkey.adapter.vertx.Callers;
import dev.latchkey.adapter.vertx.LatchkeyHandler;
import dev.latchkey.http.LatchkeyWeb;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;

/** The snippet of the page about event loops for Vert.x. */
final class VertxSnippets {
    private VertxSnippets() {}

    // spotless:off
    static void routes(Router router, LatchkeyWeb web) {
        // snippet: vertx
        router.route().handler(new LatchkeyHandler(web));
        router.route().handler(BodyHandler.create());
        router.post("/v1/messages").handler(context -> {
            String tenant = Callers.of(context).tenant();
            context.end("queued for " + tenant);
        });
        // end
    }
    // spotless:on
}
