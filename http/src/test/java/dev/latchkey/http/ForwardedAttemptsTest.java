package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.query.AccessEvent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Failed attempts behind a proxy are those of its client, and the audit names the client. */
class ForwardedAttemptsTest {
    private static final RateLimit THREE = new RateLimit(3, 1, Duration.ofHours(1));
    private static final String ONE = "198.51.100.1";
    private static final String OTHER = "198.51.100.2";

    private final Clock clock = Clock.fixed(Instant.parse("2026-06-28T15:00:00Z"), ZoneOffset.UTC);
    private final List<AccessEvent> recorded = new ArrayList<>();
    private final Latchkey latchkey = Latchkey.builder()
            .store(new InMemoryKeyStore())
            .keyFormat(KeyFormat.of("ps_"))
            .argon2(new Argon2Parameters(64, 1, 1))
            .clock(clock)
            .failedAttempts(new InMemoryRateLimiter(clock), THREE, THREE)
            .auditSink(recorded::addAll)
            .build();
    private final LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
            .routes(Routes.builder().either("GET", "/me").build())
            .addresses(AddressPolicy.xForwarded("10.0.0.0/8"))
            .build();

    @AfterEach
    void close() {
        latchkey.close();
    }

    private int attempt(String peer, String client) {
        FakeRequest request = FakeRequest.of("GET", "/me")
                .from(peer)
                .header("X-Forwarded-For", "127.0.0.1, " + client)
                .header("x-api-key", "garbage");
        return ((Decision.Respond) web.decide(request)).response().status();
    }

    @Test
    void clientsOfOneProxyAreToldApart() {
        for (int i = 0; i < 5; i++) {
            assertThat(attempt("10.0.0.1", ONE)).isEqualTo(i < 3 ? 401 : 429);
        }
        // By another proxy too.
        assertThat(attempt("10.0.0.2", ONE)).isEqualTo(429);
        assertThat(attempt("10.0.0.1", OTHER)).isEqualTo(401);

        latchkey.flush();
        assertThat(recorded).extracting(AccessEvent::address).containsOnly(ONE, OTHER);
    }

    @Test
    void whoIsNoProxyCannotChooseItsAddress() {
        for (int i = 0; i < 5; i++) {
            assertThat(attempt("192.0.2.7", "203.0.113." + i)).isEqualTo(i < 3 ? 401 : 429);
        }

        latchkey.flush();
        assertThat(recorded).extracting(AccessEvent::address).containsOnly("192.0.2.7");
    }
}
