package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RepeatedWarningTest {
    private final List<String> warnings = new ArrayList<>();
    private final List<String> debug = new ArrayList<>();
    private final AtomicLong millis = new AtomicLong(-5);
    private final RepeatedWarning warning = new RepeatedWarning(
            (message, cause) -> warnings.add(message + " by " + cause),
            (message, cause) -> debug.add(message + " by " + cause),
            millis::get);

    @Test
    void theFirstIsLoggedAndThenOneAMinuteWithTheCountOfTheOthers() {
        warning.log("broken", null);
        millis.addAndGet(59_999);
        warning.log("broken again", null);
        warning.log("broken still", new IllegalStateException("why"));
        millis.addAndGet(1);
        warning.log("broken for ever", new IllegalStateException("because"));
        assertThat(warnings)
                .containsExactly(
                        "broken by null",
                        "broken for ever (2 more since the last such warning) by "
                                + "java.lang.IllegalStateException: because");
        assertThat(debug)
                .containsExactly("broken again by null", "broken still by java.lang.IllegalStateException: why");
    }

    @Test
    void aClockThatIsSetBackDoesNotSilenceIt() {
        warning.log("one", null);
        millis.addAndGet(-1);
        warning.log("two", null);
        assertThat(warnings).hasSize(2);
        assertThat(debug).isEmpty();
    }

    @Test
    void theTimeOfTheProcessIsTheDefault() {
        RepeatedWarning real =
                new RepeatedWarning((message, cause) -> warnings.add(message), (message, cause) -> debug.add(message));
        for (int i = 0; i < 3; i++) {
            real.log("broken", null);
        }
        assertThat(warnings).containsExactly("broken");
        assertThat(debug).hasSize(2);
    }
}
