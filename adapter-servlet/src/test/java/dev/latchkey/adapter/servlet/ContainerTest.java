package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.IssuedKey;
import dev.latchkey.LatchkeyListener;
import dev.latchkey.Verdict;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What servlets behind the filter see, in every sort of dispatch. */
class ContainerTest {
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private TestHost host;
    private IssuedKey tenant;

    @BeforeEach
    void start() {
        host = ServletHosts.start(
                keys -> {},
                web -> web.errorStyle(ErrorStyle.FLAT)
                        .role("sender", "messages:send")
                        .routes(Routes.builder()
                                .either("*", "/v1/me")
                                .either("GET", "/async/**")
                                .resourceOnly("GET", "/forward/**")
                                .resourceOnly("GET", "/include/**")
                                .either("GET", "/fails")
                                .open("GET", "/anybody/**")
                                .build()),
                this::addServlets);
        tenant = host.tenantKey();
    }

    @AfterEach
    void stop() throws InterruptedException {
        executor.shutdownNow();
        // Tomcat looks for threads that an application leaves behind.
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        host.close();
    }

    private void addServlets(ServletContext context) {
        add(context, "/async/complete", new Async(executor, false));
        add(context, "/async/dispatch", new Async(executor, true));
        add(context, "/async/keys", new AsyncTo("/v1/api-keys"));
        add(context, "/forward/me", new Forward("/v1/me"));
        add(context, "/forward/keys", new Forward("/v1/api-keys"));
        add(context, "/anybody/keys", new Forward("/v1/api-keys"));
        add(context, "/include/me", new Include("/v1/me"));
        add(context, "/include/keys", new Include("/v1/api-keys"));
        add(context, "/anybody/include", new Include("/v1/api-keys"));
        add(context, "/forward/include", new Forward("/include/me"));
        add(context, "/fails", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                response.sendError(500);
            }
        });
    }

    private static void add(ServletContext context, String path, HttpServlet servlet) {
        ServletRegistration.Dynamic registration = context.addServlet(path, servlet);
        registration.setAsyncSupported(true);
        registration.addMapping(path);
    }

    @Test
    void servletSeesTheCaller() {
        IssuedKey number = host.issue(
                KeySpec.of("acme", Scope.resource("wn_1"), "sender").permissions(Permissions.of("messages:*")));

        assertThat(host.get("/v1/me", raw(number)).body())
                .isEqualTo("served GET to acme ResourceScope[resource=wn_1], user sender, remote "
                        + "sender, auth API_KEY, may send true, platform admin false, by * false");
        IssuedKey reader =
                host.issue(KeySpec.of("acme", Scope.tenant(), "reads").permissions(Permissions.NONE));
        assertThat(host.get("/v1/me", raw(reader)).body()).contains("may send false");
    }

    @Test
    void callerIsInNoRoleThatTheHostHasNotNamed() {
        assertThat(host.get("/v1/me", raw(tenant)).body()).endsWith("may send true, platform admin false, by * false");
    }

    @Test
    void answerToACredentialIsNotStored() {
        assertThat(host.get("/v1/me", raw(tenant)).headers().firstValue("Cache-Control"))
                .hasValue("no-store");
    }

    @Test
    void asyncServletCompletesOnAnotherThread() {
        assertThat(host.get("/async/complete", raw(tenant)).body()).isEqualTo("completed for acme");
        assertThat(host.get("/async/complete", null).statusCode()).isEqualTo(401);
    }

    @Test
    void asyncDispatchKeepsTheCallerAndAsksNothingAgain() {
        String key = raw(tenant);
        host.store.lookUps.set(0);

        assertThat(host.get("/async/dispatch", key).body()).isEqualTo("dispatched for acme by main");
        assertThat(host.store.lookUps).hasValue(1);
    }

    @Test
    void asyncDispatchToTheEndpointsOpensNothing() {
        assertThat(host.get("/async/keys", raw(host.numberKey("wn_1"))).statusCode())
                .isEqualTo(403);
        assertThat(host.get("/async/keys", null).statusCode()).isEqualTo(401);
        assertThat(host.get("/async/keys", raw(tenant)).statusCode()).isEqualTo(200);
    }

    @Test
    void forwardKeepsTheCaller() {
        IssuedKey number = host.numberKey("wn_1");

        assertThat(host.get("/forward/me", raw(number)).body()).startsWith("served GET to acme ResourceScope");
    }

    /** Else two tokens of a limit would be taken, and two uses counted. */
    @Test
    void forwardToTheEndpointsIsCountedOnce() {
        AtomicInteger counted = new AtomicInteger();
        LatchkeyListener counting = new LatchkeyListener() {
            @Override
            public void authenticated(Verdict.Outcome outcome, Refusal refusal, Duration took) {
                counted.incrementAndGet();
            }
        };
        try (TestHost other = ServletHosts.start(
                keys -> keys.listener(counting),
                web -> web.hideCredential()
                        .routes(Routes.builder()
                                .tenantOnly("GET", "/forward/**")
                                .tenantOnly("GET", "/async/**")
                                .build()),
                this::addServlets)) {
            IssuedKey key = other.tenantKey();
            for (String path : List.of("/forward/keys", "/async/keys", "/v1/api-keys")) {
                assertThat(other.get(path, raw(key)).statusCode()).as(path).isEqualTo(200);
            }
            assertThat(counted).hasValue(3);
        }
    }

    @Test
    void forwardToTheEndpointsOpensNothing() {
        IssuedKey number = host.numberKey("wn_1");

        assertThat(host.get("/forward/keys", raw(number)).statusCode()).isEqualTo(403);
        assertThat(host.get("/anybody/keys", null).statusCode()).isEqualTo(401);
        assertThat(host.get("/anybody/keys", raw(tenant)).statusCode()).isEqualTo(401);
    }

    @Test
    void includeKeepsTheCallerAndIsDecidedByTheRequest() {
        assertThat(host.get("/include/me", raw(host.numberKey("wn_1"))).body())
                .startsWith("served GET to acme ResourceScope[resource=wn_1], user default,");
        assertThat(host.get("/include/me", raw(tenant)).statusCode()).isEqualTo(403);
        assertThat(host.get("/include/me", null).statusCode()).isEqualTo(401);
    }

    @Test
    void includeOfTheEndpointsOpensNothing() {
        for (HttpResponse<String> answer : List.of(
                host.get("/include/keys", raw(host.numberKey("wn_1"))),
                host.get("/anybody/include", null),
                host.get("/anybody/include", raw(tenant)))) {
            // What is included cannot set a status.
            assertThat(answer.body()).contains("ROUTE_NOT_ALLOWED");
        }
    }

    @Test
    void everySortOfDispatchIsDecidedOnceAndCountsAsOneUse() {
        IssuedKey number = host.numberKey("wn_1");
        List<String> paths = List.of(
                "/forward/me",
                "/include/me",
                "/forward/include",
                "/async/dispatch",
                "/async/complete",
                "/fails",
                "/v1/me?boom=1");
        for (String path : paths) {
            host.store.lookUps.set(0);
            HttpResponse<String> answer = host.get(path, raw(number));
            assertThat(answer.body()).as(path).contains(" acme");
            assertThat(host.store.lookUps).as(path).hasValue(1);
        }

        host.latchkey.flush();
        assertThat(host.store.uses(number.key())).isEqualTo(paths.size());
    }

    @Test
    void hostsOwnExceptionPassesThroughToItsErrorPageWhichKnowsTheCaller() {
        HttpResponse<String> answer = host.get("/v1/me?boom=1", raw(tenant));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).startsWith("served GET to acme TenantScope");
        assertThat(host.get(Container.Application.ERROR_PAGE, null).statusCode())
                .isEqualTo(401);
    }

    @Test
    void endpointServletServesNobodyWhomAnotherConfigurationHasLetIn() {
        try (TestHost other = ServletHosts.start(
                keys -> {},
                web -> web.routes(Routes.builder().either("*", "/elsewhere/**").build()),
                context -> add(context, "/elsewhere/*", new LatchkeyServlet(inert())))) {
            assertThat(other.post("/elsewhere/regenerate", raw(other.tenantKey()), null)
                            .statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void hostRefusesInTheStyleOfTheFilter() {
        try (TestHost own = ServletHosts.startIn((latchkey, choices, context) -> {
            LatchkeyWeb web = choices.routes(Routes.builder()
                            .either("GET", "/hosts")
                            .either("GET", "/filters", "messages:send")
                            .build())
                    .build();
            LatchkeyServlets.install(web, context);
            add(context, "/hosts", new HttpServlet() {
                @Override
                protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                    LatchkeyServlets.refuse(web, request, response, Refusal.PERMISSION);
                }
            });
        })) {
            IssuedKey none =
                    own.issue(KeySpec.of("acme", Scope.tenant(), "reads").permissions(Permissions.NONE));
            HttpResponse<String> filters = own.get("/filters", raw(none));
            HttpResponse<String> hosts = own.get("/hosts", raw(none));

            assertThat(filters.statusCode()).isEqualTo(403);
            assertThat(hosts.statusCode()).isEqualTo(403);
            assertThat(hosts.body()).isEqualTo(filters.body().replace("/filters", "/hosts"));
            assertThat(hosts.headers().firstValue("Content-Type"))
                    .isEqualTo(filters.headers().firstValue("Content-Type"));
        }
    }

    @Test
    void refusedHeadHasNoBody() {
        HttpResponse<String> answer = host.send(host.request("HEAD", "/v1/me", null));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    private LatchkeyWeb inert() {
        return LatchkeyWeb.builder(host.latchkey).build();
    }

    @Test
    void outsideTheFilterNobodyIsTheCaller() {
        try (TestHost open = ServletHosts.start(
                keys -> {},
                web -> web.routes(Routes.builder().open("GET", "/**").build()),
                context -> add(context, "/asks", new HttpServlet() {
                    @Override
                    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
                        assertThatThrownBy(() -> Callers.of(request)).isInstanceOf(IllegalStateException.class);
                        response.setStatus(204);
                    }
                }))) {
            assertThat(open.get("/asks", null).statusCode()).isEqualTo(204);
        }
    }

    /** Goes on on another thread: to the end, or back through the container. */
    private static final class Async extends HttpServlet {
        private final transient ExecutorService executor;
        private final boolean dispatch;

        Async(ExecutorService executor, boolean dispatch) {
            this.executor = executor;
            this.dispatch = dispatch;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getAttribute("again") != null) {
                response.getWriter()
                        .print("dispatched for " + Callers.of(request).tenant() + " by "
                                + request.getUserPrincipal().getName());
                return;
            }
            // Of the container's own request: the filter's wrapper is gone when it comes back.
            AsyncContext context = request.startAsync();
            request.setAttribute("again", true);
            executor.execute(() -> {
                if (dispatch) {
                    context.dispatch();
                    return;
                }
                try {
                    context.getResponse()
                            .getWriter()
                            .print("completed for "
                                    + Callers.of(context.getRequest()).tenant());
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                } finally {
                    context.complete();
                }
            });
        }
    }

    /** Lets another path of the same application answer, by way of the container. */
    private static final class AsyncTo extends HttpServlet {
        private final String path;

        AsyncTo(String path) {
            this.path = path;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) {
            request.startAsync().dispatch(path);
        }
    }

    /** Lets another path of the same application write a part of the answer. */
    private static final class Include extends HttpServlet {
        private final String path;

        Include(String path) {
            this.path = path;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            request.getRequestDispatcher(path).include(request, response);
        }
    }

    /** Lets another path of the same application answer. */
    private static final class Forward extends HttpServlet {
        private final String path;

        Forward(String path) {
            this.path = path;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            request.getRequestDispatcher(path).forward(request, response);
        }
    }
}
