package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.route.RouteTable;
import dev.latchkey.http.spi.RequestPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

<<<<<<< HEAD:http/src/test/java/dev/latchkey/http/RoutesTest.java
/** Which rule is for which request. */
=======
/** Which rule is for which request, and that no spelling of a path gets around one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
>>>>>>> http-bodies:adapter-servlet/src/test/java/dev/latchkey/adapter/servlet/RoutesTest.java
class RoutesTest {
    private final TestHost host = TestHost.start(ErrorStyle.FLAT);
    private final String numberKey = raw(host.numberKey("wn_1"));

    @AfterAll
    void stop() {
        host.close();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/numbers,      /v1/numbers,        true",
        "/v1/numbers,      /v1/numbers/,       false",
        "/v1/numbers,      /v1/Numbers,        false",
        "/v1/numbers,      /v1,                false",
        "/v1/numbers,      /v1/numbers/1,      false",
        "/v1/numbers/{id}, /v1/numbers/1,      true",
        "/v1/numbers/{id}, /v1/numbers/,       false",
        "/v1/numbers/{id}, /v1/numbers/1/2,    false",
        "/files/**,        /files,             true",
        "/files/**,        /files/,            true",
        "/files/**,        /files/a/b.txt,     true",
        "/files/**,        /filesystem,        false",
        "/files/**,        /files/../v1,       false",
        "/files/**,        /files/a//b,        false",
        "/files/**,        /files/a;b/c,       false",
        "/files/**,        /files/a\\b,        false",
        "/files/**,        /files/./a,         false",
        "/files/**,        /files/a%2fb,       false",
        "/files/**,        /files/a%2Fb,       false",
        "/files/**,        /files/..%5cb,      false",
        "/files/**,        /files/a%5C,        false",
        "/files/**,        /files/100%,        true",
        "/files/**,        /files/100%2,       true",
        "/**,              /,                  true",
        "/**,              /a/b,               true",
        "/,                /,                  true",
        "/,                /a,                 false"
    })
    void patternMatchesWholeNormalPaths(String pattern, String path, boolean expected) {
        RouteTable routes = Routes.builder().open("GET", pattern).build().table();

        assertThat(routes.match(
                                        "GET",
                                        RequestPath.ofDecoded(path)
                                                .map(RequestPath::segments)
                                                .orElse(null))
                                .rule()
                        != null)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,    GET,     true",
        "GET,    HEAD,    true",
        "GET,    POST,    false",
        "GET,    OPTIONS, false",
        "POST,   POST,    true",
        "POST,   HEAD,    false",
        "POST,   GET,     false",
        "DELETE, HEAD,    false",
        "HEAD,   HEAD,    true",
        "HEAD,   GET,     false",
        "*,      HEAD,    true",
        "*,      POST,    true",
        "*,      PURGE,   true"
    })
    void methodOfTheRuleDecides(String rule, String method, boolean expected) {
        Routes routes = Routes.builder().open(rule, "/a").build();

        assertThat(routes.match(method, List.of("a")).rule() != null).isEqualTo(expected);
    }

    @Test
    void firstMatchWinsAndVariablesAreKept() {
        RouteTable routes = Routes.builder()
                .open("GET", "/a/special")
                .tenantOnly("*", "/a/{x}")
                .either("POST", "/a/{x}/b/{y}")
                .build()
                .table();

        assertThat(routes.match("GET", List.of("a", "special")).rule().requirement())
                .isNull();
        assertThat(routes.match("HEAD", List.of("a", "special")).rule().requirement())
                .isNull();
        assertThat(routes.match("PUT", List.of("a", "special")).rule().requirement())
                .isNotNull();
        assertThat(routes.match("POST", List.of("a", "1", "b", "2")).variables())
                .isEqualTo(Map.of("x", "1", "y", "2"));
        assertThat(routes.match("GET", List.of("a", "1", "b", "2")).methods()).containsExactly("POST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v1",
                "/v1/",
                "/v1//x",
                "/v1/*",
                "/**/x",
                "/v1/{}",
                "/v1/{a}{b}",
                "/{a}/{a}",
                "/a/../b",
                "/a;b",
                "/v1/x{id}"
            })
    void malformedPatternsAreRefused(String pattern) {
        assertThatThrownBy(() -> Routes.builder().open("GET", pattern)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void malformedRulesAreRefused() {
        assertThatThrownBy(() -> Routes.builder().open("get", "/")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Routes.builder().either("GET", "/", "a b")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Routes.builder().on("id")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Routes.builder().either("GET", "/{x}").on("id"))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Routes.builder().open("GET", "/{id}").on("id"))
                .isInstanceOf(InvalidValueException.class);
    }
<<<<<<< HEAD:http/src/test/java/dev/latchkey/http/RoutesTest.java
=======

    @Test
    void openRouteIsServedToAnybodyAndLooksNothingUp() {
        host.store.lookUps.set(0);

        assertThat(host.get("/health", null).body()).startsWith("served GET to nobody, user null");
        assertThat(host.get("/health", "nonsense").statusCode()).isEqualTo(200);
        assertThat(host.get("/health", numberKey).body()).startsWith("served GET to nobody");
        assertThat(host.get("/health", null).headers().firstValue("Cache-Control"))
                .isEmpty();
        assertThat(host.store.lookUps).hasValue(0);
    }

    /** Each spelling leads nowhere, or to what the plain path leads to: here always to "not with a number's key", or to nothing at all. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/numbers",
                "/v1/numbers;x=1",
                "/v1;x=1/numbers",
                "/v1/numbers;",
                "//v1/numbers",
                "/v1//numbers",
                "/v1/numbers/",
                "/v1/numbers//",
                "/v1/Numbers",
                "/V1/NUMBERS",
                "/v1/numbers%2f",
                "/v1%2fnumbers",
                "/v1/%6eumbers",
                "/v1/numbers%00",
                "/v1/numbers%0a",
                "/v1/numbers%20",
                "/v1/./numbers",
                "/v1/messages/../numbers",
                "/v1/messages/%2e%2e/numbers",
                "/v1/messages/..%2fnumbers",
                "/v1/messages/%252e%252e/numbers",
                "/v1/messages/..;/numbers",
                "/v1/messages/..;x=1/numbers",
                "/health/../v1/numbers",
                "/health/%2e%2e/v1/numbers",
                "/health/..;/v1/numbers",
                "/health;/../v1/numbers",
                "/v1\\numbers",
                "/v1/messages/..\\numbers",
                "/v1/messages/..%5cnumbers",
                "/v1/numbers?x=/health",
                "/v1/numbers#/health",
                "/v1/numbers.json",
                "/v1/api-keys;x",
                "/v1/api-keys/",
                "/v1/api-keys/x/../",
                "/v1/messages/%2e%2e/api-keys",
                "/v1/api%2dkeys"
            })
    void noSpellingOpensARoute(String path) {
        String anonymous = host.rawGet(TestHost.CONTEXT + path);
        String number = host.rawGet(TestHost.CONTEXT + path, "x-api-key: " + numberKey);

        assertThat(TestHost.status(anonymous)).isIn(400, 401, 404);
        assertThat(TestHost.status(number)).isIn(400, 403, 404);
        assertThat(anonymous + number).doesNotContain("served").doesNotContain("wn_2");
    }
>>>>>>> http-bodies:adapter-servlet/src/test/java/dev/latchkey/adapter/servlet/RoutesTest.java
}
