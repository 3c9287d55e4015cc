package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.request;
import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.http.spi.Response;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Managed requests under an idempotency key that another request had. */
class ManagedIdempotencyTest {
    private static final String NOW = "{\"mode\":\"now\"}";
    private static final String DAY = "{\"mode\":\"overlap\",\"overlap\":\"P1D\"}";
    private static final String WEEK = "{\"mode\":\"overlap\",\"overlap\":\"P7D\"}";
    private static final String FIRST_USE = "{\"mode\":\"first-use\"}";
    private static final String GRACED = "{\"mode\":\"first-use\",\"grace\":\"PT1H\"}";
    private static final String LAPSING = "{\"mode\":\"first-use\",\"lapses\":\"P2D\"}";
    private static final List<String> ROTATIONS = List.of(NOW, DAY, WEEK, FIRST_USE, GRACED, LAPSING);

    @Test
    void aRotationIsRepeatedByTheSameRequestAlone() {
        for (String first : ROTATIONS) {
            try (ManagedHost host = new ManagedHost()) {
                ApiKey key = host.issue();
                String path = "/keys/" + key.id() + "/rotate";
                assertThat(send(host, path, first).status()).isEqualTo(201);
                for (String other : ROTATIONS) {
                    assertAnswered(host, path, other, other.equals(first));
                }
                assertAnswered(host, "/keys/" + host.issue().id() + "/rotate", first, false);
            }
        }
    }

    @Test
    void aRotationIsRepeatedByTheSameRequestAloneWhateverBecameOfItSince() {
        for (String later : List.of("/rotate/complete", "/rotate/cancel", "/revoke")) {
            try (ManagedHost host = new ManagedHost()) {
                String key = "/keys/" + host.issue().id();
                assertThat(send(host, key + "/rotate", DAY).status()).isEqualTo(201);
                assertThat(host.send("POST", key + later, null).status()).isEqualTo(200);
                for (String other : ROTATIONS) {
                    assertAnswered(host, key + "/rotate", other, other.equals(DAY));
                }
            }
        }
    }

    @Test
    void otherDurationsOfTheSameLengthAreTheSameRequest() {
        try (ManagedHost host = new ManagedHost()) {
            String path = "/keys/" + host.issue().id() + "/rotate";
            assertThat(send(host, path, DAY).status()).isEqualTo(201);
            assertAnswered(host, path, DAY.replace("P1D", "PT24H"), true);
        }
    }

    @Test
    void anotherMemberOfANewKeyMakesAnotherRequest() {
        List<String> requests = new ArrayList<>(List.of("\"tags\":[\"ab\"]", "\"tags\":[\"a\",\"b\"]"));
        for (String member : List.of(
                "\"owner\":\"o\"",
                "\"description\":\"d\"",
                "\"description\":\"owner o\"",
                "\"permissions\":[\"messages:read\"]",
                "\"limits\":[{\"burst\":5,\"tokens\":1,\"period\":\"PT1S\"}]",
                "\"networks\":[\"10.0.0.0/8\"]",
                "\"lifetime\":\"P1D\"",
                "\"expiresAt\":\"2026-06-29T15:00:00Z\"",
                "\"resource\":\"wn_1\"",
                "\"slot\":\"spare\"")) {
            requests.add(member);
        }
        for (String first : requests) {
            try (ManagedHost host = new ManagedHost()) {
                Response made = send(host, "/keys", issue(first));
                assertThat(made.status()).as(text(made)).isEqualTo(201);
                for (String other : requests) {
                    assertAnswered(host, "/keys", issue(other), other.equals(first));
                }
            }
        }
    }

    @Test
    void regeneratingAnotherSlotIsAnotherRequest() {
        String own = "{\"tenant\":\"acme\"}";
        String resource = "{\"tenant\":\"acme\",\"resource\":\"wn_1\"}";
        for (List<String> order : List.of(List.of(own, resource), List.of(resource, own))) {
            try (ManagedHost host = new ManagedHost()) {
                assertThat(send(host, "/slots/regenerate", order.get(0)).status())
                        .isEqualTo(200);
                assertAnswered(host, "/slots/regenerate", order.get(0), true);
                assertAnswered(host, "/slots/regenerate", order.get(1), false);
            }
        }
    }

    @Test
    void aLifetimeIsThatOfTheRequestWhileTimePasses() {
        for (KeyPolicy policy : List.of(KeyPolicy.NONE, KeyPolicy.NONE.maxLifetime(Duration.ofDays(90)))) {
            try (ManagedHost host = new ManagedHost(
                    keys -> keys.clock(new HastyClock()).policies((tenant, scope) -> policy),
                    web -> {},
                    managed -> managed)) {
                String json = issue("\"lifetime\":\"P90D\"");
                assertThat(send(host, "/keys", json).status()).isEqualTo(201);
                assertAnswered(host, "/keys", json, true);
            }
        }
    }

    private static String issue(String member) {
        return "{\"tenant\":\"acme\",\"name\":\"ci\"," + member + "}";
    }

    private static void assertAnswered(ManagedHost host, String path, String json, boolean same) {
        Response answer = send(host, path, json);
        String body = text(answer);
        assertThat(answer.status() == 422).as(json + ": " + body).isEqualTo(!same);
        assertThat(answer.fields().value("Idempotent-Replayed").isPresent()).isEqualTo(same);
        assertThat(body.contains("IDEMPOTENCY_KEY_REUSED")).isEqualTo(!same);
    }

    private static Response send(ManagedHost host, String path, String json) {
        return host.send(request("POST", path).header("x-operator", "ada").header("Idempotency-Key", "once"), json);
    }

    /** Moves on with each look at it, each time further. */
    private static final class HastyClock extends Clock {
        private final AtomicLong looks = new AtomicLong();
        private final AtomicLong passed = new AtomicLong();

        @Override
        public Instant instant() {
            return ManagedHost.START.plusMillis(passed.addAndGet(looks.incrementAndGet()));
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
