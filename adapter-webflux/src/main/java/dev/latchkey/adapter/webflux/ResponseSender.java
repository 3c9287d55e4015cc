package dev.latchkey.adapter.webflux;

import dev.latchkey.http.spi.Response;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Writes Latchkey's own responses. Each of them is written here. */
final class ResponseSender {
    private ResponseSender() {}

    /**
     * Writes a response on the thread of the connection, so that its head is not written without its body when the
     * client ends its side. Unless the body of the request has arrived the response ends the connection.
     *
     * @param lingers whether what still arrives is discarded after the response
     */
    static Mono<Void> send(ServerWebExchange exchange, ArrivingBody body, Response answer, boolean lingers) {
        return NativeRequest.onItsThread(exchange.getRequest(), () -> {
            body.settle();
            if (!body.mayArrive()) {
                return write(exchange, answer);
            }
            exchange.getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
            return lingers ? writeAndLinger(exchange, body, answer) : write(exchange, answer);
        });
    }

    /** The server ends the connection when this ends. Until then it does not write a response without a body. */
    private static Mono<Void> writeAndLinger(ServerWebExchange exchange, ArrivingBody body, Response answer) {
        if (!writesBody(exchange, answer)) {
            return write(exchange, answer);
        }
        // The server takes a single value for the end of the response, too. What is not flushed is lost when it reads
        // that the client has ended its side.
        return writeHead(exchange, answer)
                .writeAndFlushWith(Flux.just(Flux.just(content(exchange, answer))))
                .then(Mono.defer(body::linger));
    }

    private static Mono<Void> write(ServerWebExchange exchange, Response answer) {
        ServerHttpResponse response = writeHead(exchange, answer);
        return writesBody(exchange, answer)
                ? response.writeWith(Mono.just(content(exchange, answer)))
                : response.setComplete();
    }

    private static ServerHttpResponse writeHead(ServerWebExchange exchange, Response answer) {
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders fields = response.getHeaders();
        response.setRawStatusCode(answer.status());
        answer.fields().forEach(fields::set);
        if (answer.hasBody()) {
            fields.setContentLength(answer.body().length);
        }
        return response;
    }

    private static boolean writesBody(ServerWebExchange exchange, Response answer) {
        return answer.body().length > 0
                && !HttpMethod.HEAD.equals(exchange.getRequest().getMethod());
    }

    private static DataBuffer content(ServerWebExchange exchange, Response answer) {
        return exchange.getResponse().bufferFactory().wrap(answer.body());
    }
}
