package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.AddressPolicy;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The address of a client, with and without something in front that replaces addresses by what forwarding headers say.
 */
class ForwardedAddressTest {
    private static final String PROXY = "127.0.0.0/8";

    /** The place where addresses are replaced. */
    enum Replaced {
        NOWHERE,
        BY_A_FILTER,
        BY_THE_CONTAINER
    }

    @ParameterizedTest
    @EnumSource
    void headerOpensNothingWithoutANamedProxy(Replaced replaced) {
        boolean hidden = replaced == Replaced.BY_THE_CONTAINER && Container.hidesTheSocket();
        try (TestHost host = start(replaced, AddressPolicy.direct())) {
            assertThat(status(host, bound(host, "10.0.0.0/8"), "10.1.1.1")).isEqualTo(403);
            assertThat(status(host, bound(host, PROXY), null)).isEqualTo(hidden ? 403 : 200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void listIsReadFromItsEndBehindANamedProxy(Replaced replaced) {
        boolean hidden = replaced == Replaced.BY_THE_CONTAINER && Container.hidesTheSocket();
        try (TestHost host = start(replaced, AddressPolicy.xForwarded(PROXY))) {
            String key = bound(host, "10.0.0.0/8");

            assertThat(status(host, key, "10.1.1.1, 203.0.113.9")).isEqualTo(403);
            assertThat(status(host, key, "203.0.113.9, 10.1.1.1")).isEqualTo(hidden ? 403 : 200);
            assertThat(status(host, key, null)).isEqualTo(403);
        }
    }

    @ParameterizedTest
    @EnumSource
    void forwardedRequestIsNotLocal(Replaced replaced) {
        try (TestHost host = start(replaced, AddressPolicy.direct())) {
            IssuedKey key = host.tenantKey();
            for (String header : List.of("X-Forwarded-For", "Forwarded")) {
                String value = header.equals("Forwarded") ? "for=127.0.0.1" : "127.0.0.1";
                assertThat(host.send(host.request("GET", "/v1/me", null)
                                        .header(
                                                "x-api-key-id",
                                                "k_" + key.rawKey().handle())
                                        .header(header, value))
                                .statusCode())
                        .as(header)
                        .isEqualTo(401);
            }
        }
    }

    private static TestHost start(Replaced replaced, AddressPolicy policy) {
        return new TestHost(
                keys -> {},
                (latchkey, choices) -> Container.start(new Container.Application(
                        TestHost.CONTEXT, false, replaced == Replaced.BY_THE_CONTAINER, null, context -> {
                            context.addServlet("echo", new ServletHosts.EchoServlet())
                                    .addMapping("/*");
                            if (replaced == Replaced.BY_A_FILTER) {
                                addFilter(context);
                            }
                            choices.addresses(policy).trustedHandleHeader("x-api-key-id", TrustedPeers.loopback());
                            LatchkeyServlets.install(choices.build(), context);
                        })));
    }

    private static void addFilter(ServletContext context) {
        Filter filter =
                (request, response, chain) -> chain.doFilter(new Forwarded((HttpServletRequest) request), response);
        context.addFilter("forwarded", filter)
                .addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
    }

    private static String bound(TestHost host, String network) {
        return raw(host.issue(KeySpec.of("acme", Scope.tenant(), network)
                .allPermissions()
                .limits(new Limits(List.of(), List.of(Cidr.parse(network))))));
    }

    private static int status(TestHost host, String key, String forwardedFor) {
        var request = host.request("GET", "/v1/me", null).header("x-api-key", key);
        return host.send(forwardedFor == null ? request : request.header("X-Forwarded-For", forwardedFor))
                .statusCode();
    }

    /** Believes the first address and hides the headers, as Spring's filter does. */
    private static final class Forwarded extends HttpServletRequestWrapper {
        Forwarded(HttpServletRequest request) {
            super(request);
        }

        @Override
        public String getRemoteAddr() {
            String header = super.getHeader("X-Forwarded-For");
            return header == null ? super.getRemoteAddr() : header.split(",", -1)[0];
        }

        @Override
        public String getHeader(String name) {
            return isHidden(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        private static boolean isHidden(String name) {
            return name.toLowerCase(Locale.ROOT).contains("forwarded");
        }
    }
}
