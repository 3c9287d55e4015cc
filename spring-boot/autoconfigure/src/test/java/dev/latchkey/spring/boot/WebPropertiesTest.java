package dev.latchkey.spring.boot;

import static dev.latchkey.spring.boot.TestHost.TEST;
import static dev.latchkey.spring.boot.TestHost.send;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.AddressPolicy;
import dev.latchkey.http.Routes;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** Options of the guard that are properties. */
class WebPropertiesTest {
    private static final String KEY = "x-api-key";

    @Test
    void keyReadsItselfAndIsToldOfItsEndOverTlsAlone() throws Exception {
        try (ConfigurableApplicationContext host = TestHost.start(
                Host.class,
                "test.without=ecurity",
                "latchkey.store.type=in-memory",
                "latchkey.web.own-key.path=/v1/api-key",
                "latchkey.web.expiry-header.name=X-Key-Ends",
                "latchkey.web.expiry-header.within=60d",
                "latchkey.web.require-tls=true",
                "spring.flyway.enabled=false",
                "spring.liquibase.enabled=false")) {
            KeySpec spec = KeySpec.of("acme", Scope.tenant(), "ends")
                    .expiresAt(Instant.now().plus(Duration.ofDays(45)));
            String raw = host.getBean(Latchkey.class)
                    .keys()
                    .issue(spec, TEST)
                    .orElseThrow()
                    .rawKey()
                    .reveal();
            HttpResponse<String> own = send(
                    host, "GET", "/v1/api-key", KEY, raw, "X-Forwarded-For", "192.0.2.7", "X-Forwarded-Proto", "https");
            assertThat(own.statusCode()).as(own.body()).isEqualTo(200);
            assertThat(own.body()).contains("\"name\":\"ends\"");
            assertThat(own.headers().firstValue("X-Key-Ends"))
                    .hasValueSatisfying(end -> assertThat(end).startsWith("@"));
            HttpResponse<String> clear = send(host, "GET", "/v1/api-key", KEY, raw);
            assertThat(clear.statusCode()).isEqualTo(403);
            assertThat(clear.body()).contains("INSECURE_TRANSPORT");
        }
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    static class Host {
        @Bean
        Routes routes() {
            return Routes.builder().tenantOnly("GET", "/messages").build();
        }

        @Bean
        AddressPolicy addresses() {
            return AddressPolicy.xForwarded("127.0.0.0/8");
        }
    }
}
