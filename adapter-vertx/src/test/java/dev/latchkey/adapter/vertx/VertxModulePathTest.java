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
        String printed = ModulePathHost.runOnNetty(
                folder,
                List.of("dev.latchkey.adapter.vertx", "io.vertx.core", "io.vertx.web"),
                List.of(
                        "dev.latchkey.adapter.vertx.LatchkeyHandler",
                        "io.vertx.core.Vertx",
                        "io.vertx.ext.auth.User",
                        "io.vertx.ext.bridge.BridgeOptions",
                        "io.vertx.ext.web.Router",
                        "io.vertx.ext.web.common.WebEnvironment"),
                """
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
                """);

        assertThat(printed).contains("ACCEPTED", "401 ", "200 served t");
    }
}
