package dev.latchkey.adapter.vertx;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.HttpBindingContract;
import dev.latchkey.http.contract.fixture.Server;
import io.vertx.ext.web.Router;
import org.junit.jupiter.api.Tag;

/** The binding to Vert.x keeps the contract. */
@Tag("extended")
class LatchkeyHandlerTest extends HttpBindingContract {
    @Override
    protected Binding binding() {
        return LatchkeyHandlerTest::start;
    }

    static Server start(String mountPath, LatchkeyWeb web, Binding.Handler host) {
        return VertxServers.start(router -> serve(router, mountPath, web, host));
    }

    static void serve(Router router, String mountPath, LatchkeyWeb web, Binding.Handler host) {
        router.route().handler(new LatchkeyHandler(web, mountPath));
        router.route(mountPath + "/*")
                .handler(context -> context.response()
                        .putHeader("Content-Type", "text/plain")
                        .end(host.answer(VertxRequestHead.of(context, mountPath), Callers.admission(context))));
    }
}
