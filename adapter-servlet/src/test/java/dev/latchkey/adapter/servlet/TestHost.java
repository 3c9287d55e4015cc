package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.adapter.servlet.ServedDocument.Exchange;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A host application in a real {@link Container}: phone numbers, messages, and the endpoints of dialect A, under a context path. */
final class TestHost implements AutoCloseable {
    static final Actor SETUP = Actor.host("setup");
    static final String CONTEXT = "/app";
    static final String DOCUMENT = "/v1/openapi.json";

    /** Of the second configuration, where there are two. */
    static final String OTHER_DOCUMENT = "/b/v1/openapi.json";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    final WatchedStore store = new WatchedStore();
    final MovingClock clock = new MovingClock();
    final Numbers numbers = new Numbers();
    final Latchkey latchkey;
    final int port;
    private final Container container;
    private final Map<String, ServedDocument> documents = new ConcurrentHashMap<>();
    private IssuedKey main;

    private TestHost(
            Consumer<LatchkeyBuilder> keys,
            Installer installer,
            Consumer<ServletContext> servlets,
            boolean virtualThreads) {
        LatchkeyBuilder builder = latchkey();
        keys.accept(builder);
        this.latchkey = builder.build();
        this.container = Container.start(new Container.Application(CONTEXT, virtualThreads, context -> {
            context.addServlet("echo", new EchoServlet()).addMapping("/*");
            servlets.accept(context);
            installer.install(latchkey, web(), context);
        }));
        this.port = container.port();
    }

    static TestHost start(
            Consumer<LatchkeyBuilder> keys, Consumer<LatchkeyWeb.Builder> web, Consumer<ServletContext> servlets) {
        return new TestHost(keys, installer(web), servlets, false);
    }

    static TestHost startIn(Installer installer) {
        return new TestHost(keys -> {}, installer, servlets -> {}, false);
    }

    /** Needs JDK 21. */
    static TestHost startOnVirtualThreads(Consumer<LatchkeyWeb.Builder> web, Consumer<ServletContext> servlets) {
        return new TestHost(keys -> {}, installer(web), servlets, true);
    }

    private static Installer installer(Consumer<LatchkeyWeb.Builder> web) {
        return (latchkey, choices, context) -> {
            web.accept(choices);
            choices.build().install(context);
        };
    }

    /** Puts what it likes in front of the servlets. */
    interface Installer {
        void install(Latchkey latchkey, LatchkeyWeb.Builder web, ServletContext context);
    }

    static TestHost start(Consumer<LatchkeyWeb.Builder> web) {
        return start(keys -> {}, web, servlets -> {});
    }

    /** A host that keeps no sealed copies. */
    static TestHost startUnsealed(Consumer<LatchkeyWeb.Builder> web) {
        return start(keys -> keys.sealing(null), web, servlets -> {});
    }

    static TestHost start(ErrorStyle style) {
        return start(web -> web.errorStyle(style));
    }

    private LatchkeyBuilder latchkey() {
        return Latchkey.builder()
                .store(store.asStore())
                .keyFormat(KeyFormat.of("ps_"))
                .clock(clock)
                .argon2(new Argon2Parameters(64, 1, 1))
                .sealing(SealingKeys.of("k1", new byte[32]))
                .auditSink(events -> {});
    }

    private LatchkeyWeb.Builder web() {
        return LatchkeyWeb.builder(latchkey)
                .resources(numbers)
                .resourceNoun("number")
                .routes(Routes.builder()
                        .tenantOnly("GET", "/v1/numbers")
                        .resourceOnly("POST", "/v1/messages/send", "messages:send")
                        .resourceOnly("GET", "/v1/messages/{id}")
                        .either("GET", "/v1/me")
                        .open("GET", "/health")
                        .build())
                .openApi(DOCUMENT)
                .defaultKeys("/v1/api-keys", "whatsappNumberId");
    }

    IssuedKey issue(KeySpec spec) {
        return latchkey.keys().issue(spec, SETUP).orElseThrow();
    }

    IssuedKey tenantKey() {
        return issue(KeySpec.of("acme", Scope.tenant(), "main").slot("default"));
    }

    /** The same one each time. */
    synchronized IssuedKey tenantKeyOnce() {
        if (main == null) {
            main = tenantKey();
        }
        return main;
    }

    IssuedKey numberKey(String number) {
        return issue(KeySpec.of("acme", Scope.resource(number), "default").slot("default"));
    }

