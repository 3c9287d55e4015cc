package dev.latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.ports.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RaceTest {
    @Test
    void theMessageOfAFailureHasAllOfItsCauses() {
        Exception root = new SQLException("deadlock found");
        Callable<String> failing = () -> {
            throw new StoreException("Could not replace key 7", new IllegalStateException("no retry", root));
        };
        try (Race race = new Race()) {
            assertThatThrownBy(
                            () -> race.run(List.of(() -> "fine", failing)),
                            "failure of a race with one thread that fails")
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContainingAll("Could not replace key 7", "no retry", "deadlock found")
                    .hasRootCause(root);
        }
    }

    @Test
    void everyThreadThatFailsIsReported() {
        try (Race race = new Race()) {
            assertThatThrownBy(
                            () -> race.run(List.of(failing("one"), failing("other"))),
                            "failure of a race with two threads that fail")
                    .hasMessageContaining("one")
                    .satisfies(failure -> assertThat(failure.getSuppressed())
                            .singleElement()
                            .extracting(Throwable::getMessage)
                            .asString()
                            .contains("other"));
        }
    }

    @Test
    void aThreadThatHangsIsShownWhereItStands() {
        CountDownLatch never = new CountDownLatch(1);
        Callable<String> hanging = () -> {
            never.await();
            return "late";
        };
        try (Race race = new Race(Duration.ofMillis(100))) {
            assertThatThrownBy(() -> race.run(List.of(hanging)), "failure of a race with one thread that hangs")
                    .hasMessageContainingAll("hangs", "CountDownLatch.await");
        }
    }

    private static Callable<String> failing(String message) {
        return () -> {
            throw new IllegalStateException(message);
        };
    }
}
