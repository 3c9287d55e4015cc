package dev.latchkey.core.key;

import static dev.latchkey.core.Samples.ACTOR;
import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.SPEC;
import static dev.latchkey.core.Samples.issued;
import static dev.latchkey.core.Samples.secret;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.Transition.Changed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfiguredValueTest {
    private static final String FIRST = "HANDLE000";
    private static final String SECOND = "HANDLE001";
    private static final Instant LATER = NOW.plusSeconds(60);

    @Test
    void theCurrentSecretIsFoundByAnyOfItsHandles() {
        ApiKey key = issued(SPEC);
        assertThat(ConfiguredValue.of(key, List.of(SECOND, FIRST), NOW)).isEqualTo(ConfiguredValue.CURRENT);
        assertThat(ConfiguredValue.of(key, List.of(SECOND), NOW)).isEqualTo(ConfiguredValue.NEW);
    }

    @Test
    void aSecretThatRetiresOrIsRetiredOrWaitsIsNotTheCurrentOne() {
        for (RotationMode mode : List.of(RotationMode.NOW, RotationMode.overlap(Duration.ofHours(1)))) {
            ApiKey key = rotated(mode);
            assertThat(ConfiguredValue.of(key, List.of(FIRST), LATER)).isEqualTo(ConfiguredValue.EARLIER);
            assertThat(ConfiguredValue.of(key, List.of(SECOND), LATER)).isEqualTo(ConfiguredValue.CURRENT);
        }
        ApiKey waiting = rotated(RotationMode.firstUse());
        assertThat(ConfiguredValue.of(waiting, List.of(FIRST), LATER)).isEqualTo(ConfiguredValue.CURRENT);
        assertThat(ConfiguredValue.of(waiting, List.of(SECOND), LATER)).isEqualTo(ConfiguredValue.EARLIER);
    }

    @Test
    void aDeadKeyHasNoValueAndASuspendedOneHas() {
        ApiKey revoked = ((Changed) issued(SPEC).by(ACTOR, NOW).revoke("leaked")).next();
        assertThat(ConfiguredValue.of(revoked, List.of(FIRST), NOW)).isEqualTo(ConfiguredValue.ENDED);
        ApiKey expiring = issued(SPEC.expiresAt(LATER));
        assertThat(ConfiguredValue.of(expiring, List.of(FIRST), NOW)).isEqualTo(ConfiguredValue.CURRENT);
        assertThat(ConfiguredValue.of(expiring, List.of(FIRST), LATER)).isEqualTo(ConfiguredValue.ENDED);
        ApiKey suspended = ((Changed) issued(SPEC).by(ACTOR, NOW).suspend("unpaid")).next();
        assertThat(ConfiguredValue.of(suspended, List.of(FIRST), NOW)).isEqualTo(ConfiguredValue.CURRENT);
    }

    private static ApiKey rotated(RotationMode mode) {
        return ((Changed) issued(SPEC).by(ACTOR, NOW).rotation().begin(secret(SECOND), mode)).next();
    }
}
