package dev.latchkey.adapter.servlet;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.contract.fixture.TestHost;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;

/** Pages of another origin, with the CORS of a container in front. */
abstract class CrossOriginRules {
    static final String PAGE = "https://page.example";

    /** Starts a host that allows {@link #PAGE}, and exposes what Latchkey lists. */
    abstract TestHost start();

    @Test
    void preflightOfAGuardedPathIsAnsweredInFront() throws Exception {
        try (TestHost host = start()) {
            HttpResponse<String> answer = send(host.request("OPTIONS", "/v1/me", null)
                    .header("Origin", PAGE)
                    .header("Access-Control-Request-Method", "GET")
                    .header("Access-Control-Request-Headers", "x-api-key"));

            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(PAGE);
            assertThat(names(answer, "Access-Control-Allow-Headers")).contains("x-api-key");
        }
    }

    @Test
    void pageMayReadARefusalAndItsFields() throws Exception {
        try (TestHost host = start()) {
            HttpResponse<String> refused =
                    send(host.request("GET", "/v1/me", null).header("Origin", PAGE));
            HttpResponse<String> admitted = send(host.request("GET", "/v1/me", null)
                    .header("Origin", PAGE)
                    .header("x-api-key", raw(host.tenantKeyOnce())));
            HttpResponse<String> elsewhere = send(host.request("GET", "/v1/me", null)
                    .header("Origin", "https://other.example")
                    .header("x-api-key", raw(host.tenantKeyOnce())));

            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.headers().firstValue("Access-Control-Allow-Origin"))
                    .hasValue(PAGE);
            assertThat(names(refused, "Access-Control-Expose-Headers"))
                    .containsExactlyInAnyOrder(
                            "Retry-After",
                            "WWW-Authenticate",
                            "Location",
                            "Idempotent-Replayed",
                            "Allow",
                            "Accept",
                            "ETag",
                            "X-Request-Id",
                            "X-RateLimit-Limit",
                            "X-RateLimit-Remaining",
                            "X-RateLimit-Reset",
                            "API-Key-Expires");
            assertThat(admitted.statusCode()).isEqualTo(200);
            assertThat(elsewhere.headers().firstValue("Access-Control-Allow-Origin"))
                    .isEmpty();
        }
    }

    /** The names that a field lists. */
    private static String[] names(HttpResponse<String> answer, String field) {
        return answer.headers().firstValue(field).orElse("").split(",");
    }

    /** Not by the host: its document describes no field of CORS. */
    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
    }
}
