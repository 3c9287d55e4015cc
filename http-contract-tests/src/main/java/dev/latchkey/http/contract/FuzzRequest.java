package dev.latchkey.http.contract;

import dev.latchkey.http.contract.fixture.TestHost;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** A request that was right once, and has been spoilt at random in some places. */
final class FuzzRequest {
    private static final List<String> METHODS = List.of(
            "GET",
            "HEAD",
            "POST",
            "PUT",
            "DELETE",
            "PATCH",
            "OPTIONS",
            "TRACE",
            "CONNECT",
            "get",
            "BREW",
            "G\0T",
            "M".repeat(300));
    private static final List<String> IN_PATHS = List.of(
            "/",
            "//",
            "/./",
            "/../",
            "/..;/",
            "%2e%2e/",
            "%2f",
            "%5c",
            "\\",
            ";x=1",
            ";",
            "%00",
            "%",
            "%zz",
            "%c0%af",
            "\u00e9",
            "%F0%9F%98%80",
            "*",
            "{id}",
            "~",
            "?",
            "#",
            "%252e",
            "regenerate",
            "A".repeat(300));
    private static final List<String> QUERIES = List.of(
            "?limit=1",
            "?limit=100&status=all",
            "?limit=0",
            "?limit=1&limit=2",
            "?limit=%31",
            "?cursor=",
            "?cursor=AAAA",
            "?cursor=" + "_".repeat(32),
            "?status=all",
            "?status=ALL",
            "?",
            "??",
            "?&&&=&",
            "?x-api-key=KEY",
            "?%zz",
            "?\u00e9=1",
            "?cursor=" + "A".repeat(3000));
    private static final List<String> TYPES = List.of(
            "application/json",
            "application/json;charset=UTF-8",
            "application/json; charset=utf-16",
            "application/json; charset=utf8",
            "application/json; charset='utf-8'",
            "application/json; charset=\"",
            "APPLICATION/JSON",
            "application/x+json",
            "text/plain",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "",
            "/",
            ";",
            "application/json, text/plain",
            "a".repeat(2000));
    private static final List<String> HEADERS = List.of(
            "Content-Encoding: gzip",
            "Content-Encoding: identity",
            "Expect: 100-continue",
            "Expect: x",
            "X-Request-Id: abc-1",
            "X-Request-Id: \u00e9",
            "X-Request-Id: ",
            "X-Request-Id: " + "r".repeat(129),
            "X-Request-Id: a\r\nX-Request-Id: b",
            "Accept: text/html",
            "Accept-Language: \u00e9;q=x",
            "If-Modified-Since: never",
            "If-None-Match: *",
            "X-Forwarded-For: 1.2.3.4",
            "Forwarded: for=\"[::1\"",
            "X-HTTP-Method-Override: DELETE",
            "Transfer-Encoding: chunked",
            "Transfer-Encoding: gzip, chunked",
            "Content-Length: 0",
            "Content-Length: -1",
            "Content-Length: 99999999999999999999",
            "Host: other",
            "Connection: keep-alive",
            "Upgrade: h2c",
            "Cookie: a=b; c",
            " folded: x",
            "no colon",
            "N\0L: x",
            "X: " + "x".repeat(9000),
            "Range: bytes=0-1",
            "x-api-key-id: k_abcd1234EFGH",
            "Origin: null",
            "Idempotency-Key: once",
            "Idempotency-Key: once",
            "Idempotency-Key: \u00e9",
            "Idempotency-Key: " + "i".repeat(256));
    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "7",
            "-0.5e9",
            "1e99999",
            "\"\"",
            "\" \"",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "\"\u00e9\"",
            "\"\ud83d\ude00\"",
            "[]",
            "{}",
            "[null]",
            "[[\"a\"]]",
            "[\"a\",\"a\"]",
            "[\"*\"]",
            "[\"a b\"]",
            "{\"a\":{\"a\":1}}",
            "{\"a\":1,\"a\":2}",
            "\"wn_1\"",
            "\"wn_9\"",
            "\"2999-01-01T00:00:00Z\"",
            "\"2999-01-01t00:00:00.123456789+23:59\"",
            "\"9999-12-31T23:59:59.999-18:00\"",
            "\"2999-02-30T00:00:00Z\"",
            "9".repeat(2000),
            "\"" + "a".repeat(100) + "\"",
            "\"" + "a".repeat(129) + "\"",
            "[".repeat(20) + "]".repeat(20),
            "[".repeat(3000),
            "\"" + "b".repeat(17000) + "\"",
            "NaN",
            "'a'");

    private final Random random;
    private String method;
    private String path;
    private String query = "";
    private String version = "HTTP/1.1";
    private String type = "application/json";
    private final List<String> headers = new ArrayList<>();
    private byte[] body;
    private boolean chunked;
    private int lengthOff;
    private int bytesOff;

    private FuzzRequest(Random random, String method, String path, String body) {
        this.random = random;
        this.method = method;
        this.path = path;
        this.body = body.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * The bytes of a new one.
     *
     * @param names members that bodies may have
     * @param targets methods and paths that there are
     * @param credentials whole header lines
     */
    static byte[] draw(Random random, List<String> names, List<String> targets, List<String> credentials) {
        String[] target = of(random, targets).split(" ", 2);
        FuzzRequest request =
                new FuzzRequest(random, target[0], target[1], target[0].equals("POST") ? right(random, names) : "");
        if (random.nextInt(20) > 0) {
            request.headers.add(of(random, credentials));
        }
        int changes = random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            request.spoil(names, credentials);
        }
        return request.bytes();
    }

    private void spoil(List<String> names, List<String> credentials) {
        switch (random.nextInt(13)) {
            case 0 -> method = of(random, METHODS);
            case 1, 2 -> {
                int at = random.nextInt(path.length() + 1);
                path = path.substring(0, at) + of(random, IN_PATHS) + path.substring(at);
            }
            case 3 -> {
                int at = path.isEmpty() ? -1 : random.nextInt(path.length());
                path = at < 0
                        ? "/"
                        : path.substring(0, at) + "%%%02x".formatted((int) path.charAt(at)) + path.substring(at + 1);
            }
            case 4 -> query = of(random, QUERIES);
            case 5 -> headers.add(of(random, credentials));
            case 6 -> headers.add(of(random, HEADERS));
            case 7 -> type = random.nextInt(4) == 0 ? null : of(random, TYPES);
            case 8, 9 -> body = object(names).getBytes(StandardCharsets.UTF_8);
            case 10 -> body = spoilt(body);
            case 11 -> chunked = true;
            default -> {
                switch (random.nextInt(4)) {
                    case 0 -> version = of(random, List.of("HTTP/1.0", "HTTP/2.0", "HTTP/9", "http/1.1", ""));
                    case 1 -> lengthOff = random.nextInt(21) - 10;
                    case 2 -> bytesOff = 1 + random.nextInt(5);
                    default -> path = of(random, List.of("*", "", "http://test" + path, "//" + path, path.repeat(50)));
                }
            }
        }
    }

    private static String right(Random random, List<String> names) {
        return "{\"name\":\"n\",\"" + of(random, names) + "\":\"wn_" + (1 + random.nextInt(3)) + "\"}";
    }

    private String object(List<String> names) {
        List<String> members = Stream.generate(() -> "\"" + of(random, names) + "\":" + of(random, VALUES))
                .limit(random.nextInt(6))
                .toList();
        return "{" + String.join(",", members) + "}";
    }

    /** A bit, a cut, a doubling, another encoding. */
    private byte[] spoilt(byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[random.nextInt(20_000)];
        }
        byte[] copy = bytes.clone();
        switch (random.nextInt(4)) {
            case 0 -> copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy = Arrays.copyOf(copy, random.nextInt(copy.length));
            case 2 ->
                copy = new String(copy, StandardCharsets.ISO_8859_1).repeat(2).getBytes(StandardCharsets.ISO_8859_1);
            default -> copy = new String(copy, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16);
        }
        return copy;
    }

    private byte[] bytes() {
        StringBuilder head = new StringBuilder(method + " " + TestHost.CONTEXT + path + query + " " + version
                + "\r\nHost: test\r\nConnection: close\r\n");
        headers.forEach(header -> head.append(header).append("\r\n"));
        if (type != null) {
            head.append("Content-Type: ").append(type).append("\r\n");
        }
        String content = new String(body, StandardCharsets.ISO_8859_1);
        if (chunked) {
            int half = content.length() / 2;
            head.append("Transfer-Encoding: chunked\r\n\r\n");
            for (String chunk : List.of(content.substring(0, half), content.substring(half))) {
                head.append(
                        chunk.isEmpty()
                                ? ""
                                : Integer.toHexString(Math.max(0, chunk.length() + lengthOff)) + ";x=y\r\n" + chunk
                                        + "\r\n");
            }
            head.append("0\r\n\r\n");
        } else {
            head.append("Content-Length: ")
                    .append(content.length() + lengthOff)
                    .append("\r\n\r\n")
                    .append(content);
        }
        byte[] all = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < bytesOff; i++) {
            all[random.nextInt(all.length)] = (byte) random.nextInt(256);
        }
        return all;
    }

    private static <T> T of(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
