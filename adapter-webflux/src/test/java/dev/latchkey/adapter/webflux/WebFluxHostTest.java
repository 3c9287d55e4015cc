package dev.latchkey.adapter.webflux;

import static dev.latchkey.http.contract.fixture.TestHost.CONTEXT;
import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Admission;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.PathSpellings;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ContextPathCompositeHandler;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.client.ReactorNettyWebSocketClient;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebHandler;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** What is particular to WebFlux and Reactor Netty. */
class WebFluxHostTest {
    private static final Routes ROUTES = Routes.builder()
            .tenantOnly("GET", "/v1/secret")
            .tenantOnly("DELETE", "/v1/open")
            .open("*", "/v1/open")
            .either("GET", "/v1/me")
            .either("POST", "/v1/me")
            .open("GET", "/socket/open")
            .either("GET", "/socket/guarded")
            .build();

    private static final WebHandler HOST = exchange -> text(
            exchange,
            "served " + who(exchange) + " by "
                    + Callers.admission(exchange).map(Admission::route).orElse("no rule"));

    /** All requests reach the first filter unless the server, or Spring's adapter to it, answers them. */
    @ParameterizedTest
    @CsvSource({
        "400, GET",
        "400, POST /app/v1/open HTTP/1.1~Host: test~Content-Length: x",
        "400, POST /app/v1/open HTTP/1.1~Host: test~Content-Length: 1~Content-Length: 2",
        "400, GET /app/v1/open HTTP/1.1~Host: test~a header: of two words",
        "400, GET /app/v1/open%zz HTTP/1.1~Host: test",
        "400, GET /app/v1\\open HTTP/1.1~Host: test"
    })
    void whatTheServerAnswersItselfReachesNoFilter(int status, String request) {
        AtomicInteger called = new AtomicInteger();
        try (TestHost host = start(web -> {}, HOST, web -> List.of(counting(called), new LatchkeyWebFilter(web)))) {
            String answer = host.raw(request.replace("~", "\r\n") + "\r\nConnection: close\r\n\r\n");

            assertThat(TestHost.status(answer)).isEqualTo(status);
            assertThat(called).hasValue(0);
        }
    }

    /** Hosts that mount an application below a path use it. */
    @Test
    void pathThatSpringCannotMountReachesNoFilter() {
        AtomicInteger called = new AtomicInteger();
        try (TestHost host = new TestHost(
                keys -> {},
                (latchkey, web) -> WebFluxServers.start(new ContextPathCompositeHandler(Map.of(
                        CONTEXT,
                        WebFluxServers.handler(
                                HOST,
                                List.of(
                                        counting(called),
                                        new LatchkeyWebFilter(web.routes(ROUTES).build())))))))) {
            assertThat(host.rawGet(CONTEXT + "/v1/open")).contains("served nobody by /v1/open");
            assertThat(called).hasValue(1);
            assertThat(TestHost.status(host.rawGet(CONTEXT + "%2fv1/open"))).isEqualTo(500);
            assertThat(called).hasValue(1);
        }
    }

    /** The server drops a request that asks for the end of the connection while the one before it is served. */
    @Test
    void pipelinedRequestThatEndsTheConnectionReachesNoFilter() {
        AtomicInteger called = new AtomicInteger();
        try (TestHost host = start(web -> {}, HOST, web -> List.of(counting(called), new LatchkeyWebFilter(web)))) {
            String request = "GET " + CONTEXT + "/v1/open HTTP/1.1\r\nHost: test\r\n";

            String answers = host.raw(request + "\r\n" + request + "Connection: close\r\n\r\n");

            assertThat(answers).containsOnlyOnce("HTTP/1.1 200 OK").containsIgnoringCase("\r\nConnection: close\r\n");
            assertThat(called).hasValue(1);
        }
    }

    /** What serves a spelling was decided by the rule that names it. */
    @Test
    void routesOfSpringMeanThePathsThatRulesMean() {
        Routes rules = Routes.builder()
                .tenantOnly("GET", PathSpellings.PATH)
                .either("*", "/**")
                .build();
        WebHandler routes = RouterFunctions.toWebHandler(RouterFunctions.route()
                .GET(PathSpellings.PATH, request -> served(request, PathSpellings.PATH))
                .add(RouterFunctions.route(RequestPredicates.all(), request -> served(request, "/**")))
                .build());
        try (TestHost host = start(web -> web.routes(rules), routes)) {
            SoftAssertions softly = new SoftAssertions();
            String whole = "x-api-key: " + raw(host.tenantKey());
            String bound = "x-api-key: " + raw(host.numberKey("wn_1"));
            for (String spelling : PathSpellings.ALL) {
                String answer = host.rawGet(CONTEXT + spelling, whole);
                softly.assertThat(answer)
                        .as(spelling)
                        .satisfiesAnyOf(
                                text -> assertThat(text).doesNotContain("served"),
                                text -> assertThat(text).contains("served by /v1/secret, decided by /v1/secret"),
                                text -> assertThat(text).contains("served by /**, decided by /**"));
                softly.assertThat(host.rawGet(CONTEXT + spelling, bound))
                        .as(spelling)
                        .doesNotContain("served by /v1/secret");
            }
            softly.assertThat(host.rawGet(CONTEXT + PathSpellings.PATH, whole)).contains("served by /v1/secret");
            softly.assertAll();
        }
    }

