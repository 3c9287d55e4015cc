package dev.latchkey.core.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChecksTest {
    private static final String SMILE = "\ud83d\ude00";

    @Test
    void lengthIsCountedInCodePoints() {
        assertThat(Checks.text("name", SMILE.repeat(100), 100)).hasSize(200);
        assertThatThrownBy(() -> Checks.text("name", SMILE.repeat(101), 100))
                .isInstanceOf(InvalidValueException.class)
                .hasMessage("name must have at most 100 characters");
        assertThat(Checks.text("name", "x".repeat(100), 100)).hasSize(100);
        assertThatThrownBy(() -> Checks.text("name", "x".repeat(101), 100)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Checks.text("name", "x".repeat(5_000_000), 100))
                .isInstanceOf(InvalidValueException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\t \n",
                "\u3000",
                "\u00a0",
                "\u2007 ",
                "a\u0000",
                "\u0000",
                "a\nb",
                "a\u007f",
                "a\u0085b",
                "\ud83d",
                "\ude00",
                "a\ud83d",
                "\ud83d\ud83d\ude00",
                "\ude00\ud83d",
                "a\ude00b"
            })
    void textThatSomeDatabaseOrListCannotHoldIsRefused(String wrong) {
        assertThatThrownBy(() -> Checks.text("name", wrong, 100))
                .isInstanceOfSatisfying(InvalidValueException.class, e -> {
                    assertThat(e.field()).isEqualTo("name");
                    assertThat(e.problem()).isNotEmpty();
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", " a ", "\u00e9\u4e2d", "\ud83d\ude00", "'; DROP", "\u2028x", "\ufffe"})
    void otherTextIsKeptAsItIs(String right) {
        assertThat(Checks.text("name", right, 100)).isSameAs(right);
    }

    @Test
    void instantsAreCutToMillisecondsBetween1970And9999() {
        Instant instant = Instant.parse("2026-03-01T12:00:00.123999999Z");
        assertThat(Checks.instant("at", instant)).isEqualTo(Instant.parse("2026-03-01T12:00:00.123Z"));
        assertThat(Checks.instant("at", Instant.EPOCH)).isEqualTo(Instant.EPOCH);
        Instant last = Instant.parse("9999-12-31T23:59:59.999Z");
        assertThat(Checks.instant("at", last)).isEqualTo(last);
        for (Instant wrong : new Instant[] {Instant.EPOCH.minusNanos(1), last.plusNanos(1), Instant.MIN, Instant.MAX}) {
            assertThatThrownBy(() -> Checks.instant("at", wrong), "instant %s", wrong)
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("at must lie between 1970 and 9999");
        }
    }
}