    /** All that a store holds of both tenants; usage is no part of it. */
    List<Object> contents() {
        return Stream.of("acme", "globex")
                .flatMap(tenant -> Stream.concat(
                        store.real.list(KeyQuery.of(tenant, 1000)).items().stream()
                                .map(listed -> {
                                    ApiKey key = listed.key();
                                    return (Object) key;
                                }),
                        store.real.audit(AuditQuery.of(tenant, 1000)).items().stream()))
                .toList();
    }

    HttpRequest.Builder request(String method, String path, String body) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + CONTEXT + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        HttpRequest built = request.build();
        HttpResponse<String> answer = sendUnchecked(built);
        String path = built.uri().getRawPath().substring(CONTEXT.length());
        check(new Exchange(
                built.method(),
                path,
                SentBody.of(built),
                answer.statusCode(),
                answer.headers().map(),
                answer.body()));
        return answer;
    }

    /** Every answer is as the document says which the host serves. Of itself it says nothing. */
    void check(Exchange exchange) {
        if (!exchange.path().equals(DOCUMENT) && !exchange.path().equals(OTHER_DOCUMENT)) {
            assertThat(document(exchange.path()).problems(exchange))
                    .as("%s", exchange)
                    .isEmpty();
        }
    }

    /** The document that describes a path, or describes the configuration that guards it. */
    ServedDocument document(String path) {
        String where = path.startsWith("/b/v1/") ? OTHER_DOCUMENT : DOCUMENT;
        return documents.computeIfAbsent(where, location -> {
            HttpResponse<String> answer =
                    sendUnchecked(request("GET", location, null).build());
            assertThat(answer.statusCode()).as(location).isEqualTo(200);
            return ServedDocument.parse(answer.body());
        });
    }

    private static HttpResponse<String> sendUnchecked(HttpRequest request) {
        try {
            return CLIENT.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    HttpResponse<String> get(String path, String key) {
        return send(with(request("GET", path, null), key));
    }

    HttpResponse<String> post(String path, String key, String json) {
        HttpRequest.Builder request = with(request("POST", path, json), key);
        return send(json == null ? request : request.header("Content-Type", "application/json"));
    }

    /** Sends bytes as they are and returns all that comes back until the server closes. */
    String raw(byte[] bytes) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            check(bytes, answer);
            return answer;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends the head of a request and returns the first line that comes back, whether or not the server then waits for a body. */
    String rawHead(String head) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))
                    .readLine();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The same, and tells the server that nothing more comes; whatever it then says until it closes, or resets, the connection. */
    String rawAll(byte[] bytes) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                socket.getInputStream().transferTo(answer);
            } catch (SocketException e) {
                // It had refused the request already, and did not read to its end.
                answer.flush();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        String text = answer.toString(StandardCharsets.ISO_8859_1);
        check(bytes, text);
        return text;
    }

    private void check(byte[] request, String answer) {
        Exchange exchange = RawExchange.of(request, answer);
        if (exchange != null) {
            check(exchange);
        }
    }

    String raw(String request) {
        return raw(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** A request line and headers, one string each; Host and Connection are added. */
    String rawGet(String target, String... headers) {
        StringBuilder text = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n");
        for (String header : headers) {
            text.append(header).append("\r\n");
        }
        return raw(text.append("\r\n").toString());
    }

    static int status(String rawAnswer) {
        return Integer.parseInt(rawAnswer.substring(9, 12));
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String key) {
        return key == null ? request : request.header("x-api-key", key);
    }

    @Override
    public void close() {
        container.close();
        latchkey.close();
    }

    /** Tells what a servlet behind the filter sees. */
    static final class EchoServlet extends HttpServlet {
        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if ("boom=1".equals(request.getQueryString()) && request.getDispatcherType() != DispatcherType.ERROR) {
                throw new IllegalStateException("the host's own");
            }
            String caller = Callers.find(request)
                    .map((Caller who) -> who.tenant() + " " + who.scope())
                    .orElse("nobody");
            response.setContentType("text/plain");
            response.getWriter()
                    .print("served " + request.getMethod() + " to " + caller + ", user " + request.getUserPrincipal()
                            + ", remote " + request.getRemoteUser() + ", auth " + request.getAuthType() + ", may send "
                            + request.isUserInRole("messages:send"));
        }
    }
}
