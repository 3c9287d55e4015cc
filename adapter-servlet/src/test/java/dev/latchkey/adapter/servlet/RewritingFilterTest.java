package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.http.HttpResponse;
import java.util.EnumSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Filters of the host that change a request, in front of the filter and behind it. */
class RewritingFilterTest {
    private static final Routes ROUTES = Routes.builder()
            .tenantOnly("GET", "/v1/things")
            .either("GET", "/v1/things/**")
            .either("POST", "/v1/things")
            .tenantOnly("DELETE", "/v1/things")
            .either("GET", "/v1/forwarded")
            .build();

    private static HttpServletRequest trimmed(HttpServletRequest request) {
        return new Rewritten(request) {
            @Override
            public String getRequestURI() {
                return withoutSlash(super.getRequestURI());
            }

            @Override
            public String getPathInfo() {
                return withoutSlash(super.getPathInfo());
            }
        };
    }

    private static HttpServletRequest hiddenMethod(HttpServletRequest request) {
        return new Rewritten(request) {
            @Override
            public String getMethod() {
                return "_method=DELETE".equals(getQueryString()) ? "DELETE" : super.getMethod();
            }
        };
    }

    @Test
    void pathThatAFilterBehindRewritesIsNotServedByTheRuleOfTheOtherPath() {
        try (TestHost host = behind(wrapping(RewritingFilterTest::trimmed))) {
            String bound = raw(host.numberKey("wn_1"));

            assertThat(host.get("/v1/things", bound).statusCode()).isEqualTo(403);
            refused(host.get("/v1/things/", bound));
        }
    }

    @Test
    void pathThatAFilterInFrontRewritesIsNotServedEither() {
        try (TestHost host = ServletHosts.startIn((latchkey, choices, context) -> {
            add(context, "front", wrapping(RewritingFilterTest::trimmed));
            LatchkeyServlets.install(web(choices), context);
        })) {
            refused(host.get("/v1/things/", raw(host.numberKey("wn_1"))));
            assertThat(host.get("/v1/things", raw(host.tenantKey())).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void methodThatAFilterBehindReplacesIsNotServedByTheRuleOfTheOtherMethod() {
        try (TestHost host = behind(wrapping(RewritingFilterTest::hiddenMethod))) {
            String bound = raw(host.numberKey("wn_1"));

            assertThat(host.post("/v1/things", bound, null).statusCode()).isEqualTo(200);
            refused(host.post("/v1/things?_method=DELETE", bound, null));
        }
    }

    @Test
    void methodThatAFilterInFrontReplacesIsTheOneThatIsDecided() {
        try (TestHost host = ServletHosts.startIn((latchkey, choices, context) -> {
            add(context, "front", wrapping(RewritingFilterTest::hiddenMethod));
            LatchkeyServlets.install(web(choices), context);
        })) {
            assertThat(host.post("/v1/things?_method=DELETE", raw(host.numberKey("wn_1")), null)
                            .body())
                    .contains("NUMBER_SCOPE_NOT_ALLOWED");
            assertThat(host.post("/v1/things?_method=DELETE", raw(host.tenantKey()), null)
                            .body())
                    .startsWith("served DELETE");
        }
    }

    @Test
    void forwardOfAFilterBehindIsNotServedByTheRuleOfTheOtherPath() {
        Filter forwarding = (request, response, chain) -> {
            if (((HttpServletRequest) request).getRequestURI().endsWith("/v1/forwarded")) {
                request.getRequestDispatcher("/v1/things").forward(request, response);
            } else {
                chain.doFilter(request, response);
            }
        };
        try (TestHost host = behind(forwarding)) {
            refused(host.get("/v1/forwarded", raw(host.numberKey("wn_1"))));
        }
    }

    /** Only a request that enters the container is a new one, and it is decided whatever was decided before. */
    @Test
    void requestThatEntersIsDecidedWhateverAnEarlierDecisionHasLeftOnIt() {
        try (TestHost host = ServletHosts.startIn((latchkey, choices, context) -> {
            LatchkeyWeb web = web(choices);
            LatchkeyServlets.install(web, context);
            add(context, "between", wrapping(RewritingFilterTest::hiddenMethod));
            add(context, "second", new LatchkeyFilter(web, null));
        })) {
            String key = "x-api-key: " + raw(host.numberKey("wn_1"));
            String path = TestHost.CONTEXT + "/v1/forwarded";

            assertThat(TestHost.status(host.rawGet(path, key))).isEqualTo(200);
            assertThat(TestHost.status(host.rawGet(path + "?_method=DELETE", key)))
                    .isEqualTo(405);
        }
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("ROUTE_NOT_ALLOWED");
    }

    /** Starts a host with a filter between ours and the servlets. */
    private static TestHost behind(Filter filter) {
        return ServletHosts.startIn((latchkey, choices, context) -> {
            context.addFilter("behind", filter)
                    .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), true, "/*");
            LatchkeyServlets.install(web(choices), context);
        });
    }

    private static LatchkeyWeb web(LatchkeyWebBuilder choices) {
        return choices.errorStyle(ErrorStyle.FLAT).routes(ROUTES).build();
    }

    private static void add(ServletContext context, String name, Filter filter) {
        context.addFilter(name, filter).addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private static Filter wrapping(UnaryOperator<HttpServletRequest> wrapper) {
        return (request, response, chain) -> chain.doFilter(wrapper.apply((HttpServletRequest) request), response);
    }

    /** A request that a filter has changed. */
    private static class Rewritten extends HttpServletRequestWrapper {
        Rewritten(HttpServletRequest request) {
            super(request);
        }

        static String withoutSlash(String path) {
            return path != null && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        }
    }
}
