package dev.latchkey.adapter.vertx;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.Binding;
import dev.latchkey.http.contract.CrossOriginContract;
import dev.latchkey.http.contract.fixture.Server;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.handler.CorsHandler;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;

/** Pages of another origin, with the CORS handler of Vert.x in front. */
@Tag("extended")
class VertxCrossOriginTest extends CrossOriginContract {
    @Override
    protected Binding binding() {
        return VertxCrossOriginTest::start;
    }

    private static Server start(String mountPath, LatchkeyWeb web, Binding.Handler host) {
        return VertxServers.start(router -> {
            router.route()
                    .handler(CorsHandler.create()
                            .addOrigin(PAGE)
                            .allowedMethods(
                                    METHODS.stream().map(HttpMethod::valueOf).collect(Collectors.toSet()))
                            .allowedHeaders(Set.copyOf(HEADERS))
                            .exposedHeaders(Set.copyOf(web.exposedHeaders())));
            LatchkeyHandlerTest.serve(router, mountPath, web, host);
        });
    }
}
