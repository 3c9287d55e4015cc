package dev.latchkey.console;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.ManagedKeys;
import dev.latchkey.http.Routes;
import dev.latchkey.http.spi.InMemoryResourceDirectory;
import dev.latchkey.http.spi.RequestHead;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/**
 * A host with the console: Jetty on loopback, keys in memory, under a context path. A cookie with its name signs an
 * operator in, so its credential is ambient.
 */
final class ConsoleHost implements AutoCloseable {
    static final String CONTEXT = "/app";
    static final String COOKIE = "operator";
    static final String TENANT = "acme";
    static final Actor SETUP = Actor.host("test");

    /** May do everything with the keys of one tenant. */
    static final String ADA = "ada";

    /** May only read. */
    static final String RUTH = "ruth";

    /** May do everything with the keys of two tenants. */
    static final String EVE = "eve";

    /** May do everything with the keys of all tenants. */
    static final String OLGA = "olga";

    private static final ResourceDirectory TWO_NUMBERS = InMemoryResourceDirectory.empty()
            .with(
                    TENANT,
                    new Resource("wn_1", "+1 555 0100", "Support"),
                    new Resource("wn_2", "+1 555 0101", "w".repeat(60)));

    /** A page of the host's own, on which nothing but a title is. */
    static final String OWN_PAGE = "/own";

    final Latchkey latchkey;

    /** What was answered: method, path, status, and whether the cookie of an operator came along. */
    final List<String> answered = new CopyOnWriteArrayList<>();

    private final Map<String, Operator> operators = new ConcurrentHashMap<>();
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    private ConsoleHost(Consumer<LatchkeyBuilder> keys, ResourceDirectory resources, JsonCase json, ErrorStyle errors)
            throws Exception {
        LatchkeyBuilder builder = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(KeyFormat.of("lk_"))
                .argon2(new Argon2Parameters(64, 1, 1))
                .sealing(SealingKeys.of("k1", new byte[32]))
                .auditSink(events -> {});
        keys.accept(builder);
        this.latchkey = builder.build();
        Operator ada = Operator.of(Actor.user(ADA))
                .displayName("Ada <b>L.</b>")
                .tenants(TENANT)
                .mayEverything()
                .mayGrant(Permissions.ALL);
        operators.put(ADA, ada);
        operators.put(OLGA, ada.displayName("Olga").allTenants());
        operators.put(EVE, ada.displayName("Eve").tenants(TENANT, "aardvark"));
        operators.put(RUTH, ada.displayName("Ruth").may(ManagementPermission.READ));
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .resources(resources)
                .resourceNoun("number")
                .jsonCase(json)
                .errorStyle(errors)
                .routes(Routes.builder()
                        .either("GET", "/v1/me")
                        .open("GET", OWN_PAGE)
                        .build())
                .managedKeys(ManagedKeys.at("/latchkey")
                        .operators(this::operator)
                        .console(Console.assets().signIn("/app/login").example("/app/v1/me")))
                .build();
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler(CONTEXT);
        context.addServletContainerInitializer((classes, servlets) -> LatchkeyServlets.install(web, servlets));
        context.addServlet(new ServletHolder(new OwnPage()), OWN_PAGE);
        server.setHandler(context);
        server.setRequestLog((request, response) -> answered.add("%s %s %s %s"
                .formatted(
                        request.getMethod(),
                        request.getHttpURI().getPath().substring(CONTEXT.length()),
                        response.getStatus(),
                        request.getHeaders().get("Cookie") == null ? "anonymous" : "signed in")));
        server.start();
    }

    static ConsoleHost start() throws Exception {
        return start(keys -> {});
    }

    static ConsoleHost start(Consumer<LatchkeyBuilder> keys) throws Exception {
        return start(keys, TWO_NUMBERS);
    }

    static ConsoleHost start(Consumer<LatchkeyBuilder> keys, ResourceDirectory resources) throws Exception {
        return new ConsoleHost(keys, resources, JsonCase.CAMEL, ErrorStyle.PROBLEM);
    }

    static ConsoleHost start(JsonCase json, ErrorStyle errors) throws Exception {
        return new ConsoleHost(keys -> {}, TWO_NUMBERS, json, errors);
    }

    private static final class OwnPage extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/html");
            response.getWriter().write("<!doctype html><title>Of the host</title>");
        }
    }

    private Optional<Operator> operator(RequestHead request) {
        return request.header("Cookie").stream()
                .flatMap(line -> Arrays.stream(line.split(";\\s*")))
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .findFirst()
                .flatMap(cookie -> Optional.ofNullable(operators.get(cookie.substring(COOKIE.length() + 1))));
    }

    String origin() {
        return "http://127.0.0.1:" + connector.getLocalPort();
    }

    String address() {
        return origin() + CONTEXT + "/latchkey/console";
    }

    /** Issues a key of the tenant, and returns its raw key. */
    IssuedKey issue(String name) {
        KeySpec spec = KeySpec.of(TENANT, Scope.tenant(), name).permissions(Permissions.of("messages:send"));
        return latchkey.keys().issue(spec, SETUP).orElseThrow();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) { // Jetty declares no narrower one
            throw new IllegalStateException("the server does not stop", e);
        } finally {
            latchkey.close();
        }
    }
}
