package dev.latchkey.adapter.webflux;

import dev.latchkey.http.spi.Connection;
import dev.latchkey.http.spi.RequestHead;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.PathContainer;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.SslInfo;
import org.springframework.web.server.ServerWebExchange;

/** The head of a request as the filters behind this one see it. The connection is that of the socket. */
final class WebFluxRequestHead implements RequestHead {
    private final ServerWebExchange exchange;
    private final ServerHttpRequest request;
    private final @Nullable Principal principal;
    private final Map<String, List<String>> headers;

    WebFluxRequestHead(ServerWebExchange exchange, @Nullable Principal principal) {
        this.exchange = exchange;
        this.request = exchange.getRequest();
        this.principal = principal;
        this.headers = lines(request.getHeaders());
    }

    /**
     * Returns the lines of each header. Spring lists a name that was sent in two spellings twice, each time with all
     * lines. Its method for a single header has another signature in each version.
     */
    static Map<String, List<String>> lines(HttpHeaders headers) {
        Map<String, List<String>> lines = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.forEach(lines::put);
        return lines;
    }

    @Override
    public String method() {
        return request.getMethod().name();
    }

    @Override
    public String rawPath() {
        String path = request.getURI().getRawPath();
        return path == null ? "" : path;
    }

    /** Each segment as patterns of paths are compared with it: decoded and without its parameters. */
    @Override
    public String dispatchPath() {
        StringBuilder path = new StringBuilder();
        for (PathContainer.Element element :
                request.getPath().pathWithinApplication().elements()) {
            path.append(
                    element instanceof PathContainer.PathSegment segment ? segment.valueToMatch() : element.value());
        }
        return path.toString();
    }

    @Override
    public String mountPath() {
        return request.getPath().contextPath().value();
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getURI().getRawQuery();
    }

    @Override
    public List<String> header(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public List<String> receivedHeader(String name) {
        List<String> received = NativeRequest.header(request, name);
        return received == null ? header(name) : received;
    }

    @Override
    public Connection connection() {
        SslInfo tls = request.getSslInfo();
        X509Certificate[] certificates = tls == null ? null : tls.getPeerCertificates();
        return new Connection(
                NativeRequest.peer(request),
                tls != null,
                receivedHeader(HttpHeaders.HOST).stream().findFirst().orElse(""),
                certificates == null ? List.of() : List.of(certificates));
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        return Stream.of(Optional.of(exchange), Optional.of(request), Optional.ofNullable(principal))
                .flatMap(Optional::stream)
                .filter(type::isInstance)
                .findFirst()
                .map(type::cast);
    }
}
