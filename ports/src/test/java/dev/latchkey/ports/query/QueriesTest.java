package dev.latchkey.ports.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.time.Instant;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class QueriesTest {
    private static final UUID ID = new UUID(0, 1);
    private static final Instant FINE = Instant.parse("2030-01-01T00:00:00.123456789Z");
    private static final Instant CUT = Instant.parse("2030-01-01T00:00:00.123Z");

    @Test
    void whatNoStoreCanHoldIsRefusedBeforeAnyStoreIsAsked() {
        assertInvalid("limit", () -> KeyQuery.of("acme", 0));
        assertInvalid("limit", () -> AuditQuery.of("acme", 1001));
        assertInvalid("tenant", () -> KeyQuery.of("a\0b", 1));
        assertInvalid("tenant", () -> AuditQuery.of("", 1));
        assertInvalid("slot", () -> KeyQuery.of("acme", 1).slot("\uD800"));
        assertInvalid("aliveAt", () -> KeyQuery.of("acme", 1).aliveAt(Instant.MAX));
        assertInvalid("position", () -> new KeyQuery.Position(Instant.MAX, ID));
        assertInvalid("position", () -> new AuditQuery.Position(Instant.MIN, ID, 1));
    }

    @Test
    void instantsAreCutToTheMillisecond() {
        assertThat(KeyQuery.of("acme", 1).aliveAt(FINE).aliveAt()).isEqualTo(CUT);
        assertThat(new KeyQuery.Position(FINE, ID).createdAt()).isEqualTo(CUT);
        assertThat(new AuditQuery.Position(FINE, ID, 1).at()).isEqualTo(CUT);
    }

    private static void assertInvalid(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
