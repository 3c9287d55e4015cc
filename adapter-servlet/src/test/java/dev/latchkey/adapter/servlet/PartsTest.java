package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.Numbers;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two APIs in one web application, each by its own rules. */
class PartsTest {
    private static final Routes ROUTES =
            Routes.builder().either("GET", "/v1/me").either("GET", "/{any}/x").build();

    @Test
    void eachPartHasAConfigurationOfItsOwn() {
        try (TestHost host = ServletHosts.startIn((latchkey, web, context) -> {
            LatchkeyServlets.install(
                    web.errorStyle(ErrorStyle.FLAT).routes(ROUTES).build(), context, "/v1/*");
            LatchkeyWeb instances = LatchkeyWeb.builder(latchkey)
                    .resources(new Numbers())
                    .errorStyle(ErrorStyle.ENVELOPE)
                    .credential(Credential.bearer())
                    .resourceNoun("instance")
                    .jsonCase(JsonCase.SNAKE)
                    .openApi("/b/v1/openapi.json")
                    .issuedKeys("/b/v1/api-keys")
                    .build();
            LatchkeyServlets.install(instances, context, "/b/*");
        })) {
            String key = raw(host.tenantKey());

            assertThat(host.get("/v1/api-keys", key).body()).startsWith("[{\"numberId\":");
            assertThat(host.get("/v1/api-keys", null).body()).isEqualTo("{\"error\":\"Unauthorized\"}");
            assertThat(host.get("/b/v1/api-keys", key).body()).contains("\"auth_missing\"");
            assertThat(call(host, "GET", "/b/v1/api-keys", key, null).body())
                    .startsWith("{\"data\":[{")
                    .contains("\"instance_id\":null");
            assertThat(call(host, "GET", "/v1/api-keys", key, null).statusCode())
                    .isEqualTo(401);
            assertThat(call(host, "GET", "/b/v1/elsewhere", key, null).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void partThatCannotBeIsRefused() {
        try (TestHost host = ServletHosts.startIn((latchkey, web, context) -> {
            LatchkeyWeb whole = web.routes(ROUTES).build();
            for (String part :
                    new String[] {"", "/", "/b", "*.do", "b/*", "/{x}/*", "/b/*/*", "/b/*", "/v1/api-keys/x/*"}) {
                assertThatThrownBy(() -> LatchkeyServlets.install(whole, context, part))
                        .as(part)
                        .isInstanceOf(InvalidValueException.class);
            }
            LatchkeyWeb documented = LatchkeyWeb.builder(latchkey)
                    .resources(new Numbers())
                    .issuedKeys("/b/keys")
                    .openApi("/c/openapi.json")
                    .build();
            assertThatThrownBy(() -> LatchkeyServlets.install(documented, context, "/b/*"))
                    .isInstanceOf(InvalidValueException.class);
            for (Routes routes : List.of(
                    Routes.builder().either("GET", "/w1/me").build(),
                    Routes.builder().either("GET", "/").build(),
                    Routes.builder().either("*", TestHost.CONTEXT + "/v1/me").build())) {
                LatchkeyWeb elsewhere =
                        LatchkeyWeb.builder(latchkey).routes(routes).build();
                assertThatThrownBy(() -> LatchkeyServlets.install(elsewhere, context, "/v1/*"))
                        .isInstanceOf(InvalidValueException.class)
                        .hasMessageContaining("routes");
            }
            LatchkeyWeb mounted = LatchkeyWeb.builder(latchkey)
                    .routes(Routes.builder()
                            .either("GET", TestHost.CONTEXT + "/v1/me")
                            .build())
                    .build();
            assertThatThrownBy(() -> LatchkeyServlets.install(mounted, context))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("mount path");
            LatchkeyServlets.install(whole, context, "/v1/*");
            assertThatThrownBy(() -> LatchkeyServlets.install(whole, context, "/v1/*"))
                    .isInstanceOf(IllegalStateException.class);
        })) {
            assertThat(host.get("/v1/me", null).statusCode()).isEqualTo(401);
        }
    }

    private static HttpResponse<String> call(TestHost host, String method, String path, String key, String json) {
        return host.send(host.request(method, path, json)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json"));
    }
}
