package dev.latchkey.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Busy;
import dev.latchkey.LogWatch;
import dev.latchkey.ManualThreads;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Log, scheduler and time are the test's. What is put into the log is what was committed. */
class PollingChangeFeedTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int POLL = 0;
    private static final int WATCH = 1;

    private final Log log = new Log();
    private final ManualThreads threads = new ManualThreads();
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    private final Recorder told = new Recorder();
    private final LogWatch logs = new LogWatch();
    private final ChangeFeed feed = new PollingChangeFeed(log, INTERVAL, factory -> threads, nanos::get);

    @AfterEach
    void stopWatchingLogs() {
        logs.close();
    }

    @Test
    void whatIsCommittedAfterTheSubscriptionIsToldOnce() {
        log.commit(1, 2);
        subscribe();
        poll();
        assertThat(told.takeAll()).isEmpty();
        log.commit(3, 4);
        poll();
        poll();
        assertThat(told.takeAll()).containsExactly("3", "4");
    }

    @Test
    void aNumberThatIsCommittedAfterAHigherOneIsTold() {
        subscribe();
        log.commit(2, 5);
        poll();
        assertThat(told.takeAll()).containsExactly("2", "5");
        log.commit(4);
        poll();
        log.commit(1, 3, 6);
        poll();
        assertThat(told.takeAll()).containsExactly("4", "1", "3", "6");
        assertThat(log.lastAsked).as("what was never seen, and the last").containsExactly(1L, 3L, 5L);
    }

    @Test
    void aTransactionThatWasOpenWhenTheSubscriptionBeganIsTold() {
        log.commit(1, 2, 5_000, 5_001, 9_000);
        subscribe();
        log.commit(4_999, 3);
        poll();
        assertThat(told.takeAll()).containsExactlyInAnyOrder("3", "4999");
    }

    @Test
    void aMissingNumberIsWaitedForUntilSoManyWereTakenSince() {
        subscribe();
        log.commit(2);
        poll();
        log.commit(LongStream.rangeClosed(3, ChangeLogCursor.WINDOW).toArray());
        poll();
        told.takeAll();
        log.commit(1);
        poll();
        assertThat(told.takeAll()).containsExactly("1");

        log.commit(ChangeLogCursor.WINDOW + 2);
        poll();
        log.commit(LongStream.rangeClosed(ChangeLogCursor.WINDOW + 3, 2L * ChangeLogCursor.WINDOW)
                .toArray());
        poll();
        log.commit(2L * ChangeLogCursor.WINDOW + 1);
        poll();
        assertThat(log.lastAsked).containsExactly(ChangeLogCursor.WINDOW + 1L, 2L * ChangeLogCursor.WINDOW);
        poll();
        assertThat(log.lastAsked).containsExactly(2L * ChangeLogCursor.WINDOW + 1);
    }

    @Test
    void aLeapOfNumbersIsNoReasonToWaitForAllOfThem() {
        subscribe();
        log.commit(1_000_000_000_000L);
        poll();
        poll();
        assertThat(log.asked).hasSize(ChangeLogCursor.WINDOW);
        log.commit(1_000_000_000_000L - ChangeLogCursor.WINDOW + 1);
        poll();
        assertThat(told.takeAll()).containsExactly("1000000000000", "999999990001");
    }

    @Test
    void manyChangesAreReadInPages() {
        subscribe();
        log.commit(LongStream.rangeClosed(1, 4_321).toArray());
        poll();
        assertThat(told.takeAll())
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 4_321)
                        .mapToObj(Long::toString)
                        .toList());
    }

    @Test
    void aPollThatFailsInterruptsAtOnceAndTheNextThatSucceedsResumes() {
        subscribe();
        log.failing = true;
        poll();
        poll();
        assertThat(told.takeAll()).containsExactly("interrupted");
        log.failing = false;
        log.commit(1);
        poll();
        assertThat(told.takeAll()).containsExactly("1", "resumed");
        assertThat(logs.text()).containsOnlyOnce("could not be read").contains("no connection");
        log.commit(2);
        poll();
        assertThat(told.takeAll()).containsExactly("2");
    }

    @Test
    void aLogThatFailsEverySecondTimeIsWarnedOfOnceAMinute() {
        subscribe();
        for (int i = 0; i < 40; i++) {
            log.failing = i % 2 == 0;
            poll();
        }
        assertThat(logs.text()).containsOnlyOnce("WARN dev.latchkey.feed");
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        log.failing = true;
        poll();
        assertThat(logs.text()).contains("(19 more since the last such warning)");
    }

    @Test
    void anErrorInterruptsTooAndDoesNotEndThePolling() {
        subscribe();
        log.error = true;
        poll();
        assertThat(told.takeAll()).containsExactly("interrupted");
        log.error = false;
        poll();
        assertThat(told.takeAll()).containsExactly("resumed");
    }

    /** What the first page had is not told any more, and need not be: nothing from before the resumption is trusted. */
    @Test
    void aPollThatFailsHalfWayIsFollowedByAResumptionAfterWhatItFound() {
        subscribe();
        log.commit(LongStream.rangeClosed(1, 1_500).toArray());
        log.failAfterPages = 1;
        poll();
        assertThat(told.takeAll()).containsExactly("interrupted");
        poll();
        List<String> all = told.takeAll();
        assertThat(all).contains("1500").endsWith("resumed");
    }

    @Test
    void aPollThatHangsIsNoticedAndItsLateSuccessIsNotTrusted() {
        subscribe();
        advance(INTERVAL);
        poll();
        // It begins, and the database is silent.
        log.during = () -> {
            log.during = () -> {};
            advance(INTERVAL);
            watch();
            advance(INTERVAL);
            watch();
            assertThat(told.takeAll()).isEmpty();
            advance(Duration.ofNanos(1));
            watch();
            watch();
            assertThat(told.takeAll()).containsExactly("interrupted");
            log.commit(1);
        };
        poll();
        assertThat(told.takeAll()).as("what was read so long ago").containsExactly("1");
        poll();
        assertThat(told.takeAll()).containsExactly("resumed");
    }

    @Test
    void threadsThatGetNoTimeAreNoticedByTheWatch() {
        subscribe();
        advance(INTERVAL.multipliedBy(2));
        watch();
        assertThat(told.takeAll()).isEmpty();
        advance(Duration.ofNanos(1));
        watch();
        assertThat(told.takeAll()).containsExactly("interrupted");
        poll();
        assertThat(told.takeAll()).containsExactly("resumed");
    }

    @Test
    void bothAreDoneOnceAnInterval() {
        subscribe();
        assertThat(threads.count()).isEqualTo(2);
        assertThat(threads.periodNanos(POLL)).isEqualTo(INTERVAL.toNanos());
        assertThat(threads.periodNanos(WATCH)).isEqualTo(INTERVAL.toNanos());
    }

    @Test
    void aLogThatWasRestoredOrEmptiedIsNotTheSame() {
        log.commit(1, 2, 3);
        subscribe();
        log.restore(1, 2);
        poll();
        assertThat(told.takeAll()).containsExactly("interrupted", "resumed");
        log.commit(3, 4);
        poll();
        assertThat(told.takeAll()).containsExactly("3", "4");

        log.restore();
        poll();
        assertThat(told.takeAll()).containsExactly("interrupted", "resumed");
        log.commit(1);
        poll();
        assertThat(told.takeAll()).containsExactly("1");
    }

    @Test
    void aLogThatWasRestoredIsNotReadFromItsBeginningWhenTheFirstReadOfItFails() {
        log.commit(1, 2, 3);
        subscribe();
        log.restore(LongStream.rangeClosed(4, 25_000).toArray());
        log.failAfterPages = 0;
        poll();
        assertThat(told.takeAll()).containsExactly("interrupted");
        poll();
        assertThat(told.takeAll())
                .doesNotContain("4", "15000")
                .contains("15001")
                .endsWith("resumed");
        log.commit(15_000, 25_001);
        poll();
        assertThat(told.takeAll()).containsExactly("25001");
    }

    @Test
    void aLogWhoseEndCannotBeReadAfterItWasRestoredIsReadThereLater() {
        log.commit(1, 2, 3);
        subscribe();
        log.restore(LongStream.rangeClosed(4, 25_000).toArray());
        log.failingAtEnd = true;
        poll();
        poll();
        assertThat(told.takeAll()).containsExactly("interrupted");
        log.failingAtEnd = false;
        poll();
        assertThat(told.takeAll()).containsExactly("resumed");
        log.commit(25_001);
        poll();
        assertThat(told.takeAll()).containsExactly("25001");
    }

    @Test
    void aLogThatWasRestoredAndHasGrownSinceIsNotTheSame() {
        log.commit(1, 2, 3);
        subscribe();
        log.restore(1, 2);
        log.commit(3, new UUID(7, 7));
        log.commit(4);
        poll();
        assertThat(told.takeAll()).containsExactly("interrupted", "resumed");
    }

    @Test
    void aSubscriptionThatCannotReadFailsAndStartsNothing() {
        log.failing = true;
        assertThatThrownBy(this::subscribe).isInstanceOf(StoreException.class);
        assertThat(threads.count()).isZero();
    }

    @Test
    void nothingIsToldAfterClosingNorByAPollThatWasUnderWay() {
        ChangeFeed.Subscription subscription = feed.subscribe(told);
        log.commit(1);
        log.during = () -> {
            subscription.close();
            subscription.close();
        };
        poll();
        log.failing = true;
        poll();
        watch();
        assertThat(told.takeAll()).isEmpty();
        assertThat(threads.isShutdown()).isTrue();
    }

    @Test
    void theIntervalIsBounded() {
        assertThatThrownBy(() -> PollingChangeFeed.of(log, Duration.ofMillis(9)))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> PollingChangeFeed.of(log, Duration.ofHours(1).plusMillis(1)))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void itsOwnThreadsTellAndEndWithTheSubscription() {
        try (ChangeFeed.Subscription subscription =
                PollingChangeFeed.of(log, Duration.ofMillis(10)).subscribe(told)) {
            assertThat(subscription).isNotNull();
            log.commit(1);
            Busy.until("the change is announced", () -> told.takeAll().contains("1"));
            assertThat(pollers()).isNotEmpty().allMatch(Thread::isDaemon);
        }
        assertThat(pollers()).as("polling threads after closing").isEmpty();
    }

    @Test
    void closingWaitsForAPollThatIsUnderWay() throws Exception {
        CountDownLatch polling = new CountDownLatch(1);
        CountDownLatch answer = new CountDownLatch(1);
        log.commit(1);
        ChangeFeed.Subscription subscription =
                PollingChangeFeed.of(log, Duration.ofMillis(10)).subscribe(told);
        log.during = () -> {
            polling.countDown();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("a poll is not to be interrupted", e);
            }
        };
        polling.await();
        Thread closer = new Thread(subscription::close);
        closer.start();
        Busy.until("the closer waits", () -> closer.getState() == Thread.State.TIMED_WAITING);
        answer.countDown();
        closer.join();
        assertThat(pollers()).as("polling threads after closing").isEmpty();
    }

    /** The first thread was started, the second one not. */
    @Test
    void aSubscriptionThatGetsOneThreadOnlyFailsAndLeavesNone() {
        AtomicInteger asked = new AtomicInteger();
        ChangeFeed poor = new PollingChangeFeed(
                log,
                INTERVAL,
                factory -> new ScheduledThreadPoolExecutor(2, work -> {
                    if (asked.incrementAndGet() == 2) {
                        throw new OutOfMemoryError("unable to create native thread");
                    }
                    return factory.newThread(work);
                }),
                System::nanoTime);
        assertThatThrownBy(() -> poor.subscribe(told)).isInstanceOf(OutOfMemoryError.class);
        assertThat(asked).hasValue(2);
        assertThat(pollers()).as("polling threads").isEmpty();
    }

    @Test
    void aSubscriptionThatCannotBeEndedAfterItsFailureThrowsTheFailure() {
        OutOfMemoryError failure = new OutOfMemoryError("unable to create native thread");
        IllegalStateException inTurn = new IllegalStateException("shutdown");
        ChangeFeed poor = new PollingChangeFeed(
                log,
                INTERVAL,
                factory -> new ScheduledThreadPoolExecutor(1) {
                    @Override
                    public ScheduledFuture<?> scheduleWithFixedDelay(
                            Runnable work, long first, long delay, TimeUnit unit) {
                        throw failure;
                    }

                    @Override
                    public void shutdown() {
                        throw inTurn;
                    }
                },
                System::nanoTime);
        assertThatThrownBy(() -> poor.subscribe(told)).isSameAs(failure).hasSuppressedException(inTurn);
    }

    private static List<Thread> pollers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("latchkey-changes"))
                .toList();
    }

    private void subscribe() {
        assertThat(feed.subscribe(told)).isNotNull();
    }

    private void poll() {
        threads.run(POLL);
    }

    private void watch() {
        threads.run(WATCH);
    }

    private void advance(Duration by) {
        nanos.addAndGet(by.toNanos());
    }

    /** By default, number n is a change of the key with n as its id. */
    private static final class Log implements ChangeLog {
        private final TreeMap<Long, UUID> committed = new TreeMap<>();
        private final List<Long> asked = new ArrayList<>();
        private List<Long> lastAsked = List.of();
        private boolean failing;
        private boolean failingAtEnd;
        private boolean error;
        private int failAfterPages = Integer.MAX_VALUE;
        private Runnable during = () -> {};

        synchronized void commit(long... numbers) {
            LongStream.of(numbers).forEach(number -> committed.put(number, new UUID(0, number)));
        }

        synchronized void commit(long number, UUID keyId) {
            committed.put(number, keyId);
        }

        synchronized void restore(long... numbers) {
            committed.clear();
            commit(numbers);
        }

        @Override
        public synchronized long highest() {
            check();
            if (failingAtEnd) {
                throw new StoreException("the connection broke", null);
            }
            return committed.isEmpty() ? 0 : committed.lastKey();
        }

        @Override
        public synchronized List<Change> from(long number, int limit) {
            during.run();
            check();
            if (failAfterPages-- == 0) {
                throw new StoreException("the connection broke", null);
            }
            return committed.tailMap(number).entrySet().stream()
                    .limit(limit)
                    .map(entry -> new Change(entry.getKey(), entry.getValue()))
                    .toList();
        }

        @Override
        public synchronized List<Change> among(Collection<Long> numbers) {
            check();
            assertThat(numbers).hasSizeLessThanOrEqualTo(1_000);
            lastAsked = List.copyOf(numbers);
            asked.addAll(numbers);
            return numbers.stream()
                    .filter(committed::containsKey)
                    .map(number -> new Change(number, committed.get(number)))
                    .toList();
        }

        private void check() {
            if (failing) {
                throw new StoreException("no connection", null);
            }
            if (error) {
                throw new NoClassDefFoundError("com/example/Driver");
            }
        }
    }

    private static final class Recorder implements ChangeFeed.Listener {
        private final List<String> news = new ArrayList<>();

        @Override
        public synchronized void changed(UUID keyId) {
            news.add(Long.toString(keyId.getLeastSignificantBits()));
        }

        @Override
        public synchronized void interrupted() {
            news.add("interrupted");
        }

        @Override
        public synchronized void resumed() {
            news.add("resumed");
        }

        synchronized List<String> takeAll() {
            List<String> all = List.copyOf(news);
            news.clear();
            return all;
        }
    }
}
