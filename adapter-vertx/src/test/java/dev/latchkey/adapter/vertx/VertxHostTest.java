package dev.latchkey.adapter.vertx;

import static dev.latchkey.http.contract.fixture.TestHost.CONTEXT;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import io.vertx.core.Context;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.ext.web.AllowForwardHeaders;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.handler.MethodOverrideHandler;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is particular to Vert.x. */
class VertxHostTest {
    private static final Routes ROUTES = Routes.builder()
            .tenantOnly("GET", "/v1/secret")
            .tenantOnly("DELETE", "/v1/open")
            .open("*", "/v1/open")
            .either("GET", "/v1/me")
            .either("POST", "/v1/me")
            .open("GET", "/socket/open")
            .either("GET", "/socket/guarded")
            .build();

    /** All requests reach the first handler of the router unless the server, or the router itself, answers them. */
    @ParameterizedTest
    @CsvSource({
        "400, GET",
        "400, GET /app/v1/open HTTP/1.1",
        "404, GET app/v1/open HTTP/1.1~Host: test",
        "404, OPTIONS * HTTP/1.1~Host: test",
        "400, POST /app/v1/open HTTP/1.1~Host: test~Content-Length: x",
        "400, POST /app/v1/open HTTP/1.1~Host: test~Content-Length: 1~Content-Length: 2",
        "501, GET /app/v1/open HTTP/7.0~Host: test",
        "400, GET /app/v1/open HTTP/1.1~Host: test~a header: of two words"
    })
    void whatTheServerAnswersItselfReachesNoHandler(int status, String request) {
        AtomicInteger called = new AtomicInteger();
        try (TestHost host = start(
                web -> {},
                (router, web) -> router.route().handler(context -> {
                    called.incrementAndGet();
                    guard(web).handle(context);
                }))) {
            String answer = host.raw(request.replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n");

            assertThat(TestHost.status(answer)).isEqualTo(status);
            assertThat(called).hasValue(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"/v1/open%zz", "/v1/open%", "/v1/open#x", "/v1/open%2f", "/v1//open", "/v1/x/../open", "/v1/open%00"})
    void pathThatReadersMayTakeForDifferentOnesReachesNoRoute(String path) {
        try (TestHost host = start()) {
            assertThat(host.rawGet(CONTEXT + "/v1/open")).contains("served");
            assertThat(host.rawGet(CONTEXT + path)).doesNotContain("served").containsPattern("^HTTP/1.1 40[01] ");
            assertThat(host.rawGet(path)).doesNotContain("served");
        }
    }

    /** A handler behind the guard may rewrite what it likes: the rule of the new path decides. */
    @Test
    void rerouteIsDecidedByTheRuleOfItsNewPath() {
        try (TestHost host = start(web -> {}, (router, web) -> {
            router.route().handler(guard(web));
            router.route(CONTEXT + "/v1/open").handler(context -> context.reroute(CONTEXT + "/v1/secret"));
        })) {
            assertThat(host.get("/v1/open", null).statusCode()).isEqualTo(401);
            assertThat(host.get("/v1/open", raw(host.numberKey("wn_1"))).statusCode())
                    .isEqualTo(403);
            assertThat(host.get("/v1/open", raw(host.tenantKey())).body()).isEqualTo("served acme by /v1/secret");
        }
    }

    @Test
    void methodThatAHeaderReplacesIsDecided() {
        try (TestHost host = start(web -> {}, (router, web) -> {
            router.route().handler(guard(web));
            router.route().handler(MethodOverrideHandler.create(false));
        })) {
            HttpResponse<String> answer =
                    host.send(host.request("POST", "/v1/open", null).header("X-HTTP-METHOD-OVERRIDE", "DELETE"));

            assertThat(answer.statusCode()).isEqualTo(401);
        }
    }

    @Test
    void rerouteWithAHiddenCredentialKeepsItsCaller() {
        try (TestHost host = start(LatchkeyWebBuilder::hideCredential, (router, web) -> {
            router.route().handler(guard(web));
            router.route(CONTEXT + "/v1/me").handler(context -> context.reroute(CONTEXT + "/v1/secret"));
            router.route(CONTEXT + "/v1/secret")
                    .handler(context -> context.end(Callers.of(context).tenant() + " sent "
                            + context.request().headers().getAll("x-api-key") + " and "
                            + context.request().headers().getAll("x-other") + context.data()));
        })) {
            String key = raw(host.tenantKey());
            HttpResponse<String> answer = host.send(host.request("GET", "/v1/me", null)
                    .header("x-api-key", key)
                    .header("x-other", "a")
                    .header("x-other", "b"));

            assertThat(answer.body())
                    .startsWith("acme sent [] and [a, b]")
                    .doesNotContain(key)
                    .contains(Callers.ID_KEY + "=");
        }
    }

    @Test
    void decisionIsMadeOffTheEventLoopAndKnowsTheRequestOfVertx() {
        List<Object> seen = new CopyOnWriteArrayList<>();
        try (TestHost host = start(
                web -> web.principals(head -> {
                    seen.add(Context.isOnEventLoopThread());
                    seen.add(head.unwrap(RoutingContext.class)
                            .map(RoutingContext::normalizedPath)
                            .orElse(""));
                    return head.unwrap(RoutingContext.class)
                            .map(context -> Caller.of("acme", Scope.tenant(), Permissions.ALL, context.get("user")));
                }),
                (router, web) -> {
                    router.route()
                            .handler(context -> context.put("user", "alice").next());
                    router.route().handler(guard(web));
                })) {
            assertThat(host.get("/v1/secret", null).body()).isEqualTo("served acme by /v1/secret");
            assertThat(seen).containsExactly(false, CONTEXT + "/v1/secret");
        }
    }

    /** What the host's own code answers meanwhile, such as its timeout, is the answer. */
    @Test
    void requestThatIsAnsweredDuringTheDecisionIsServedByNobody() throws Exception {
        CountDownLatch deciding = new CountDownLatch(1);
        CountDownLatch answered = new CountDownLatch(1);
        AtomicInteger served = new AtomicInteger();
        try (TestHost host = start(
                web -> web.principals(head -> {
                    deciding.countDown();
                    await(answered);
                    return Optional.of(Caller.of("acme", Scope.tenant(), Permissions.ALL, "alice"));
                }),
                (router, web) -> {
                    router.route(CONTEXT + "/v1/me").handler(context -> {
                        context.vertx()
                                .executeBlocking(() -> deciding.await(20, TimeUnit.SECONDS), false)
                                .onComplete(done -> context.fail(503));
                        context.next();
                    });
                    router.route().handler(guard(web));
                    router.route().handler(context -> context.end("served " + served.incrementAndGet()));
                })) {
            assertThat(host.raw("GET " + CONTEXT + "/v1/me HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
                    .startsWith("HTTP/1.1 503 ");
            answered.countDown();
            // Behind it on the same pool and the same loop.
            assertThat(host.get("/v1/open", null).statusCode()).isEqualTo(200);
            assertThat(served).hasValue(1);
        }
    }

    /** The body of a request waits for the decision, and the next request of the client behind it. */
    @Test
    void requestBehindOneThatIsAnsweredDuringTheDecisionIsServed() {
        CountDownLatch answered = new CountDownLatch(1);
        try (TestHost host = start(
                web -> web.principals(head -> {
                    await(answered);
                    return Optional.of(Caller.of("acme", Scope.tenant(), Permissions.ALL, "alice"));
                }),
                (router, web) -> {
                    router.route().handler(guard(web));
                    router.route(CONTEXT + "/v1/me").order(-1).handler(context -> {
                        context.next();
                        context.vertx().runOnContext(later -> {
                            context.fail(503);
                            answered.countDown();
                        });
                    });
                })) {
            String head = " HTTP/1.1\r\nHost: test\r\n";
            String answers = host.raw("POST " + CONTEXT + "/v1/me" + head + "Content-Length: 1000000\r\n\r\n"
                    + "{".repeat(1_000_000) + "GET " + CONTEXT + "/v1/open" + head + "Connection: close\r\n\r\n");

            assertThat(answers).containsSubsequence("HTTP/1.1 503 ", "HTTP/1.1 200 ", "served nobody");
        }
    }

    /** A message with both has no length on which its readers agree. */
    @Test
    void answerHasALengthAloneWhereAHandlerInFrontHasAskedForChunks() {
        try (TestHost host = start(web -> {}, (router, web) -> {
            router.route().handler(context -> {
                context.response().setChunked(true);
                context.next();
            });
            router.route().handler(guard(web));
        })) {
            for (String method : List.of("GET", "HEAD", "OPTIONS")) {
                String answer = host.raw(
                        method + " " + CONTEXT + "/v1/api-keys HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");

                assertThat(answer)
                        .as(method)
                        .startsWith(method.equals("OPTIONS") ? "HTTP/1.1 204 " : "HTTP/1.1 401 ")
                        .doesNotContainIgnoringCase("Transfer-Encoding");
            }
            assertThat(host.raw("GET " + CONTEXT + "/v1/open HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"))
                    .containsIgnoringCase("Transfer-Encoding: chunked");
        }
    }

    @Test
    void bodyIsThereForTheHostBehindTheDecision() {
        try (TestHost host = start(web -> {}, (router, web) -> {
            router.route().handler(guard(web)).handler(BodyHandler.create(false));
            router.post(CONTEXT + "/v1/me")
                    .handler(context -> context.end(Callers.of(context).tenant() + " sent "
                            + context.body().asString()));
        })) {
            assertThat(host.post("/v1/me", raw(host.tenantKey()), "hello").body())
                    .isEqualTo("acme sent hello");
        }
    }

    @Test
    void bodyThatAHandlerInFrontHasReadIsThatOfTheEndpoint() {
        try (TestHost host = start(web -> {}, (router, web) -> {
            router.route().handler(BodyHandler.create(false));
            router.route().handler(guard(web));
        })) {
            String key = raw(host.tenantKey());

            assertThat(host.post("/v1/api-keys", key, "{\"whatsappNumberId\":\"wn_1\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(host.post("/v1/api-keys", key, " ".repeat(20_000)).statusCode())
                    .isEqualTo(413);
            assertThat(host.post("/v1/api-keys", null, "{}").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void vertxRefusesABodyHandlerInFrontOnTheSameRoute() {
        try (TestHost host = start()) {
            LatchkeyWeb web = LatchkeyWeb.builder(host.latchkey).routes(ROUTES).build();
            var route = Router.router(VertxServers.VERTX).route().handler(BodyHandler.create(false));

            assertThatIllegalStateException().isThrownBy(() -> route.handler(new LatchkeyHandler(web)));
            assertThatThrownBy(() -> new LatchkeyHandler(web, "/v1")).isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void forwardingHeadersThatVertxBelievesDoNotChangeThePeer() {
        List<Object> peers = new CopyOnWriteArrayList<>();
        try (TestHost host = start(web -> {}, (router, web) -> {
            router.allowForward(AllowForwardHeaders.ALL);
            router.route().handler(guard(web)).handler(context -> {
                peers.add(context.request().remoteAddress().host());
                peers.add(
                        web.client(VertxRequestHead.of(context, CONTEXT)).peer().getHostAddress());
                peers.add(web.client(VertxRequestHead.of(context, CONTEXT)).secure());
                context.next();
            });
        })) {
            host.send(host.request("GET", "/v1/open", null)
                    .header("X-Forwarded-For", "192.0.2.7")
                    .header("X-Forwarded-Proto", "https"));

            assertThat(peers).containsExactly("192.0.2.7", "127.0.0.1", false);
        }
    }

    @Test
    void refusalOfTheHostLooksLikeOneOfLatchkey() {
        try (TestHost host = start(web -> {}, (router, web) -> {
            LatchkeyHandler guard = guard(web);
            router.route().handler(guard);
            router.route(CONTEXT + "/v1/me").handler(context -> guard.refuse(context, Refusal.PERMISSION));
        })) {
            HttpResponse<String> answer = host.post("/v1/me", raw(host.tenantKey()), "{}");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("\"code\":\"INSUFFICIENT_PERMISSION\"");
        }
    }

    @Test
    void handshakeOfAWebSocketIsDecided() {
        try (TestHost host = start(web -> {}, (router, web) -> {
            router.route().handler(guard(web));
            router.route(CONTEXT + "/socket/*")
                    .handler(context ->
                            context.request().toWebSocket().onSuccess(socket -> socket.writeTextMessage(who(context))));
        })) {
            assertThat(firstMessage(host, "/socket/open", "none")).isEqualTo("nobody");
            assertThat(firstMessage(host, "/socket/guarded", raw(host.tenantKey())))
                    .isEqualTo("acme");
            assertThatThrownBy(() -> firstMessage(host, "/socket/guarded", "none"))
                    .hasRootCauseInstanceOf(UpgradeRejectedException.class)
                    .hasMessageContaining("401");
        }
    }

    private static String firstMessage(TestHost host, String path, String key) {
        WebSocketConnectOptions request = new WebSocketConnectOptions()
                .setHost("127.0.0.1")
                .setPort(host.port)
                .setURI(CONTEXT + path)
                .addHeader("x-api-key", key);
        Promise<String> message = Promise.promise();
        WebSocketClient client = VertxServers.VERTX.createWebSocketClient();
        try {
            VertxServers.await(
                    client.connect(request).onSuccess(socket -> socket.textMessageHandler(message::complete)));
            return VertxServers.await(message.future());
        } finally {
            VertxServers.await(client.close());
        }
    }

    /** The connection ends when the client has sent more than is discarded. */
    @Test
    void clientThatNeverStopsSendingIsAnswered() {
        try (TestHost host = start()) {
            byte[] head = ("POST " + CONTEXT + "/v1/me HTTP/1.1\r\nHost: test\r\nContent-Length: 2000000\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            byte[] request = Arrays.copyOf(head, head.length + 400_000);

            String answer = host.rawAll(request);

            assertThat(answer).startsWith("HTTP/1.1 401 ").containsIgnoringCase("\r\nConnection: close\r\n");
        }
    }

    @Test
    void nobodyIsCallerOnAnOpenRoute() {
        CompletableFuture<Optional<Caller>> found = new CompletableFuture<>();
        try (TestHost host = start(
                web -> {},
                (router, web) -> router.route().handler(guard(web)).handler(context -> {
                    found.complete(Callers.find(context));
                    context.end(Buffer.buffer(Callers.of(context).tenant()));
                }))) {
            assertThat(host.get("/v1/open", null).statusCode()).isEqualTo(500);
            assertThat(found).isCompletedWithValue(Optional.empty());
        }
    }

    private static LatchkeyHandler guard(LatchkeyWeb web) {
        return new LatchkeyHandler(web, CONTEXT);
    }

    private static TestHost start() {
        return start(web -> {}, (router, web) -> router.route().handler(guard(web)));
    }

    /** Starts a host that serves all that its own routes leave. */
    private static TestHost start(Consumer<LatchkeyWebBuilder> choices, BiConsumer<Router, LatchkeyWeb> routes) {
        return new TestHost(
                keys -> {},
                (latchkey, web) -> VertxServers.start(router -> {
                    choices.accept(web.routes(ROUTES));
                    routes.accept(router, web.build());
                    router.route()
                            .handler(context -> context.end("served " + who(context) + " by "
                                    + Callers.admission(context)
                                            .map(Admission::route)
                                            .orElse("no rule")));
                }));
    }

    private static String who(RoutingContext context) {
        return Callers.find(context).map(Caller::tenant).orElse("nobody");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
