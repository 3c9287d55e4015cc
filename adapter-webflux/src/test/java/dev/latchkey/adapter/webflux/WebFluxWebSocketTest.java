package dev.latchkey.adapter.webflux;

import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.HandshakeContract;
import dev.latchkey.http.contract.fixture.Server;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.WebHandler;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/** The handshake of a WebSocket on WebFlux. */
@Tag("extended")
class WebFluxWebSocketTest extends HandshakeContract {
    @Override
    protected Server start(String mountPath, LatchkeyWeb web) {
        HandshakeWebSocketService sockets = new HandshakeWebSocketService();
        PathPattern guarded = PathPatternParser.defaultInstance.parse(GUARDED);
        PathPattern open = PathPatternParser.defaultInstance.parse(OPEN);
        WebHandler host = exchange -> {
            var path = exchange.getRequest().getPath().pathWithinApplication();
            if (guarded.matches(path) || open.matches(path)) {
                return sockets.handleRequest(
                        exchange, session -> session.receive().then());
            }
            exchange.getResponse().setStatusCode(HttpStatus.NOT_FOUND);
            return exchange.getResponse().setComplete();
        };
        return WebFluxServers.start(mountPath, host, List.of(new LatchkeyWebFilter(web)));
    }
}
