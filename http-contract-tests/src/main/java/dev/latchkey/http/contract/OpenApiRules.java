package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.Numbers;
import dev.latchkey.http.contract.fixture.TestHost;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The OpenAPI document: how it is served, and that it speaks the host's language. That answers are as it says,
 * {@link TestHost} sees to.
 */
abstract class OpenApiRules extends HostTest {
    @Test
    void documentIsServedToAnybodyAndOnceKnownNotAgain() {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            HttpResponse<String> answer = get(host, "GET", null);
            String tag = answer.headers().firstValue("ETag").orElseThrow();

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
            assertThat(answer.headers().firstValue("Cache-Control")).hasValue("no-cache");
            assertThat(get(host, "GET", "W/\"other\"").body()).isEqualTo(answer.body());
            for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
                HttpResponse<String> again = get(host, "GET", known);
                assertThat(again.statusCode()).as(known).isEqualTo(304);
                assertThat(again.body()).isEmpty();
                assertThat(again.headers().firstValue("ETag")).hasValue(tag);
            }
            HttpResponse<String> head = get(host, "HEAD", null);
            assertThat(head.body()).isEmpty();
            assertThat(head.headers().map().get("Content-Length"))
                    .isEqualTo(answer.headers().map().get("Content-Length"));
            assertThat(get(host, "OPTIONS", null).headers().firstValue("Allow")).hasValue("GET, HEAD, OPTIONS");
            assertThat(get(host, "POST", null).statusCode()).isEqualTo(405);
        }
    }

    @Test
    void everyStartMakesTheSameDocument() {
        List<String> tags = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            try (TestHost host = startHost(ErrorStyle.ENVELOPE)) {
                tags.add(get(host, "GET", null).headers().firstValue("ETag").orElseThrow());
            }
        }
        assertThat(tags.get(0)).isEqualTo(tags.get(1));
    }

    @Test
    void nothingIsServedUnasked() {
        try (TestHost host = startOther(latchkey -> LatchkeyWeb.builder(latchkey)
                .resources(new Numbers())
                .issuedKeys("/keys")
                .build())) {
            assertThat(get(host, "GET", null).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void hostsWordsAreInIt() {
        try (TestHost host = startHost(web -> web.resourceNoun("phone number")
                .tenantNoun("customer")
                .jsonCase(JsonCase.SNAKE)
                .errorStyle(ErrorStyle.ENVELOPE)
                .credential(Credential.bearer())
                .managementPermission("keys:manage")
                .issuedKeys("/b/keys"))) {
            JsonNode document = host.document("/b/keys").written();

            assertThat(document.at("/servers/0/url").asString()).isEqualTo(TestHost.CONTEXT);
            assertThat(document.get("paths").propertyNames())
                    .containsExactly("/v1/api-keys", "/v1/api-keys/regenerate", "/b/keys", "/b/keys/{id}");
            assertThat(document.at("/components/securitySchemes/apiKey/scheme").asString())
                    .isEqualTo("bearer");
            JsonNode issue = document.at("/paths/~1b~1keys/post");
            assertThat(issue.at("/requestBody/content/application~1json/schema/properties")
                            .propertyNames())
                    .containsExactly("name", "phone_number_id", "scopes", "expires_at");
            assertThat(issue.at("/responses/403").toString())
                    .contains("\"phone_number_scoped_key\"", "\"insufficient_scope\"", "WWW-Authenticate")
                    .doesNotContain("api_key_required");
            assertThat(document.at("/paths/~1v1~1api-keys~1regenerate/post/responses/403")
                            .toString())
                    .contains("\"api_key_required\"")
                    .doesNotContain("phone_number_scoped_key");
        }
    }

    /** Generated clients name their types after these. */
    @ParameterizedTest
    @EnumSource
    void typesHaveNames(ErrorStyle style) {
        try (TestHost host =
                startHost(web -> web.errorStyle(style).issuedKeys("/b/keys").issuedKeys("/c/keys"))) {
            JsonNode document = host.document("/b/keys").json();
            JsonNode schemas = document.at("/components/schemas");

            assertThat(schemas.propertyNames())
                    .contains(
                            "ApiKey",
                            "ApiKeys",
                            "IssuedApiKey",
                            "DefaultKey",
                            "RegeneratedKey",
                            "RegeneratedOwnKey",
                            "IssueApiKeyRequest",
                            "IssueApiKey2Request",
                            "RegenerateDefaultKeyRequest",
                            "BadRequestError",
                            "UnauthorizedError",
                            "IssueApiKeyForbiddenError",
                            "RevokeApiKeyNotFoundError",
                            "MethodNotAllowedError",
                            "ConflictError",
                            "RequestTimeoutError",
                            "ContentTooLargeError",
                            "UnsupportedMediaTypeError",
                            "UnprocessableContentError",
                            "TooManyRequestsError",
                            "ServiceUnavailableError");
            assertThat(document.at("/paths/~1c~1keys/post/operationId").asString())
                    .isEqualTo("issueApiKey2");
            assertThat(document.at("/components/schemas/ApiKeys/properties/data/items")
                            .toString())
                    .isEqualTo("{\"$ref\":\"#/components/schemas/ApiKey\"}");
            assertThat(document.get("paths").findValues("schema"))
                    .filteredOn(schema -> schema.has("properties"))
                    .isEmpty();
        }
    }

    /** Nothing in it is shaped like a key, and of what the host keeps to itself there is nothing at all. */
    @Test
    void nothingSecretIsInIt() {
        try (TestHost host = startHost(web -> web.trustedHandleHeader("x-internal-id", TrustedPeers.loopback()))) {
            String key = raw(host.tenantKeyOnce());
            String document = host.document("/v1/api-keys").json().toString();

            assertThat(document)
                    .doesNotContainIgnoringCase("x-internal-id")
                    .doesNotContain(key, "acme", "/v1/messages");
            KeyFormat format = KeyFormat.of("ps_").accepting("zpk_live_", "key_");
            assertThat(Pattern.compile("\\w+")
                            .matcher(document)
                            .results()
                            .map(MatchResult::group)
                            .map(format::parse))
                    .containsOnlyNulls();
        }
    }

    /** What is in the document is what is refused: at each bound, and one beyond. */
    @Test
    void boundsOfBodiesAreThoseThatAreKept() {
        try (TestHost host = startHost(web -> web.issuedKeys("/b/keys"))) {
            String key = raw(host.tenantKeyOnce());
            JsonNode properties = host.document("/b/keys")
                    .written()
                    .at("/paths/~1b~1keys/post/requestBody/content/application~1json/schema/properties");
            int name = properties.at("/name/maxLength").asInt();
            int resource = properties.at("/numberId/maxLength").asInt();
            int scope = properties.at("/scopes/items/maxLength").asInt();
            int scopes = properties.at("/scopes/maxItems").asInt();
            assertThat(List.of(status(host, key, name, resource, scope, scopes)))
                    .containsExactly(404);
            assertThat(status(host, key, name + 1, resource, scope, scopes)).isEqualTo(400);
            assertThat(status(host, key, name, resource + 1, scope, scopes)).isEqualTo(400);
            assertThat(status(host, key, name, resource, scope + 1, scopes)).isEqualTo(400);
            assertThat(status(host, key, name, resource, scope, scopes + 1)).isEqualTo(400);
        }
    }

    private static int status(TestHost host, String key, int name, int resource, int scope, int scopes) {
        List<String> permissions = new ArrayList<>();
        for (int i = 0; i < scopes; i++) {
            String number = String.valueOf(i);
            permissions.add("\"" + "s".repeat(scope - number.length()) + number + "\"");
        }
        return host.post(
                        "/b/keys",
                        key,
                        "{\"name\":\"" + "n".repeat(name) + "\",\"numberId\":\"" + "r".repeat(resource)
                                + "\",\"scopes\":" + permissions + "}")
                .statusCode();
    }

    @Test
    void documentThatCannotBeIsRefused() {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            for (String path : List.of("", "openapi.json", "/", "/a/", "/{a}", "/a/**")) {
                assertThatThrownBy(() -> web(host).openApi(path)).as(path).isInstanceOf(InvalidValueException.class);
            }
            assertThatThrownBy(() -> web(host).openApi("/openapi.json").build())
                    .isInstanceOf(InvalidValueException.class);
            for (String inside : List.of("/keys", "/keys/openapi.json")) {
                assertThatThrownBy(() ->
                                web(host).issuedKeys("/keys").openApi(inside).build())
                        .as(inside)
                        .isInstanceOf(InvalidValueException.class);
            }
        }
    }

    private static LatchkeyWebBuilder web(TestHost host) {
        return LatchkeyWeb.builder(host.latchkey).resources(new Numbers());
    }

    private static HttpResponse<String> get(TestHost host, String method, String known) {
        var request = host.request(method, TestHost.DOCUMENT, null);
        return host.send(known == null ? request : request.header("If-None-Match", known));
    }
}
