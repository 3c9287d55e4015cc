package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.IssuedKey;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.Routes;
import dev.latchkey.http.contract.fixture.TestHost;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A forward to an endpoint, with a record cache that is not notified of anything. */
class StrictForwardTest {
    @Test
    void keyThatWasRevokedAMomentAgoGetsNoOtherKeyThroughAForward() {
        Routes routes = Routes.builder()
                .tenantOnly("GET", "/v1/numbers")
                .tenantOnly("GET", "/v1/forward")
                .build();
        try (TestHost host = ServletHosts.start(
                TestHost::unnotifiedCache,
                web -> web.errorStyle(ErrorStyle.FLAT).routes(routes),
                context -> context.addServlet("forward", new ToTheKeys()).addMapping("/v1/forward"))) {
            IssuedKey key = host.tenantKey();
            assertThat(host.get("/v1/numbers", raw(key)).statusCode()).isEqualTo(200);
            assertThat(host.get("/v1/forward", raw(key)).statusCode()).isEqualTo(200);
            host.revokeElsewhere(key);

            assertThat(host.get("/v1/numbers", raw(key)).statusCode()).isEqualTo(200);
            assertThat(host.get("/v1/forward", raw(key)).statusCode()).isEqualTo(401);
        }
    }

    /** Shows the list of keys under another path. */
    private static final class ToTheKeys extends HttpServlet {
        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response)
                throws IOException, ServletException {
            request.getRequestDispatcher("/v1/api-keys").forward(request, response);
        }
    }
}
