package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.request;
import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.spi.Response;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The answers to managed requests that are wrong. */
class ManagedErrorsTest {
    @ParameterizedTest
    @EnumSource(names = {"FLAT", "ENVELOPE"})
    void eachRefusal400HasTheDetailsThatTheDocumentRequires(ErrorStyle style) {
        try (ManagedHost host = new ManagedHost(web -> web.errorStyle(style))) {
            for (String query : List.of(
                    "tenant=acme&owner=a&tag=b",
                    "tenant=acme&owner=a&sort=name",
                    "tenant=acme&createdAfter=2026-01-01T00:00:00Z&sort=name",
                    "tenant=acme&neverExpires=true",
                    "tenant=acme&neverExpires=true&expiresAfter=2026-01-01T00:00:00Z&sort=expires",
                    "tenant=acme&q=ps_" + "x".repeat(57),
                    "tenant=acme&cursor=x",
                    "limit=5")) {
                Response refused = host.send("GET", "/keys?" + query, null);
                assertThat(refused.status()).isEqualTo(400);
                assertThat(text(refused)).contains("\"details\":{\"");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'\"a,b\", \"1\"'; 200",
                "'W/\"1-gzip\",\"a,b\"'; 200",
                "',, \"1\" ,'; 200",
                "'\"a,1\"'; 412",
                "'\"1,\"'; 412",
                "'\"1\" \"2\"'; 400",
                "'\"a,\"1\"'; 400",
                "'\"1'; 400"
            })
    void aTagOfIfMatchMayHaveACommaInIt(String tags, int status) {
        try (ManagedHost host = new ManagedHost()) {
            String key = "/keys/" + host.issue().id();
            FakeRequest change =
                    request("PATCH", key).header("x-operator", "ada").header("If-Match", tags);
            assertThat(host.send(change, "{\"name\":\"other\"}").status()).isEqualTo(status);
        }
    }

    @Test
    void whatDoesNotCombineIsNamed() {
        try (ManagedHost host = new ManagedHost()) {
            assertThat(text(host.send("GET", "/keys?tenant=acme&owner=a&tag=b", null)))
                    .contains("\"code\":\"FILTERS_NOT_COMBINABLE\"")
                    .contains("tag cannot be combined with owner");
        }
    }
}
