package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Credential;
import dev.latchkey.http.LatchkeyWebBuilder;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the code behind the filter sees of the credential. */
class HiddenCredentialTest {
    private static final List<String> NAMES = List.of("x-api-key", "X-API-Key", "Authorization", "x-other");

    @ParameterizedTest
    @ValueSource(strings = {"plain", "forward", "include", "async", "error", "open"})
    void credentialIsAbsentInEveryDispatch(String way) {
        try (TestHost host = start(true)) {
            String key = raw(host.tenantKey());
            String dump = host.send(host.request("GET", "/way/" + way, null)
                            .header("x-api-key", key)
                            .header("Authorization", "Bearer " + key)
                            .header("x-other", "seen"))
                    .body();

            assertThat(dump)
                    .contains("x-other=[seen]")
                    .doesNotContain(key, "Authorization=", "key=[")
                    .contains("names=");
            assertThat(dump.toLowerCase(Locale.ROOT)).doesNotContain("authorization", "x-api-key");
        }
    }

    @Test
    void credentialStaysWhereTheHostDoesNotHideIt() {
        try (TestHost host = start(false)) {
            String key = raw(host.tenantKey());

            assertThat(host.get("/way/plain", key).body()).contains("x-api-key=[" + key + "]");
        }
    }

    @Test
    void whatIsNoKeyIsNotHidden() {
        try (TestHost host = start(true)) {
            String key = raw(host.tenantKey());
            String proxys = host.send(host.request("GET", "/way/plain", null)
                            .header("x-api-key", key)
                            .header("Authorization", "Basic cHJveHk6"))
                    .body();
            String principals = host.send(
                            host.request("GET", "/way/plain", null).header("Authorization", "Bearer of-a-session"))
                    .body();

            assertThat(proxys).contains("Authorization=[Basic cHJveHk6]").doesNotContain(key);
            assertThat(principals).contains("Authorization=[Bearer of-a-session]");
        }
    }

    private static TestHost start(boolean hidden) {
        return ServletHosts.startIn((latchkey, choices, context) -> {
            LatchkeyWebBuilder web = choices.credential(
                            Credential.anyOf(Credential.header("x-api-key"), Credential.bearer()))
                    .principals(request -> request.header("Authorization").contains("Bearer of-a-session")
                            ? Optional.of(Caller.of("acme", Scope.tenant(), Permissions.ALL, "ada"))
                            : Optional.empty())
                    .routes(Routes.builder()
                            .open("GET", "/way/open")
                            .either("GET", "/way/**")
                            .build());
            addServlets(context);
            LatchkeyServlets.install((hidden ? web.hideCredential() : web).build(), context);
        });
    }

    private static void addServlets(ServletContext context) {
        var dump = context.addServlet("dump", new Dump());
        dump.setAsyncSupported(true);
        dump.addMapping("/way/*", "/dump", Container.Application.ERROR_PAGE);
    }

    /** Writes what it sees, or has it written in another dispatch. */
    private static final class Dump extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            String way = request.getDispatcherType() == DispatcherType.REQUEST ? request.getPathInfo() : "";
            switch (way == null ? "" : way) {
                case "/forward" -> request.getRequestDispatcher("/dump").forward(request, response);
                case "/include" -> request.getRequestDispatcher("/dump").include(request, response);
                case "/error" -> throw new IllegalStateException("the host's own");
                case "/async" -> {
                    AsyncContext context = request.startAsync();
                    context.dispatch("/dump");
                }
                default -> write(request, response);
            }
        }

        private static void write(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.setContentType("text/plain");
            for (String name : NAMES) {
                List<String> lines = Collections.list(request.getHeaders(name));
                assertThat(request.getHeader(name)).isEqualTo(lines.isEmpty() ? null : lines.get(0));
                if (!lines.isEmpty()) {
                    response.getWriter().println(name + "=" + lines);
                }
            }
            response.getWriter().println("names=" + Collections.list(request.getHeaderNames()));
        }
    }
}
