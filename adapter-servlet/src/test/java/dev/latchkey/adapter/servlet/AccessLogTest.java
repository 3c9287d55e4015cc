package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who calls, in the containers' own access logs and in {@code getRemoteUser}. */
class AccessLogTest {
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

            assertThat(admitted).isEqualTo("200 " + key.key().id());
            // With which the host compares its answers.
            assertThat(document).isEqualTo("200 -");
            assertThat(endpoint).isEqualTo("200 " + key.key().id());
            assertThat(refused).isEqualTo("401 -");
            assertThat(open).isEqualTo("200 -");
        }
    }

    @Test
    void userHasTheNameThatTheHostChooses() {
        try (TestHost host =
                ServletHosts.start(web -> web.userName(caller -> caller.actor().id()))) {
            IssuedKey key = host.tenantKey();

            assertThat(host.get("/v1/me", raw(key)).body())
                    .contains("name=" + key.key().id(), "remote " + key.key().id());
        }
    }

    private TestHost start() {
        return new TestHost(
                keys -> {},
                (latchkey, choices) -> Container.start(new Container.Application(
                        TestHost.CONTEXT, false, false, lines::add, context -> {
                            context.addServlet("echo", new ServletHosts.EchoServlet())
                                    .addMapping("/*");
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
