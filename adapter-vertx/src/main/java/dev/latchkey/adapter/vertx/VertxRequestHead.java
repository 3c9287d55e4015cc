package dev.latchkey.adapter.vertx;

import dev.latchkey.http.spi.Connection;
import dev.latchkey.http.spi.PeerAddress;
import dev.latchkey.http.spi.RequestHead;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/**
 * The head of a request as the router has it, copied so that another thread can read it. A reroute changes the path and
 * the method. The connection is that of the socket, whatever {@code Router.allowForward} makes of the headers.
 */
final class VertxRequestHead implements RequestHead {
    private static final String HOST = "Host";

    private final RoutingContext context;
    private final String method;
    private final String rawPath;
    private final String dispatchPath;
    private final String mountPath;
    private final @Nullable String rawQuery;
    private final MultiMap headers;
    private final Connection connection;

    private VertxRequestHead(RoutingContext context, String mountPath, MultiMap headers) {
        HttpServerRequest request = context.request();
        String path = request.path();
        this.context = context;
        this.method = request.method().name();
        this.rawPath = path == null ? "" : path;
        this.dispatchPath = dispatchPath(context, rawPath, mountPath);
        this.mountPath = mountPath;
        this.rawQuery = request.query();
        this.headers = headers;
        this.connection = connection(request.connection(), headers.get(HOST));
    }

    /** Reads a request, on the thread of its handlers. */
    static VertxRequestHead of(RoutingContext context, String mountPath) {
        HttpServerRequest request = context.request();
        MultiMap headers = HiddenFields.copy(HiddenFields.received(context));
        if (!headers.contains(HOST) && request.authority() != null) {
            // HTTP/2 has a field of another name for it.
            headers.add(HOST, request.authority().toString());
        }
        return new VertxRequestHead(context, mountPath, headers);
    }

    /**
     * Decodes the path that routes are compared with. The router itself decodes only what stands for a variable.
     * Returns an empty text, which no rule names, for a path that cannot be decoded or lies outside of the mount path,
     * and for
     * one with a fragment, which the router takes for a part of the path until a reroute cuts it off.
     */
    private static String dispatchPath(RoutingContext context, String rawPath, String mountPath) {
        if (rawPath.indexOf('#') >= 0) {
            return "";
        }
        try {
            // To this decoder a plus is a space.
            String normalized = context.normalizedPath().replace("+", "%2B");
            String decoded = URLDecoder.decode(normalized, StandardCharsets.UTF_8);
            return decoded.startsWith(mountPath) ? decoded.substring(mountPath.length()) : "";
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static Connection connection(HttpConnection connection, @Nullable String host) {
        return new Connection(
                peer(connection.remoteAddress()),
                connection.isSsl(),
                host == null ? "" : host,
                certificates(connection));
    }

    private static @Nullable InetAddress peer(@Nullable SocketAddress address) {
        if (address == null || address.isDomainSocket()) {
            return address == null ? PeerAddress.UNKNOWN : null;
        }
        InetAddress peer = PeerAddress.parse(address.hostAddress());
        return peer == null ? PeerAddress.UNKNOWN : peer;
    }

    private static List<X509Certificate> certificates(HttpConnection connection) {
        if (connection.sslSession() == null) {
            return List.of();
        }
        try {
            Certificate[] chain = connection.sslSession().getPeerCertificates();
            return Stream.of(chain).map(X509Certificate.class::cast).toList();
        } catch (SSLPeerUnverifiedException e) {
            // The client has proven none.
            return List.of();
        }
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    @Override
    public String dispatchPath() {
        return dispatchPath;
    }

    @Override
    public String mountPath() {
        return mountPath;
    }

    @Override
    public @Nullable String rawQuery() {
        return rawQuery;
    }

    @Override
    public List<String> header(String name) {
        return headers.getAll(name);
    }

    @Override
    public List<String> receivedHeader(String name) {
        return header(name);
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.of(Optional.of(context), Optional.of(context.request()), Optional.ofNullable(context.user()))
                .flatMap(Optional::stream)
                .filter(type::isInstance)
                .findFirst()
                .map(type::cast);
    }
}
