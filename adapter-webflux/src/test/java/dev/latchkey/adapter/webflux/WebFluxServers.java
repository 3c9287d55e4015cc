package dev.latchkey.adapter.webflux;

import dev.latchkey.http.contract.fixture.Server;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** Starts servers of Reactor Netty, which share their threads. */
final class WebFluxServers {
    private WebFluxServers() {}

    /** Starts a server on a free port of the loopback address. */
    static Server start(String mountPath, WebHandler host, List<WebFilter> filters) {
        return start(mountPath, handler(host, filters));
    }

    static HttpHandler handler(WebHandler host, List<WebFilter> filters) {
        return WebHttpHandlerBuilder.webHandler(host)
                .filters(chain -> chain.addAll(filters))
                .build();
    }

    static Server start(String mountPath, HttpHandler handler) {
        return start(mountPath.isEmpty() ? handler : mounted(mountPath, handler));
    }

    static Server start(HttpHandler handler) {
        return start(HttpServer.create(), handler);
    }

    static Server start(HttpServer prepared, HttpHandler handler) {
        DisposableServer server = prepared.host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(handler))
                .bindNow();
        return new Server(server.port(), server::disposeNow);
    }

    /** Serves 404 outside of a path. Spring's own handler fails where the path is not followed by a slash. */
    static HttpHandler mounted(String mountPath, HttpHandler handler) {
        return (request, response) -> {
            if (!request.getPath().value().startsWith(mountPath + "/")) {
                response.setStatusCode(HttpStatus.NOT_FOUND);
                return response.setComplete();
            }
            return handler.handle(request.mutate().contextPath(mountPath).build(), response);
        };
    }
}
