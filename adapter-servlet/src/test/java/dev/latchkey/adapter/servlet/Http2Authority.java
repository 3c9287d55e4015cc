package dev.latchkey.adapter.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.ManagedKeys;
import dev.latchkey.http.Routes;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.Server;
import dev.latchkey.http.contract.fixture.TestHost;
import java.util.Optional;

/** The host that a client of HTTP/2 names, which sends no field of the name {@code Host}. */
final class Http2Authority {
    private static final String SEARCH = ManagedKeys.BASE + "/keys/search";

    private Http2Authority() {}

    static void assertKnown(Http2Uploads.Launcher launcher) throws Exception {
        Latchkey latchkey = TestHost.inMemory();
        IssuedKey key = latchkey.keys()
                .issue(KeySpec.of("acme", Scope.tenant(), "local").allPermissions(), TestHost.SETUP)
                .orElseThrow();
        String id = "k_" + key.key().currentSecret().handle();
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .routes(Routes.builder().either("GET", "/me").build())
                .trustedHandleHeader("x-api-key-id", TrustedPeers.loopback())
                .managedKeys(ManagedKeys.at(ManagedKeys.BASE)
                        .operators(request -> Optional.of(
                                Operator.of(Actor.user("ada")).allTenants().mayEverything())))
                .build();
        try (Server server = launcher.start(context -> {
            context.addServlet("echo", new ServletHosts.EchoServlet()).addMapping("/*");
            LatchkeyServlets.install(web, context);
        })) {
            String own = "http://127.0.0.1:" + server.port();
            assertThat(answer(server, "GET", "/me", "x-api-key-id", id)).isEqualTo("200");
            assertThat(answer(server, "GET", "/me", "x-api-key-id", id, "x-forwarded-host", "127.0.0.1"))
                    .isEqualTo("401");
            assertThat(answer(server, "POST", SEARCH, "latchkey-csrf", "1", "origin", own))
                    .isEqualTo("400");
            assertThat(answer(server, "POST", SEARCH, "latchkey-csrf", "1", "origin", "http://attacker.example"))
                    .isEqualTo("403");
        } finally {
            latchkey.close();
        }
    }

    private static String answer(Server server, String method, String path, String... headers) throws Exception {
        try (Http2Connection connection = new Http2Connection(server.port())) {
            return connection.exchange(method, path, 0, headers);
        }
    }
}
