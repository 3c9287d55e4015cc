package dev.latchkey.adapter.servlet;

import dev.latchkey.adapter.servlet.ServedDocument.Exchange;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what went over a socket as an exchange, one request a connection. */
final class RawExchange {
    private static final Pattern REQUEST =
            Pattern.compile("([A-Z]+) " + TestHost.CONTEXT + "(/[^ ?]*)(\\?[^ ]*)? HTTP/1\\.1");

    private static final Pattern INTERIM = Pattern.compile("^(HTTP/1\\.1 1\\d\\d .*\r\n\r\n)+");

    private RawExchange() {}

    /** Null when there is nothing to hold against the document: no request that a container understands, or an answer of the container's own. */
    static Exchange of(byte[] request, String allAnswers) {
        String sent = new String(request, StandardCharsets.ISO_8859_1);
        Matcher line = REQUEST.matcher(sent.split("\r\n", 2)[0]);
        String answer = INTERIM.matcher(allAnswers).replaceFirst("");
        int end = answer.indexOf("\r\n\r\n");
        if (!line.matches() || end < 0) {
            return null;
        }
        Map<String, List<String>> headers = headers(answer.substring(0, end));
        Exchange exchange = new Exchange(
                line.group(1),
                line.group(2),
                sentBody(sent),
                TestHost.status(answer),
                headers,
                utf8(answerBody(line.group(1), headers, answer.substring(end + 4))));
        return isOfTheContainer(exchange) ? null : exchange;
    }

    private static Map<String, List<String>> headers(String head) {
        Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header : head.substring(head.indexOf("\r\n") + 2).split("\r\n", -1)) {
            String[] parts = header.split(":", 2);
            headers.computeIfAbsent(parts[0], name -> new ArrayList<>()).add(parts[parts.length - 1].trim());
        }
        return headers;
    }

    /** HEAD tells a length and has no body; what follows is the answer to what a server took for a second request. */
    private static String answerBody(String method, Map<String, List<String>> headers, String rest) {
        return method.equals("HEAD") && rest.startsWith("HTTP/1.1 ") ? "" : body(headers, rest);
    }

    private static String body(Map<String, List<String>> headers, String rest) {
        if (headers.containsKey("Transfer-Encoding")) {
            return unchunked(rest);
        }
        int length = Integer.parseInt(
                headers.getOrDefault("Content-Length", List.of("0")).get(0));
        return rest.substring(0, Math.min(length, rest.length()));
    }

    /** It refuses what is no HTTP, and what no application should see, with a page or without a word. */
    static boolean isOfTheContainer(Exchange exchange) {
        boolean page = exchange.mediaType().equals("text/html");
        boolean silent =
                exchange.header("Content-Type") == null && exchange.body().isEmpty();
        return exchange.status() >= 400 && exchange.status() != 500 && exchange.status() != 503 && (page || silent);
    }

    /** Null where a server might disagree on where it ends. */
    private static String sentBody(String request) {
        int end = request.indexOf("\r\n\r\n");
        Map<String, List<String>> headers = end < 0 ? Map.of() : headers(request.substring(0, end));
        List<String> length = headers.getOrDefault("Content-Length", List.of());
        boolean plain =
                length.size() == 1 && length.get(0).matches("\\d{1,9}") && !headers.containsKey("Transfer-Encoding");
        return plain ? utf8(body(headers, request.substring(end + 4))) : null;
    }

    private static String unchunked(String body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int at = 0;
        int end = body.indexOf("\r\n");
        while (end >= 0) {
            int length = Integer.parseInt(
                    body.substring(at, end).replaceAll(";.*", "").trim(), 16);
            int from = end + 2;
            int to = Math.min(body.length(), from + length);
            bytes.writeBytes(body.substring(from, to).getBytes(StandardCharsets.ISO_8859_1));
            at = Math.min(body.length(), to + 2);
            end = length == 0 ? -1 : body.indexOf("\r\n", at);
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String utf8(String latin) {
        return new String(latin.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
