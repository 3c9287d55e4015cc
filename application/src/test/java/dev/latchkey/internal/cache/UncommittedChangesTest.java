package dev.latchkey.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class UncommittedChangesTest {
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final int BOUND = 4;

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final UncommittedChanges changes = new UncommittedChanges(nanos::get, BOUND);
    private final UUID key = UUID.randomUUID();

    @Test
    void aChangeEndsWithItsHandlesWhenItsKeyIsReported() {
        changes.begin(List.of(key, "handle"), LONGEST);
        assertThat(changes.isCommitted(key)).isFalse();
        assertThat(changes.isCommitted("handle")).isFalse();
        assertThat(changes.isCommitted(UUID.randomUUID())).isTrue();

        List<Object> first = new ArrayList<>();
        changes.end(key, one -> {
            assertThat(changes.isCommitted(one)).isFalse();
            first.add(one);
        });
        assertThat(first).containsExactly(key, "handle");
        assertThat(changes.isCommitted(key)).isTrue();
        assertThat(changes.isCommitted("handle")).isTrue();
    }

    @Test
    void aReportOfAnotherKeyEndsNothing() {
        changes.begin(List.of(key, "handle"), LONGEST);
        changes.end(UUID.randomUUID(), one -> {});
        assertThat(changes.isCommitted(key)).isFalse();
    }

    @Test
    void aChangeThatIsNeverReportedEndsWithItsTime() {
        changes.begin(List.of(key), LONGEST);
        nanos.addAndGet(LONGEST.toNanos() - 1);
        assertThat(changes.isCommitted(key)).isFalse();
        nanos.incrementAndGet();
        assertThat(changes.isCommitted(key)).isTrue();
    }

    @Test
    void moreThanTheBoundCountAsChangesOfEveryKeyUntilTheyAreOver() {
        for (int i = 0; i < BOUND; i++) {
            changes.begin(List.of(UUID.randomUUID()), LONGEST);
        }
        assertThat(changes.isCommitted(key)).isTrue();
        changes.begin(List.of(UUID.randomUUID()), LONGEST);
        assertThat(changes.isCommitted(key)).isFalse();
        nanos.addAndGet(LONGEST.toNanos() + 1);
        assertThat(changes.isCommitted(key)).isTrue();
    }

    @Test
    void thoseThatAreOverMakeRoomForOthers() {
        for (int i = 0; i < BOUND; i++) {
            changes.begin(List.of(UUID.randomUUID()), LONGEST);
        }
        nanos.addAndGet(LONGEST.toNanos());
        changes.begin(List.of(key), LONGEST);
        assertThat(changes.isCommitted(key)).isFalse();
        assertThat(changes.isCommitted(UUID.randomUUID())).isTrue();
    }
}
