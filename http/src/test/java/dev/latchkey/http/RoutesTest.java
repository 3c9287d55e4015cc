package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.http.internal.route.RouteTable;
import dev.latchkey.http.spi.RequestPath;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rule is for which request. */
class RoutesTest {
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
        RouteTable routes = Routes.builder().open(rule, "/a").build().table();

        assertThat(routes.match(method, List.of("a")).rule() != null).isEqualTo(expected);
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
        "/files/**,        /files/a%41,        false",
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
                "/v1/x{id}",
                "/v1/:id",
                "/v1/<id>",
                "/v1/x?y=1",
                "/v1/x#y",
                "/v1/a%20b"
            })
    void malformedPatternsAreRefused(String pattern) {
        assertThatThrownBy(() -> Routes.builder().open("GET", pattern)).isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /a,         GET,    /a",
        "GET,  /a,         HEAD,   /a",
        "*,    /a,         DELETE, /a",
        "*,    /a,         *,      /a",
        "GET,  /{x},       GET,    /a",
        "GET,  /{x},       GET,    /{y}",
        "GET,  /{x},       *,      /a",
        "*,    /**,        GET,    /a",
        "*,    /**,        GET,    /",
        "GET,  /a/**,      GET,    /a",
        "GET,  /a/**,      GET,    /a/b/**",
        "GET,  /a/**,      *,      /a/b",
        "HEAD, /a/**,      GET,    /a/b",
        "GET,  /a/{x}/**,  GET,    /a/b/{x}"
    })
    void ruleBehindAWiderOneIsRefused(String method, String path, String laterMethod, String later) {
        assertThatThrownBy(() -> Routes.builder()
                        .either(method, path)
                        .tenantOnly(laterMethod, later)
                        .build())
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining(laterMethod + " " + later + " behind " + method + " " + path);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /a,         *,      /a",
        "HEAD, /a,         GET,    /a",
        "GET,  /a,         POST,   /a",
        "GET,  /a,         *,      /**",
        "GET,  /a/b/**,    GET,    /a/**",
        "GET,  /a/**,      GET,    /ab/**",
        "POST, /a/**,      GET,    /a/b",
        "GET,  /{x}/b,     GET,    /a/{y}",
        "GET,  /a,         GET,    /{x}",
        "GET,  /{x},       GET,    /"
    })
    void ruleBehindANarrowerOneIsNot(String method, String path, String laterMethod, String later) {
        assertThat(Routes.builder()
                        .either(method, path)
                        .tenantOnly(laterMethod, later)
                        .build())
                .isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "GET,  /v1/admin,    /v1/admin",
        "HEAD, /v1/admin,    /v1/admin",
        "GET,  /v1/admin/,   ",
        "get,  /v1/admin,    ",
        "GET,  /v1/admin/5,  /v1/admin/{id}",
        "GET,  /v1/admin/5/, ",
        "POST, /v1/admin/,   /**",
        "POST, /v1/admin,    /**",
        "GET,  /v1/admins,   /**",
        "GET,  /v1/files/,   /v1/files/**",
        "GET,  /,            /**"
    })
    void requestThatANarrowerRuleCoversNeverFallsThroughToAWiderOne(String method, String path, String expected) {
        RouteTable routes = Routes.builder()
                .tenantOnly("GET", "/v1/admin")
                .tenantOnly("GET", "/v1/admin/{id}")
                .tenantOnly("GET", "/v1/files/**")
                .either("*", "/**")
                .build()
                .table();

        RouteTable.Match match =
                routes.match(method, RequestPath.ofDecoded(path).orElseThrow().segments());

        assertThat(match.rule() == null ? null : match.rule().path().toString()).isEqualTo(expected);
    }

    @Test
    void methodThatHttpDoesNotHaveIsNamedFirst() {
        assertThatThrownBy(() -> Routes.builder().either("GETT", "/")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Routes.builder().method("Purge")).isInstanceOf(InvalidValueException.class);
        assertThat(Routes.builder()
                        .method("PURGE")
                        .either("PURGE", "/")
                        .build()
                        .table()
                        .match("PURGE", List.of(""))
                        .rule())
                .isNotNull();
    }

    @Test
    void permissionsOfTheRulesAreListedOnce() {
        Routes routes = Routes.builder()
                .open("GET", "/health")
                .either("GET", "/b", "b:read")
                .either("POST", "/b", "a:write")
                .tenantOnly("DELETE", "/b", "b:read")
                .tenantOnly("GET", "/c")
                .build();

        assertThat(routes.permissions()).containsExactly("a:write", "b:read");
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
}
