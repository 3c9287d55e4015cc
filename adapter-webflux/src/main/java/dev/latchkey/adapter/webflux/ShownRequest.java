package dev.latchkey.adapter.webflux;

import dev.latchkey.core.access.Caller;
import dev.latchkey.http.LatchkeyWeb;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.web.server.ServerWebExchange;

/** A request as the host's code sees it: without the lines of headers that hold the credential. */
final class ShownRequest extends ServerHttpRequestDecorator {
    private final HttpHeaders headers;

    private ShownRequest(ServerHttpRequest request, HttpHeaders headers) {
        super(request);
        this.headers = headers;
    }

    /** Hides the credential where the host has chosen that. */
    static ServerWebExchange of(ServerWebExchange exchange, LatchkeyWeb web, @Nullable Caller caller) {
        if (!web.hidesCredential()) {
            return exchange;
        }
        ServerHttpRequest request = exchange.getRequest();
        HttpHeaders shown = new HttpHeaders();
        WebFluxRequestHead.lines(request.getHeaders())
                .forEach((name, lines) -> lines.stream()
                        .filter(line -> !web.hides(caller, name, line))
                        .forEach(line -> shown.add(name, line)));
        ServerHttpRequest hiding = new ShownRequest(request, HttpHeaders.readOnlyHttpHeaders(shown));
        return exchange.mutate().request(hiding).build();
    }

    @Override
    public HttpHeaders getHeaders() {
        return headers;
    }
}
