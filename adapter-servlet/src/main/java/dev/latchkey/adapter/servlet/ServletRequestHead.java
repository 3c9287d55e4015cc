package dev.latchkey.adapter.servlet;

import dev.latchkey.http.spi.Connection;
import dev.latchkey.http.spi.RequestHead;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The head of a servlet request. Method, headers and the raw path are those that the filters in front have left. The
 * connection is that of the container's own request, whatever they say.
 */
final class ServletRequestHead implements RequestHead {
    private static final String HOST = "Host";

    /** What may have made a container replace the host of a request. */
    private static final List<String> REPLACE_HOST =
            List.of("Forwarded", "X-Forwarded-Host", "X-Forwarded-Server", "X-Forwarded-Port");

    private final HttpServletRequest request;
    private final HttpServletRequest dispatched;

    private ServletRequestHead(HttpServletRequest request, HttpServletRequest dispatched) {
        this.request = request;
        this.dispatched = dispatched;
    }

    /**
     * Reads a request as the container has dispatched it: by the path of its own request when the request enters the
     * container, by the path of the present dispatch otherwise.
     */
    static ServletRequestHead dispatched(HttpServletRequest request) {
        boolean entering = request.getDispatcherType() == DispatcherType.REQUEST;
        return new ServletRequestHead(request, entering ? received(request) : request);
    }

    /** Reads a request as a servlet sees it. */
    static ServletRequestHead seen(HttpServletRequest request) {
        return new ServletRequestHead(request, request);
    }

    /** Returns the container's own request, without the wrappers of filters. */
    static HttpServletRequest received(HttpServletRequest request) {
        return innermost(request) instanceof HttpServletRequest http ? http : request;
    }

    /** Returns the request that no filter has wrapped. */
    static ServletRequest innermost(ServletRequest request) {
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        return inner;
    }

    @Override
    public String method() {
        return request.getMethod();
    }

    @Override
    public String rawPath() {
        return request.getRequestURI();
    }

    @Override
    public String dispatchPath() {
        String servletPath = dispatched.getServletPath();
        String pathInfo = dispatched.getPathInfo();
        return pathInfo == null ? servletPath : servletPath + pathInfo;
    }

    @Override
    public String mountPath() {
        return request.getContextPath();
    }

    @Override
    public @Nullable String rawQuery() {
        return request.getQueryString();
    }

    @Override
    public List<String> header(String name) {
        return lines(request, name);
    }

    @Override
    public List<String> receivedHeader(String name) {
        HttpServletRequest received = received(request);
        List<String> lines = lines(received, name);
        return lines.isEmpty() && name.equalsIgnoreCase(HOST) ? authority(received) : lines;
    }

    /** Returns the host that later versions of HTTP name in no header. */
    private static List<String> authority(HttpServletRequest received) {
        boolean replaced = REPLACE_HOST.stream().anyMatch(name -> received.getHeader(name) != null);
        return replaced || UnreadBody.isHttp1(received)
                ? List.of()
                : List.of(received.getServerName() + ":" + received.getServerPort());
    }

    private static List<String> lines(HttpServletRequest request, String name) {
        Enumeration<String> lines = request.getHeaders(name);
        return lines == null || !lines.hasMoreElements() ? List.of() : Collections.list(lines);
    }

    @Override
    public Connection connection() {
        HttpServletRequest received = received(request);
        List<String> hosts = receivedHeader(HOST);
        Socket socket = Socket.of(received);
        return new Connection(
                socket.peer(),
                socket.secure(),
                hosts.isEmpty() ? "" : hosts.get(0),
                received.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                        ? List.of(chain)
                        : List.of());
    }

    @Override
    public <T> Optional<T> unwrap(Class<T> type) {
        if (type.isInstance(request)) {
            return Optional.of(type.cast(request));
        }
        Principal principal = request.getUserPrincipal();
        return type.isInstance(principal) ? Optional.of(type.cast(principal)) : Optional.empty();
    }
}
