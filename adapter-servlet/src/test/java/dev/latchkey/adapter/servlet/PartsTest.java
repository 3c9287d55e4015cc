package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.contract.fixture.Numbers;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two APIs in one web application, each by its own rules. */
class PartsTest {
    @Test
    void eachPartHasAConfigurationOfItsOwn() {
        try (TestHost host = ServletHosts.startIn((latchkey, web, context) -> {
            LatchkeyServlets.install(web.errorStyle(ErrorStyle.FLAT).build(), context, "/v1/*");
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

    /** Containers disagree about which of these lie below the part's pattern. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "//v1/secret",
                "/;/v1/secret",
                "/;x=1/v1/secret",
                "/./v1/secret",
                "/x/../v1/secret",
                "/x/%2e%2e/v1/secret",
                "/x/..;/v1/secret",
                "/v1;x=1/secret",
                "/v1;/secret",
                "/%76%31/secret",
                "/v1%2fsecret",
                "/v1%5csecret",
                "/v1\\secret",
                "/v1/secret",
                "/v1/",
                "/v1"
            })
    void noSpellingGetsAroundAPart(String path) {
        try (TestHost host = ServletHosts.startIn((latchkey, web, context) ->
                LatchkeyServlets.install(web.errorStyle(ErrorStyle.FLAT).build(), context, "/v1/*"))) {
            assertThat(host.rawGet(TestHost.CONTEXT + path)).doesNotContain("served");
            assertThat(host.rawGet(TestHost.CONTEXT + "/elsewhere/%20")).contains("served");
        }
    }

    @Test
    void partThatCannotBeIsRefused() {
        try (TestHost host = ServletHosts.startIn((latchkey, web, context) -> {
            LatchkeyWeb whole = web.build();
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
