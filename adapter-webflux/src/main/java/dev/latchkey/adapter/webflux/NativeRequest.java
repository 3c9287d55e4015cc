package dev.latchkey.adapter.webflux;

import dev.latchkey.http.spi.PeerAddress;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.AbstractServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;
import reactor.netty.http.server.HttpServerRequest;

/**
 * What Reactor Netty itself knows of a request, whatever a filter or a {@code ForwardedHeaderTransformer} has made of
 * it. Where another server, or a mock, serves WebFlux, none of this is known.
 */
final class NativeRequest {
    private static final boolean REACTOR_NETTY =
            ClassUtils.isPresent("reactor.netty.http.server.HttpServerRequest", NativeRequest.class.getClassLoader());

    private NativeRequest() {}

    /** Returns the address of the other end of the socket; null for a socket without one. */
    static @Nullable InetAddress peer(ServerHttpRequest request) {
        HttpServerRequest known = find(request);
        SocketAddress address = known == null ? null : known.connectionRemoteAddress();
        if (address == null) {
            return PeerAddress.UNKNOWN;
        }
        return address instanceof InetSocketAddress internet ? internet.getAddress() : null;
    }

    /** Returns the lines of a header as they were received; null where they are not known. */
    static @Nullable List<String> header(ServerHttpRequest request, String name) {
        HttpServerRequest known = find(request);
        return known == null ? null : known.requestHeaders().getAll(name);
    }

    /**
     * Goes on, on the thread of the connection, behind what it has handed out until now. Where it is not known, this
     * goes on immediately. When the server has ended the exchange, as after a broken chunk, nothing is left to be done.
     */
    static Mono<Void> onItsThread(ServerHttpRequest request, Supplier<Mono<Void>> next) {
        HttpServerRequest known = find(request);
        return known == null
                ? Mono.defer(next)
                : Mono.<Boolean>create(sink -> known.withConnection(connection -> goOn(connection.channel(), sink)))
                        .flatMap(there -> next.get());
    }

    private static void goOn(Channel channel, MonoSink<Boolean> sink) {
        if (channel.isRegistered()) {
            channel.eventLoop().execute(() -> sink.success(true));
        } else {
            sink.success();
        }
    }

    private static @Nullable HttpServerRequest find(ServerHttpRequest request) {
        if (!REACTOR_NETTY) {
            return null;
        }
        ServerHttpRequest inner = request;
        while (inner instanceof ServerHttpRequestDecorator decorator) {
            inner = decorator.getDelegate();
        }
        return inner instanceof AbstractServerHttpRequest known ? ofServer(known) : null;
    }

    private static @Nullable HttpServerRequest ofServer(AbstractServerHttpRequest request) {
        try {
            Object found = request.getNativeRequest();
            return found instanceof HttpServerRequest known ? known : null;
        } catch (IllegalStateException e) {
            // Of a mock there is none.
            return null;
        }
    }
}
