package dev.latchkey.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends late is let go at the end of each test. The contract of change feeds tries everything else. */
class AnnouncementsTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<String> warnings = new ArrayList<>();
    private final RepeatedWarning late =
            new RepeatedWarning((message, cause) -> warnings.add(message), (message, cause) -> {});
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final List<String> told = new ArrayList<>();

    @AfterEach
    void letGo() {
        letGo.countDown();
    }

    private Announcements<List<String>> announcements(Duration grace, Duration patience) {
        return new Announcements<>(told, late, grace, patience);
    }

    private void awaitLettingGo() {
        try {
            letGo.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aThreadThatEndsByItselfIsNotUnblocked() {
        Announcements<List<String>> announcements = announcements(LONG, LONG);
        Thread thread = announcements.thread("mine", () -> {
            while (!announcements.haveEndedWithin(60_000)) {
                announcements.tell(list -> list.add("late"));
            }
        });
        thread.start();
        assertThat(thread.isDaemon()).isTrue();
        announcements.end(alive -> warnings.add("unblocked"));
        assertThat(thread.isAlive()).isFalse();
        announcements.tell(list -> list.add("after the end"));
        assertThat(told).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aThreadThatWaitsIsUnblocked() {
        Announcements<List<String>> announcements = announcements(Duration.ZERO, LONG);
        Thread thread = announcements.thread("mine", this::awaitLettingGo);
        thread.start();
        announcements.end(Thread::interrupt);
        assertThat(thread.isAlive()).isFalse();
        assertThat(warnings).isEmpty();
    }

    @Test
    void aThreadThatDoesNotEndIsWarnedOfOnce() {
        Announcements<List<String>> announcements = announcements(Duration.ZERO, Duration.ofMillis(1));
        announcements.thread("never started", this::awaitLettingGo);
        announcements.thread("mine", this::awaitLettingGo).start();
        announcements.end(alive -> {});
        announcements.end(alive -> {});
        assertThat(warnings).singleElement().asString().endsWith("alive are its threads mine");
    }

    /** It may do something that an interrupt breaks. */
    @Test
    void aListenerThatDoesNotReturnIsWarnedOfAndNotUnblocked() throws InterruptedException {
        Announcements<List<String>> announcements = announcements(Duration.ZERO, Duration.ofMillis(1));
        CountDownLatch called = new CountDownLatch(1);
        announcements
                .thread(
                        "mine",
                        () -> announcements.tell(list -> {
                            called.countDown();
                            awaitLettingGo();
                        }))
                .start();
        called.await();
        announcements.end(alive -> warnings.add("unblocked"));
        assertThat(warnings).singleElement().asString().contains("alive are its threads mine");
    }

    @Test
    void aListenerThatDoesNotReturnOnAThreadOfTheHostIsWarnedOf() throws InterruptedException {
        Announcements<List<String>> announcements = announcements(Duration.ZERO, Duration.ofMillis(1));
        CountDownLatch called = new CountDownLatch(1);
        Thread host = new Thread(() -> announcements.tell(list -> {
            called.countDown();
            awaitLettingGo();
        }));
        host.start();
        called.await();
        Thread.currentThread().interrupt();
        announcements.end(alive -> {});
        assertThat(Thread.interrupted()).as("is still interrupted").isTrue();
        assertThat(warnings).singleElement().asString().contains("its listener is still being called");
    }

    @Test
    void aListenerMayEndItsAnnouncements() {
        Announcements<List<String>> announcements = announcements(LONG, LONG);
        announcements.tell(list -> announcements.end(alive -> {}));
        assertThat(warnings).isEmpty();
    }

    @Test
    void anInterruptEndsAThreadThatWaits() {
        Announcements<List<String>> announcements = announcements(LONG, LONG);
        Thread.currentThread().interrupt();
        assertThat(announcements.haveEndedWithin(60_000)).isTrue();
        assertThat(announcements.haveEndedWithin(0)).isFalse();
    }
}
