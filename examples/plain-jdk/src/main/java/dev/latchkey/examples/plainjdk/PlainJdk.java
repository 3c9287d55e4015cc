package dev.latchkey.examples.plainjdk;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Admission;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.spi.InMemoryResourceDirectory;
import dev.latchkey.http.spi.Resource;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An application on {@code com.sun.net.httpserver}: a path for every key, one for those that may send, both dialects of
 * key management, and their OpenAPI document.
 */
public final class PlainJdk implements AutoCloseable {
    private static final String TENANT = "acme";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(8);

    private PlainJdk(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts the application with keys that live as long as the process, and prints what to call.
     *
     * @param args the port, which defaults to 8080, and the {@link ErrorStyle}, which defaults to {@code PROBLEM}
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        configureServer();
        Latchkey latchkey = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("acme_"))
                .build();
        ErrorStyle style = args.length < 2 ? ErrorStyle.PROBLEM : ErrorStyle.valueOf(args[1]);
        PlainJdk application = start(latchkey, args.length == 0 ? 8080 : Integer.parseInt(args[0]), style);
        String key = latchkey.keys()
                .issue(KeySpec.of(TENANT, Scope.tenant(), "first").allPermissions(), Actor.host("start"))
                .orElseThrow()
                .rawKey()
                .reveal();
        application.print(key, System.out);
    }

    /** The server reads these properties once, when its first class is loaded. */
    private static void configureServer() {
        // Seconds in which a client sends its request. Without it, one that sends nothing keeps its thread for good.
        System.setProperty("sun.net.httpserver.maxReqTime", "30");
        // A response is written in two parts, and the second must not wait until the client acknowledges the first.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    static PlainJdk start(Latchkey latchkey, int port, ErrorStyle style) throws IOException {
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .resources(InMemoryResourceDirectory.empty().with(TENANT, new Resource("n1", "4930123456", "Support")))
                .errorStyle(style)
                .routes(Routes.builder()
                        .either("GET", "/me")
                        .tenantOnly("POST", "/messages", "messages:send")
                        .open("GET", "/health")
                        .build())
                .defaultKeys("/v1/default-keys")
                .issuedKeys("/v1/api-keys")
                .openApi("/v1/openapi.json")
                .build();
        LatchkeyGuard guard = new LatchkeyGuard(web, "");
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.createContext("/", guard.endpoints());
        server.createContext("/me", guard.before((exchange, admission) -> answer(exchange, "you are ", admission)));
        server.createContext(
                "/messages", guard.before((exchange, admission) -> answer(exchange, "sent for ", admission)));
        server.createContext("/health", guard.before((exchange, admission) -> answer(exchange, "up, ", admission)));
        PlainJdk application = new PlainJdk(server);
        server.setExecutor(application.threads);
        server.start();
        return application;
    }

    int port() {
        return server.getAddress().getPort();
    }

    private void print(String key, PrintStream out) {
        String base = "http://127.0.0.1:" + port();
        String with = "curl -i -H 'x-api-key: " + key + "' ";
        out.println(with + base + "/me");
        out.println(with + "-X POST " + base + "/messages");
        out.println(with + base + "/v1/api-keys");
        out.println(with + "-H 'Content-Type: application/json' -d '{\"name\":\"second\"}' " + base + "/v1/api-keys");
        out.println(with + base + "/v1/default-keys");
        out.println("curl -i " + base + "/v1/openapi.json");
    }

    private static void answer(HttpExchange exchange, String words, Admission admission) throws IOException {
        try (exchange) {
            String who = admission.caller().map(Caller::tenant).orElse("everyone");
            byte[] body = (words + who + "\n").getBytes(StandardCharsets.UTF_8);
            boolean head = exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }
}