    private static Mono<ServerResponse> served(ServerRequest request, String by) {
        String rule = Callers.admission(request.exchange()).orElseThrow().route();
        return ServerResponse.ok().bodyValue("served by " + by + ", decided by " + rule);
    }

    @Test
    void decisionIsMadeOffTheEventLoopAndKnowsThePrincipalOfAFilterInFront() {
        List<Object> seen = new CopyOnWriteArrayList<>();
        Principal alice = () -> "alice";
        try (TestHost host = start(
                web -> web.principals(head -> {
                    seen.add(Schedulers.isInNonBlockingThread());
                    seen.add(head.unwrap(ServerWebExchange.class).isPresent());
                    return head.unwrap(Principal.class)
                            .map(user -> Caller.of("acme", Scope.tenant(), Permissions.ALL, user.getName()));
                }),
                HOST,
                web -> List.of(
                        (exchange, chain) -> chain.filter(
                                exchange.mutate().principal(Mono.just(alice)).build()),
                        new LatchkeyWebFilter(web)))) {
            assertThat(host.get("/v1/secret", null).body()).isEqualTo("served acme by /v1/secret");
            assertThat(seen).containsExactly(false, true);
        }
    }

    @Test
    void clientThatHangsUpDoesNotInterruptTheDecision() throws Exception {
        CountDownLatch deciding = new CountDownLatch(1);
        CountDownLatch gone = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        try (TestHost host = start(
                web -> web.principals(head -> {
                    deciding.countDown();
                    try {
                        interrupted.complete(!gone.await(20, TimeUnit.SECONDS));
                    } catch (InterruptedException e) {
                        interrupted.complete(true);
                    }
                    return Optional.empty();
                }),
                HOST,
                web -> List.of(
                        (exchange, chain) -> chain.filter(exchange).doOnCancel(gone::countDown),
                        new LatchkeyWebFilter(web)))) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), host.port)) {
                socket.getOutputStream()
                        .write(("GET " + CONTEXT + "/v1/me HTTP/1.1\r\nHost: test\r\n\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                assertThat(deciding.await(20, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(interrupted.get(20, TimeUnit.SECONDS)).isFalse();
        }
    }

    @Test
    void requestThatIsRewrittenInFrontIsDecidedAsItIsThen() {
        try (TestHost host = start(web -> {}, HOST, web -> List.of(toSecret(), new LatchkeyWebFilter(web)))) {
            assertThat(host.get("/v1/open", null).statusCode()).isEqualTo(401);
            assertThat(host.get("/v1/open", raw(host.tenantKey())).body()).isEqualTo("served acme by /v1/secret");
        }
    }

    @Test
    void lastCheckRefusesWhatAFilterHasRewrittenAndWhatWasNotDecided() {
        try (TestHost host = start(web -> {}, HOST, web -> {
            LatchkeyWebFilter filter = new LatchkeyWebFilter(web);
            return List.of(
                    (exchange, chain) -> exchange.getRequest().getHeaders().getFirst("x-around") == null
                            ? filter.filter(exchange, chain)
                            : chain.filter(exchange),
                    (exchange, chain) -> exchange.getRequest().getHeaders().getFirst("x-rewritten") == null
                            ? chain.filter(exchange)
                            : toSecret().filter(exchange, chain),
                    (exchange, chain) -> exchange.getRequest().getHeaders().getFirst("x-method") == null
                            ? chain.filter(exchange)
                            : chain.filter(exchange.mutate()
                                    .request(request -> request.method(HttpMethod.DELETE))
                                    .build()),
                    filter.lastCheck());
        })) {
            assertThat(with(host, "x-other").body()).isEqualTo("served nobody by /v1/open");
            assertThat(with(host, "x-rewritten").statusCode()).isEqualTo(403);
            assertThat(with(host, "x-rewritten").body()).contains("ROUTE_NOT_ALLOWED");
            assertThat(with(host, "x-method").statusCode()).isEqualTo(403);
            assertThat(with(host, "x-around").statusCode()).isEqualTo(401);
        }
    }

    private static HttpResponse<String> with(TestHost host, String header) {
        return host.send(host.request("GET", "/v1/open", null).header(header, "1"));
    }

    private static WebFilter toSecret() {
        return (exchange, chain) -> exchange.getRequest().getPath().value().endsWith("/v1/open")
                ? chain.filter(exchange.mutate()
                        .request(request -> request.path(CONTEXT + "/v1/secret"))
                        .build())
                : chain.filter(exchange);
    }

    @Test
    void hiddenCredentialIsInNoHeaderThatTheHostSees() {
        try (TestHost host = start(LatchkeyWebBuilder::hideCredential, exchange -> {
            HttpHeaders seen = exchange.getRequest().getHeaders();
            return text(
                    exchange,
                    who(exchange) + " sent " + WebFluxRequestHead.lines(seen).get("x-api-key") + " and "
                            + WebFluxRequestHead.lines(seen).get("X-Other")
                            + exchange.getAttributes());
        })) {
            String key = raw(host.tenantKey());
            HttpResponse<String> answer = host.send(host.request("GET", "/v1/me", null)
                    .header("x-api-key", key)
                    .header("x-other", "a")
                    .header("x-other", "b"));

            assertThat(answer.body())
                    .startsWith("acme sent null and [a, b]")
                    .doesNotContain(key)
                    .contains(Callers.ID_ATTRIBUTE + "=");
        }
    }

    @Test
    void forwardingHeadersThatSpringBelievesDoNotChangeThePeer() {
        List<Object> seen = new CopyOnWriteArrayList<>();
        try (TestHost host = new TestHost(keys -> {}, (latchkey, choices) -> {
            LatchkeyWeb web = choices.routes(ROUTES).build();
            WebHandler handler = exchange -> {
                WebFluxRequestHead head = new WebFluxRequestHead(exchange, null);
                seen.add(exchange.getRequest().getRemoteAddress().getHostString());
                seen.add(web.client(head).peer().getHostAddress());
                seen.add(web.client(head).secure());
                seen.add(head.receivedHeader("x-forwarded-for"));
                return text(exchange, "served");
            };
            return WebFluxServers.start(
                    CONTEXT,
                    WebHttpHandlerBuilder.webHandler(handler)
                            .filter(new LatchkeyWebFilter(web))
                            .forwardedHeaderTransformer(new ForwardedHeaderTransformer())
                            .build());
        })) {
            host.send(host.request("GET", "/v1/open", null)
                    .header("X-Forwarded-For", "192.0.2.7")
                    .header("X-Forwarded-Proto", "https"));

            assertThat(seen).containsExactly("192.0.2.7", "127.0.0.1", false, List.of("192.0.2.7"));
        }
    }

    @Test
    void bodyIsThereForTheHostBehindTheDecision() {
        try (TestHost host = start(
                web -> {},
                exchange -> DataBufferUtils.join(exchange.getRequest().getBody())
                        .flatMap(body ->
                                text(exchange, who(exchange) + " sent " + body.toString(StandardCharsets.UTF_8))))) {
            assertThat(host.post("/v1/me", raw(host.tenantKey()), "hello").body())
                    .isEqualTo("acme sent hello");
        }
    }

    /** Also of one that has read the body before. */
    @Test
    void refusalOfTheHostLooksLikeOneOfLatchkey() {
        CompletableFuture<LatchkeyWebFilter> filter = new CompletableFuture<>();
        try (TestHost host = start(
                web -> {},
                exchange -> DataBufferUtils.join(exchange.getRequest().getBody())
                        .doOnNext(DataBufferUtils::release)
                        .then(Mono.defer(() -> filter.join().refuse(exchange, Refusal.PERMISSION))),
                web -> {
                    filter.complete(new LatchkeyWebFilter(web));
                    return List.of(filter.join());
                })) {
            HttpResponse<String> answer = host.post("/v1/me", raw(host.tenantKey()), "{}");

            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(answer.body()).contains("\"code\":\"INSUFFICIENT_PERMISSION\"");
            assertThat(answer.headers().firstValue("Connection")).isEmpty();
        }
    }

    @Test
    void handshakeOfAWebSocketIsDecided() {
        HandshakeWebSocketService sockets = new HandshakeWebSocketService();
        try (TestHost host = start(
                LatchkeyWebBuilder::hideCredential,
                exchange -> sockets.handleRequest(
                        exchange, session -> session.send(Mono.just(session.textMessage(who(exchange))))))) {
            assertThat(firstMessage(host, "/socket/open", "none").block()).isEqualTo("nobody");
            assertThat(firstMessage(host, "/socket/guarded", raw(host.tenantKey()))
                            .block())
                    .isEqualTo("acme");
            assertThat(firstMessage(host, "/socket/guarded", "none")
                            .onErrorResume(refused -> Mono.just(refused.getMessage()))
                            .block())
                    .contains("401");
        }
    }

    /** Spring puts all headers of such a handshake into the message of an exception. */
    @ParameterizedTest
    @CsvSource({"false", "true"})
    void refusedHandshakeShowsTheKeyOnlyWhereItIsNotHidden(boolean hidden) {
        List<String> messages = new CopyOnWriteArrayList<>();
        HandshakeWebSocketService sockets = new HandshakeWebSocketService();
        try (TestHost host = start(
                web -> {
                    if (hidden) {
                        web.hideCredential();
                    }
                },
                exchange -> sockets.handleRequest(exchange, session -> Mono.empty())
                        .doOnError(failure -> messages.add(failure.toString())))) {
            String key = raw(host.tenantKey());
            String head =
                    "GET " + CONTEXT + "/socket/%s HTTP/1.1\r\nHost: test\r\nX-Other: shown\r\nConnection: close%s"
                            + "\r\nX-Api-Key: " + key + "\r\n\r\n";

            host.raw(head.formatted("guarded", ""));
            host.raw(head.formatted("open", ""));
            host.raw(head.formatted("guarded", "\r\nUpgrade: websocket"));

            assertThat(messages)
                    .hasSize(3)
                    .allMatch(message -> message.contains("shown"))
                    .allMatch(message -> message.contains(key) != hidden);
        }
    }

    private static Mono<String> firstMessage(TestHost host, String path, String key) {
        HttpHeaders headers = new HttpHeaders();
        headers.set("x-api-key", key);
        CompletableFuture<String> message = new CompletableFuture<>();
        return new ReactorNettyWebSocketClient()
                .execute(
                        URI.create("ws://127.0.0.1:" + host.port + CONTEXT + path),
                        headers,
                        session -> session.receive()
                                .map(WebSocketMessage::getPayloadAsText)
                                .next()
                                .doOnNext(message::complete)
                                .then())
                .then(Mono.fromFuture(message))
                .timeout(Duration.ofSeconds(20));
    }

    /** The connection ends when the client has sent more than is discarded. */
    @Test
    void clientThatNeverStopsSendingIsAnswered() {
        try (TestHost host = start(web -> {}, HOST)) {
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
        try (TestHost host = start(web -> {}, exchange -> {
            found.complete(Callers.find(exchange));
            return text(exchange, Callers.of(exchange).tenant());
        })) {
            assertThat(host.get("/v1/open", null).statusCode()).isEqualTo(500);
            assertThat(found).isCompletedWithValue(Optional.empty());
        }
    }

    /** As tests without a server use them. */
    @Test
    void requestOfAMockIsDecided() {
        try (TestHost host = start(web -> {}, HOST)) {
            LatchkeyWebFilter filter = new LatchkeyWebFilter(
                    LatchkeyWeb.builder(host.latchkey).routes(ROUTES).build());
            MockServerWebExchange nobody = MockServerWebExchange.from(
                    MockServerHttpRequest.post("/v1/me").body("{}"));
            MockServerWebExchange caller = MockServerWebExchange.from(
                    MockServerHttpRequest.get("/v1/me").header("x-api-key", raw(host.tenantKey())));

            filter.filter(nobody, HOST::handle).block();
            filter.filter(caller, HOST::handle).block();

            assertThat(nobody.getResponse().getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
            assertThat(caller.getResponse().getBodyAsString().block()).isEqualTo("served acme by /v1/me");
        }
    }

    /** Counts all requests but those of the test for the document. */
    private static WebFilter counting(AtomicInteger called) {
        return (exchange, chain) -> {
            if (!exchange.getRequest().getPath().value().endsWith(TestHost.DOCUMENT)) {
                called.incrementAndGet();
            }
            return chain.filter(exchange);
        };
    }

    private static TestHost start(Consumer<LatchkeyWebBuilder> choices, WebHandler handler) {
        return start(choices, handler, web -> List.of(new LatchkeyWebFilter(web)));
    }

    private static TestHost start(
            Consumer<LatchkeyWebBuilder> choices, WebHandler handler, Function<LatchkeyWeb, List<WebFilter>> filters) {
        return new TestHost(keys -> {}, (latchkey, web) -> {
            choices.accept(web.routes(ROUTES));
            return WebFluxServers.start(CONTEXT, handler, filters.apply(web.build()));
        });
    }

    private static Mono<Void> text(ServerWebExchange exchange, String text) {
        return exchange.getResponse()
                .writeWith(
                        Mono.just(exchange.getResponse().bufferFactory().wrap(text.getBytes(StandardCharsets.UTF_8))));
    }

    private static String who(ServerWebExchange exchange) {
        return Callers.find(exchange).map(Caller::tenant).orElse("nobody");
    }
}
