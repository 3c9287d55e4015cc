package dev.latchkey.http;

import static dev.latchkey.http.ManagedHost.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.http.spi.Response;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotations that are completed and canceled where none, or another one, is in progress. */
class ManagedRotationsTest {
    private static final RotationMode OVERLAP = RotationMode.overlap(Duration.ofDays(1));
    private static final String NEVER_HEARD_OF = "k_abcd1234EFGH";

    private final ManagedHost host = new ManagedHost();

    @AfterEach
    void close() {
        host.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "cancel"})
    void withoutARotationARequestThatNamesNoneFindsItDone(String end) {
        ApiKey key = host.issue();
        for (String json : new String[] {null, "{}", "{\"new\":null}"}) {
            assertAnswered(end(key, end, json), 200, "\"version\":1");
        }
        assertAnswered(end(key, end, named(NEVER_HEARD_OF)), 409, "NO_ROTATION");
        assertThat(host.latchkey.keys().find("acme", key.id()).orElseThrow()).isEqualTo(key);
    }

    @Test
    void completingIsRepeatedForTheCurrentSecretAlone() {
        ApiKey key = host.issue();
        String first = id(key);
        assertAnswered(end(key, "complete", named(first)), 200, "\"version\":1");
        assertAnswered(end(key, "cancel", named(first)), 409, "NO_ROTATION");
        String second = id(rotate(key, OVERLAP));
        assertAnswered(end(key, "complete", named(first)), 409, "NO_ROTATION");
        for (int i = 0; i < 2; i++) {
            assertAnswered(end(key, "complete", named(second)), 200, "\"version\":3");
        }
        assertAnswered(end(key, "complete", null), 200, "\"version\":3");
        String third = id(rotate(key, RotationMode.NOW));
        assertAnswered(end(key, "complete", named(second)), 409, "NO_ROTATION");
        assertAnswered(end(key, "complete", named(third)), 200, "\"version\":4");
        assertThat(host.latchkey
                        .keys()
                        .revoke("acme", key.id(), "leaked", ManagedHost.SETUP)
                        .isDone())
                .isTrue();
        assertAnswered(end(key, "complete", null), 409, "KEY_ENDED");
        assertAnswered(end(key, "cancel", null), 409, "KEY_ENDED");
    }

    @Test
    void cancelingIsRepeatedForAnEndedSecretAlone() {
        ApiKey key = host.issue();
        String second = id(rotate(key, OVERLAP));
        for (int i = 0; i < 2; i++) {
            assertAnswered(end(key, "cancel", named(second)), 200, "\"version\":3");
        }
        assertAnswered(end(key, "cancel", null), 200, "\"version\":3");
        assertAnswered(end(key, "complete", named(second)), 409, "NO_ROTATION");
        String third = id(rotate(key, OVERLAP));
        assertAnswered(end(key, "cancel", named(second)), 200, "\"version\":4");
        assertAnswered(end(key, "complete", named(third)), 200, "\"version\":5");
        assertAnswered(end(key, "cancel", named(third)), 409, "NO_ROTATION");
    }

    private ApiKey rotate(ApiKey key, RotationMode mode) {
        return host.latchkey
                .keys()
                .rotate("acme", key.id(), mode, ManagedHost.SETUP)
                .orElseThrow()
                .key();
    }

    private Response end(ApiKey key, String end, String json) {
        return host.send("POST", "/keys/" + key.id() + "/rotate/" + end, json);
    }

    private static String id(ApiKey key) {
        return "k_" + key.currentSecret().handle();
    }

    private static String named(String secret) {
        return "{\"new\":\"" + secret + "\"}";
    }

    private static void assertAnswered(Response answer, int status, String part) {
        assertThat(answer.status()).as(text(answer)).isEqualTo(status);
        assertThat(text(answer)).contains(part);
    }
}
