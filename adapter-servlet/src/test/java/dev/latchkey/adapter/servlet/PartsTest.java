package dev.latchkey.adapter.servlet;

import static dev.latchkey.adapter.servlet.DefaultKeysTest.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import org.junit.jupiter.api.Test;

/** Two APIs in one web application, each by its own rules. */
class PartsTest {
    @Test
    void eachPartHasAConfigurationOfItsOwn() {
        try (TestHost host = TestHost.startIn((latchkey, web, context) -> {
            web.errorStyle(ErrorStyle.FLAT).build().install(context, "/v1/*");
            LatchkeyWeb.builder(latchkey)
                    .resources(new Numbers())
                    .errorStyle(ErrorStyle.ENVELOPE)
                    .credential(Credential.bearer())
                    .resourceNoun("instance")
                    .jsonCase(JsonCase.SNAKE)
                    .openApi("/b/v1/openapi.json")
                    .issuedKeys("/b/v1/api-keys")
                    .build()
                    .install(context, "/b/*");
        })) {
            String key = raw(host.tenantKey());

            assertThat(host.get("/v1/api-keys", key).body()).startsWith("[{\"numberId\":");
            assertThat(host.get("/v1/api-keys", null).body()).isEqualTo("{\"error\":\"Unauthorized\"}");
            assertThat(host.get("/b/v1/api-keys", key).body()).contains("\"auth_missing\"");
            assertThat(IssuedKeysTest.call(host, "GET", "/b/v1/api-keys", key, null)
                            .body())
                    .startsWith("{\"data\":[{")
                    .contains("\"instance_id\":null");
            assertThat(IssuedKeysTest.call(host, "GET", "/v1/api-keys", key, null)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(IssuedKeysTest.call(host, "GET", "/b/v1/elsewhere", key, null)
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void partThatCannotBeIsRefused() {
        try (TestHost host = TestHost.startIn((latchkey, web, context) -> {
            LatchkeyWeb whole = web.build();
            for (String part :
                    new String[] {"", "/", "/b", "*.do", "b/*", "/{x}/*", "/b/*/*", "/b/*", "/v1/api-keys/x/*"}) {
                assertThatThrownBy(() -> whole.install(context, part))
                        .as(part)
                        .isInstanceOf(InvalidValueException.class);
            }
            whole.install(context, "/v1/*");
            assertThatThrownBy(() -> whole.install(context, "/v1/*")).isInstanceOf(IllegalStateException.class);
        })) {
            assertThat(host.get("/v1/me", null).statusCode()).isEqualTo(401);
        }
    }
}
