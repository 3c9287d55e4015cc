package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who calls, in the containers' own access logs and in {@code getRemoteUser}. */
class AccessLogTest {
    /** What this host takes for the name of a principal. */
    private static final String CARELESS = "x-token";

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();

    @Test
    void accessLogNamesTheKeyThatWasLetIn() throws InterruptedException {
        try (TestHost host = start()) {
            IssuedKey key = host.tenantKey();
            host.get("/v1/me", raw(key));
            String admitted = nextLine();
            String document = nextLine();
            host.get("/v1/api-keys", raw(key));
            String endpoint = nextLine();
            host.get("/v1/me", "nonsense");
            String refused = nextLine();
            host.get("/health", raw(key));
            String open = nextLine();

            assertThat(admitted).isEqualTo("127.0.0.1 200 " + key.key().id());
            // With which the host compares its answers.
            assertThat(document).isEqualTo("127.0.0.1 200 -");
            assertThat(endpoint).isEqualTo("127.0.0.1 200 " + key.key().id());
            assertThat(refused).isEqualTo("127.0.0.1 401 -");
            assertThat(open).isEqualTo("127.0.0.1 200 -");
        }
    }

    @Test
    void accessLogHasNoRawKeyWhereverItIsSent() throws InterruptedException {
        try (TestHost host = start()) {
            String key = raw(host.tenantKey());
            Set<String> seen = new HashSet<>();
            for (String path : List.of("/v1/me", "/v1/me?api_key=" + key, "/nowhere/" + key)) {
                for (String header : List.of("x-api-key", "authorization", "cookie", "x-request-id", CARELESS)) {
                    host.send(host.request("GET", path, null).header(header, key));
                    String line = nextLine();
                    assertThat(line).as("%s, %s", path, header).doesNotContain(key);
                    seen.add(line);
                }
            }
            assertThat(seen).contains("127.0.0.1 200 redacted");
        }
    }

    @Test
    void userHasTheNameThatTheHostChooses() {
        try (TestHost host =
                ServletHosts.start(web -> web.userName(caller -> caller.actor().id()))) {
            IssuedKey key = host.tenantKey();

            assertThat(host.get("/v1/me", raw(key)).body())
                    .contains("user " + key.key().id(), "remote " + key.key().id());
        }
    }

    private TestHost start() {
        return new TestHost(
                keys -> {},
                (latchkey, choices) -> Container.start(new Container.Application(
                        TestHost.CONTEXT, false, false, lines::add, context -> {
                            context.addServlet("echo", new ServletHosts.EchoServlet())
                                    .addMapping("/*");
                            choices.principals(request -> request.header(CARELESS).stream()
                                    .map(token -> Caller.of("acme", Scope.tenant(), Permissions.ALL, token))
                                    .findFirst());
                            choices.routes(Routes.builder()
                                    .either("GET", "/v1/me")
                                    .open("GET", "/health")
                                    .build());
                            LatchkeyServlets.install(choices.build(), context);
                        })));
    }

    /** A line is written after the answer. */
    private String nextLine() throws InterruptedException {
        String line = lines.poll(20, TimeUnit.SECONDS);
        assertThat(line).isNotNull();
        return line;
    }
}
