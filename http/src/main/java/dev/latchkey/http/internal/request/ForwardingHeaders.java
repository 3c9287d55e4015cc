package dev.latchkey.http.internal.request;

import dev.latchkey.http.spi.RequestHead;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The headers in which proxies say for whom they speak. */
public final class ForwardingHeaders {
    /**
     * The headers that common proxies, gateways, and content networks add. A request with one of them was forwarded.
     */
    public static final List<String> ALL = List.of(
            "Forwarded",
            "Via",
            "X-Forwarded",
            "X-Forwarded-By",
            "X-Forwarded-Client-Cert",
            "X-Forwarded-Context",
            "X-Forwarded-For",
            "X-Forwarded-Host",
            "X-Forwarded-Method",
            "X-Forwarded-Path",
            "X-Forwarded-Port",
            "X-Forwarded-Prefix",
            "X-Forwarded-Proto",
            "X-Forwarded-Protocol",
            "X-Forwarded-Scheme",
            "X-Forwarded-Server",
            "X-Forwarded-Ssl",
            "X-Forwarded-Uri",
            "X-Original-Forwarded-For",
            "X-Original-Host",
            "X-Original-URL",
            "X-Rewrite-URL",
            "X-Real-IP",
            "X-Client-IP",
            "X-Cluster-Client-IP",
            "X-ProxyUser-IP",
            "X-Remote-Addr",
            "X-Remote-IP",
            "Client-IP",
            "Forwarded-For",
            "True-Client-IP",
            "Proxy-Client-IP",
            "WL-Proxy-Client-IP",
            "Front-End-Https",
            "Proxy-Auth-Cert",
            "Proxy-Ssl-Id",
            "X-Proxied-Https",
            "X-Url-Scheme",
            "CF-Connecting-IP",
            "CF-Connecting-IPv6",
            "CF-Ray",
            "CF-Visitor",
            "CDN-Loop",
            "CloudFront-Viewer-Address",
            "CloudFront-Forwarded-Proto",
            "DO-Connecting-IP",
            "Fastly-Client-IP",
            "Fly-Client-IP",
            "X-Appengine-User-IP",
            "X-Azure-ClientIP",
            "X-Azure-SocketIP",
            "X-Envoy-External-Address",
            "X-NF-Client-Connection-IP",
            "X-Vercel-Forwarded-For");

    private ForwardingHeaders() {}

    /** Tells whether a request was forwarded by anyone. */
    public static boolean any(RequestHead request) {
        return ALL.stream().anyMatch(name -> !request.receivedHeader(name).isEmpty());
    }

    /** Returns what {@code X-Forwarded-For} and its companions say, the nearest proxy last. */
    public static List<ForwardedElement> xForwarded(RequestHead request) {
        List<String> protos = values(request, "X-Forwarded-Proto");
        // A client cannot make an insecure request secure by a value in front of the proxy's own.
        String proto = protos.isEmpty() ? null : protos.stream().allMatch("https"::equalsIgnoreCase) ? "https" : "http";
        String host = withPort(last(request, "X-Forwarded-Host"), last(request, "X-Forwarded-Port"));
        return values(request, "X-Forwarded-For").stream()
                .map(node -> new ForwardedElement(ForwardedElement.withoutPort(node), proto, host))
                .toList();
    }

    /** Returns what {@code Forwarded} says, the nearest proxy last. A malformed element says nothing. */
    public static List<ForwardedElement> forwarded(RequestHead request) {
        List<String> lines = request.receivedHeader("Forwarded");
        if (lines.isEmpty()) {
            return List.of();
        }
        List<ForwardedElement> elements = new ArrayList<>();
        for (String element : QuotedList.split(String.join(",", lines), ',')) {
            elements.add(element(element));
        }
        return elements;
    }

    private static ForwardedElement element(String text) {
        String client = null;
        String proto = null;
        String host = null;
        for (String pair : QuotedList.split(text, ';')) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).trim().toLowerCase(Locale.ROOT);
            String value = QuotedList.unquoted(pair.substring(equals + 1).trim());
            boolean twice = (name.equals("for") && client != null) || (name.equals("proto") && proto != null);
            if (value == null || twice) {
                return ForwardedElement.NONE;
            }
            switch (name) {
                case "for" -> client = ForwardedElement.withoutPort(value);
                case "proto" -> proto = value;
                case "host" -> host = value;
                default -> {
                    // Other parameters say nothing about the client.
                }
            }
        }
        return new ForwardedElement(client, proto, host);
    }

    private static @Nullable String withPort(@Nullable String host, @Nullable String port) {
        boolean named = host == null || host.lastIndexOf(':') > host.lastIndexOf(']');
        return named || port == null ? host : host + ":" + port;
    }

    private static @Nullable String last(RequestHead request, String name) {
        List<String> values = values(request, name);
        return values.isEmpty() ? null : values.get(values.size() - 1);
    }

    private static List<String> values(RequestHead request, String name) {
        List<String> lines = request.receivedHeader(name);
        return lines.isEmpty()
                ? Collections.emptyList()
                : lines.stream()
                        .flatMap(line -> Stream.of(line.split(",", -1)))
                        .map(String::trim)
                        .toList();
    }
}
