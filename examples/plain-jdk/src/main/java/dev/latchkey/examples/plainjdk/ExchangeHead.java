package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.latchkey.http.spi.Connection;
import dev.latchkey.http.spi.RequestHead;
import java.net.URI;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** The head of a request as an {@link HttpExchange} holds it. */
final class ExchangeHead implements RequestHead {
    private final HttpExchange exchange;
    private final String mountPath;
    private final String rawPath;
    private final @Nullable String rawQuery;

    ExchangeHead(HttpExchange exchange, String mountPath) {
        this.exchange = exchange;
        this.mountPath = mountPath;
        String target = target(exchange.getRequestURI());
        int query = target.indexOf('?');
        this.rawPath = query < 0 ? target : target.substring(0, query);
        this.rawQuery = query < 0 ? null : target.substring(query + 1);
    }

    /**
     * Returns the target as the client sent it, without the server's name that stands in front of it in the absolute
     * form. The parts of the URI will not do: {@code //a/b} is a path here, and to {@link URI} the path {@code /b} of
     * the server {@code a}.
     */
    private static String target(URI uri) {
        String sent = uri.toString();
        String authority = uri.getRawAuthority();
        return uri.isAbsolute() && authority != null
                ? sent.substring(uri.getScheme().length() + "://".length() + authority.length())
                : sent;
    }

    @Override
    public String method() {
        return exchange.getRequestMethod();
    }

    @Override
    public String rawPath() {
        return rawPath;
    }

    /**
     * The server chooses the context with the longest path that begins this one, and handlers look at the rest of it.
     */
    @Override
    public String dispatchPath() {
        return exchange.getRequestURI().getPath().substring(mountPath.length());
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
        return exchange.getRequestHeaders().getOrDefault(name, List.of());
    }

    @Override
    public List<String> receivedHeader(String name) {
        return header(name);
    }

    @Override
    public Connection connection() {
        return new Connection(
                exchange.getRemoteAddress().getAddress(),
                exchange instanceof HttpsExchange,
                header("Host").stream().findFirst().orElse(""),
                exchange instanceof HttpsExchange https ? certificates(https) : List.of());
    }

    private static List<X509Certificate> certificates(HttpsExchange exchange) {
        try {
            return Stream.of(exchange.getSSLSession().getPeerCertificates())
                    .map(X509Certificate.class::cast)
                    .toList();
        } catch (SSLPeerUnverifiedException e) {
            // The client has proven none.
            return List.of();
        }
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        Principal principal = exchange.getPrincipal();
        if (type.isInstance(exchange)) {
            return Optional.of(type.cast(exchange));
        }
        return type.isInstance(principal) ? Optional.of(type.cast(principal)) : Optional.empty();
    }
}
