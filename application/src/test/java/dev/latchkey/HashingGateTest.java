package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.HashingException;
import dev.latchkey.internal.hashing.HashingThreads;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HashingGateTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final Threads threads = new Threads();
    private final CountDownLatch finish = new CountDownLatch(1);
    private final AtomicInteger computed = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();

    @AfterEach
    void stopThreads() {
        finish.countDown();
        threads.close();
    }

    @Test
    void manyWhoAskTheSameAreAnsweredByOneComputation() throws Exception {
        HashingGate gate = new HashingGate(4, 4, LONG);
        CyclicBarrier start = new CyclicBarrier(16);
        CountDownLatch started = new CountDownLatch(16);
        List<Future<Optional<Integer>>> answers = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            answers.add(threads.submit(() -> {
                start.await();
                started.countDown();
                return gate.run("same", this::slow);
            }));
        }
        // From here on, a waiting thread waits in the gate.
        started.await();
        threads.awaitWaiting(16);
        finish.countDown();
        for (Future<Optional<Integer>> answer : answers) {
            assertThat(answer.get()).contains(1);
        }
        assertThat(computed).hasValue(1);
    }

    @Test
    void neverMoreThanTheConcurrencyAreComputedAtATime() throws Exception {
        HashingGate gate = new HashingGate(3, 20, LONG);
        List<Future<Optional<Integer>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Object flight = i;
            answers.add(threads.submit(() -> gate.run(flight, this::slow)));
        }
        threads.awaitWaiting(20);
        Threads.await("three computations run", () -> running.get() == 3);
        finish.countDown();
        for (Future<Optional<Integer>> answer : answers) {
            assertThat(answer.get()).isPresent();
        }
        assertThat(computed).hasValue(20);
        assertThat(mostRunning.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void computationsRunOnDaemonThreadsOfTheGateAsManyAsItsConcurrency() throws Exception {
        HashingGate gate = new HashingGate(2, 20, LONG);
        Set<Thread> used = ConcurrentHashMap.newKeySet();
        List<Future<Optional<Boolean>>> answers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Object flight = i;
            answers.add(threads.submit(() -> {
                Thread caller = Thread.currentThread();
                return gate.run(flight, () -> used.add(Thread.currentThread()) && Thread.currentThread() == caller);
            }));
        }
        for (Future<Optional<Boolean>> answer : answers) {
            assertThat(answer.get()).contains(false);
        }
        assertThat(gate.runIfIdle(() -> used.add(Thread.currentThread()))).isPresent();
        assertThat(used).hasSizeBetween(1, 2).allMatch(Thread::isDaemon);
    }

    @Test
    void aThreadOfTheGateIsADaemonAlsoWhereItsCallerIsNone() throws Exception {
        HashingGate gate = new HashingGate(1, 0, LONG);
        FutureTask<Optional<Boolean>> call = new FutureTask<>(
                () -> gate.run("one", () -> Thread.currentThread().isDaemon()));
        Thread caller = new Thread(call, "no daemon");
        caller.setDaemon(false);
        caller.start();
        assertThat(call.get()).contains(true);
    }

    @Test
    void theThreadsOfTheGateStayUntilItIsClosedAndItGoesOnWithoutThem() {
        HashingGate gate = new HashingGate(1, 0, LONG);
        Thread thread = gate.run("one", Thread::currentThread).orElseThrow();
        assertThat(gate.runForNewKey("acme", Thread::currentThread)).contains(thread);
        gate.close();
        assertThat(thread.isAlive()).isFalse();
        assertThat(gate.run("two", Thread::currentThread)).contains(Thread.currentThread());
        gate.close();
    }

    @Test
    void anInterruptedCloserWaitsForTheThreadsAndStaysInterrupted() {
        HashingGate gate = new HashingGate(1, 0, LONG);
        Thread thread = gate.run("one", Thread::currentThread).orElseThrow();
        Thread.currentThread().interrupt();
        gate.close();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(thread.isAlive()).isFalse();
    }

    /** A thread that ended when idle would leave its memory behind, and the next one would take more. */
    @Test
    void anIdleThreadOfAGateInUseStays() throws Exception {
        HashingThreads kept = new HashingThreads(1, 1);
        Thread thread = ranOn(kept);
        // This one looks as often, so the other has looked too, and many times, when it ends.
        HashingThreads forgotten = new HashingThreads(1, 1);
        Thread later = ranOn(forgotten);
        forgotten = null;
        Threads.await("the later thread ends", () -> {
            System.gc();
            return !later.isAlive();
        });
        assertThat(thread.isAlive()).isTrue();
        assertThat(ranOn(kept)).isSameAs(thread);
        kept.close();
    }

    private static Thread ranOn(HashingThreads threads) throws Exception {
        FutureTask<Thread> task = new FutureTask<>(Thread::currentThread);
        threads.execute(task);
        return task.get();
    }

    @Test
    void theThreadsOfAGateThatWasForgottenEnd() throws Exception {
        HashingThreads forgotten = new HashingThreads(2, 1);
        Thread thread = ranOn(forgotten);
        forgotten = null;
        Threads.await("the thread ends", () -> {
            System.gc();
            return !thread.isAlive();
        });
    }

    @Test
    void newKeysGetHalfOfThePlacesAndProofsTheRest() throws Exception {
        HashingGate gate = new HashingGate(4, 50, LONG);
        List<Future<Optional<Integer>>> answers = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            answers.add(threads.submit(() -> gate.runForNewKey("flooding", this::slow)));
        }
        threads.awaitWaiting(30);
        Threads.await("two computations run", () -> running.get() == 2);
        assertThat(gate.running()).isEqualTo(2);
        assertThat(gate.waiting()).isEqualTo(28);
        for (int i = 0; i < 30; i++) {
            assertThat(gate.run("proof " + i, () -> 7)).contains(7);
        }
        assertThat(gate.runIfIdle(() -> 7)).isEmpty();
        finish.countDown();
        for (Future<Optional<Integer>> answer : answers) {
            assertThat(answer.get()).isPresent();
        }
        assertThat(mostRunning).hasValue(2);
        assertThat(gate.runIfIdle(() -> 7)).contains(7);
    }

    @Test
    void whereThereIsOnePlaceProofsComeBeforeNewKeysAndTenantsTakeTurns() throws Exception {
        HashingGate gate = new HashingGate(1, 50, LONG);
        List<String> order = new CopyOnWriteArrayList<>();
        Future<Optional<Integer>> first = threads.submit(() -> gate.runForNewKey("a", this::slow));
        threads.awaitWaiting(1);
        List<Future<Optional<Boolean>>> answers = new ArrayList<>();
        for (String tenant : List.of("a", "a", "a", "b", "b", "c")) {
            answers.add(threads.submit(() -> gate.runForNewKey(tenant, () -> order.add(tenant))));
            threads.awaitWaiting(answers.size() + 1);
        }
        answers.add(threads.submit(() -> gate.run("proof", () -> order.add("proof"))));
        threads.awaitWaiting(answers.size() + 1);
        finish.countDown();
        assertThat(first.get()).isPresent();
        for (Future<Optional<Boolean>> answer : answers) {
            assertThat(answer.get()).contains(true);
        }
        assertThat(order).containsExactly("proof", "b", "a", "c", "b", "a", "a");
    }

    /** It waits for the hash that runs and for no other, however many that tenant has in the queue. */
    @Test
    void aTenantThatComesBesideOneThatIsServedIsNext() throws Exception {
        HashingGate gate = new HashingGate(1, 50, LONG);
        List<String> order = new CopyOnWriteArrayList<>();
        List<Future<Optional<Boolean>>> answers = new ArrayList<>();
        CountDownLatch arrived = new CountDownLatch(1);
        for (int i = 0; i < 3; i++) {
            answers.add(threads.submit(() -> gate.runForNewKey("flooding", () -> awaited(arrived) && order.add("-"))));
            threads.awaitWaiting(answers.size());
        }
        answers.add(threads.submit(() -> gate.runForNewKey("other", () -> order.add("other"))));
        threads.awaitWaiting(answers.size());
        arrived.countDown();
        for (Future<Optional<Boolean>> answer : answers) {
            assertThat(answer.get()).contains(true);
        }
        assertThat(order).containsExactly("-", "other", "-", "-");
    }

    @Test
    void inAFullQueueTheTenantWithTheMostNewKeysGivesWay() throws Exception {
        HashingGate gate = new HashingGate(1, 3, LONG);
        Future<Optional<Integer>> first = threads.submit(() -> gate.run("first", this::slow));
        threads.awaitWaiting(1);
        List<Future<Optional<Integer>>> flooding = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            flooding.add(threads.submit(() -> gate.runForNewKey("flooding", this::slow)));
            threads.awaitWaiting(2 + i);
        }
        assertThat(gate.runForNewKey("flooding", this::slow)).isEmpty();
        Future<Optional<Integer>> other = threads.submit(() -> gate.runForNewKey("other", this::slow));
        assertThat(flooding.get(2).get()).isEmpty();
        Threads.await("three wait", () -> gate.waiting() == 3);
        assertThat(gate.runForNewKey("other", this::slow))
                .as("two each would be no better")
                .isEmpty();
        finish.countDown();
        assertThat(first.get()).isPresent();
        assertThat(other.get()).isPresent();
        assertThat(flooding.get(0).get()).isPresent();
        assertThat(flooding.get(1).get()).isPresent();
    }

    @Test
    void aNewKeyThatGaveUpLeavesNothingBehind() throws Exception {
        HashingGate gate = new HashingGate(1, 3, LONG);
        Future<Optional<Integer>> first = threads.submit(() -> gate.run("first", this::slow));
        threads.awaitWaiting(1);
        Future<Boolean> interrupted = threads.submit(() -> {
            Optional<Integer> answer = gate.runForNewKey("acme", this::slow);
            return answer.isEmpty() && Thread.currentThread().isInterrupted();
        });
        threads.awaitWaiting(2);
        threads.interrupt(1);
        assertThat(interrupted.get()).isTrue();
        assertThat(gate.waiting()).isZero();
        finish.countDown();
        assertThat(first.get()).isPresent();
        assertThat(gate.runForNewKey("acme", this::slow)).isPresent();
        assertThatThrownBy(() -> gate.runForNewKey("acme", () -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(gate.running()).isZero();
    }

    @Test
    void aThreadOfTheGateKnowsNothingOfTheCallerForWhomItWasStarted() throws Exception {
        InheritableThreadLocal<String> request = new InheritableThreadLocal<>();
        HashingGate gate = new HashingGate(1, 0, LONG);
        Future<Optional<Boolean>> answer = threads.submit(() -> {
            request.set("of tenant A");
            Thread.currentThread().setContextClassLoader(new ClassLoader() {});
            return gate.run(
                    "one",
                    () -> request.get() == null
                            && Thread.currentThread().getContextClassLoader() == HashingGate.class.getClassLoader());
        });
        assertThat(answer.get()).contains(true);
    }

    @Test
    void whoIsInterruptedWhileItsOwnIsComputedGetsTheResultAndStaysInterrupted() throws Exception {
        HashingGate gate = new HashingGate(1, 0, LONG);
        Future<Boolean> leader = threads.submit(() -> {
            Optional<Integer> answer = gate.run("same", this::slow);
            return answer.isPresent() && Thread.currentThread().isInterrupted();
        });
        Threads.await("a computation runs", () -> running.get() == 1);
        threads.interrupt(0);
        finish.countDown();
        assertThat(leader.get()).isTrue();
    }

    @Test
    void aGateThatFitsHasAPlaceForEachProcessorUnlessAQuarterOfTheHeapIsTooSmallForThem() throws Exception {
        Argon2Parameters cost = new Argon2Parameters(1024, 1, 1);
        long mib = 1 << 20;
        assertThat(placesOf(HashingGate.fitting(3, 4096 * mib, cost))).isEqualTo(3);
        assertThat(placesOf(HashingGate.fitting(8, 4 * 5 * mib, cost))).isEqualTo(5);
        assertThat(placesOf(HashingGate.fitting(8, 1, cost))).isEqualTo(1);
        assertThat(placesOf(HashingGate.fitting(8, Long.MAX_VALUE, cost))).isEqualTo(8);
    }

    /** How many computations it runs at a time, when there are more. */
    private static int placesOf(HashingGate gate) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        List<Future<Optional<Boolean>>> answers = new ArrayList<>();
        try (Threads callers = new Threads()) {
            for (int i = 0; i < 10; i++) {
                Object flight = i;
                answers.add(callers.submit(() -> gate.run(flight, () -> awaited(end))));
            }
            callers.awaitWaiting(10);
            int places = gate.running();
            assertThat(gate.waiting()).isEqualTo(10 - places);
            end.countDown();
            for (Future<Optional<Boolean>> answer : answers) {
                assertThat(answer.get()).contains(true);
            }
            return places;
        }
    }

    private static boolean awaited(CountDownLatch latch) {
        try {
            return latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFullQueueAnswersAtOnce() throws Exception {
        HashingGate gate = new HashingGate(1, 1, LONG);
        Future<Optional<Integer>> runs = threads.submit(() -> gate.run("runs", this::slow));
        threads.awaitWaiting(1);
        Future<Optional<Integer>> waits = threads.submit(() -> gate.run("waits", this::slow));
        threads.awaitWaiting(2);

        assertThat(gate.run("third", this::slow)).isEmpty();
        assertThat(gate.runIfIdle(this::slow)).isEmpty();

        finish.countDown();
        assertThat(runs.get()).isPresent();
        assertThat(waits.get()).isPresent();
        assertThat(gate.run("third", this::slow)).isPresent();
    }

    @Test
    void whoMayNotWaitIsAnsweredAtOnce() throws Exception {
        HashingGate gate = new HashingGate(1, 5, Duration.ZERO);
        Future<Optional<Integer>> runs = threads.submit(() -> gate.run("runs", this::slow));
        threads.awaitWaiting(1);

        assertThat(gate.run("other", this::slow)).isEmpty();
        assertThat(gate.run("runs", this::slow)).isEmpty();

        finish.countDown();
        assertThat(runs.get()).isPresent();
    }

    @Test
    void withZeroWaitAFreePlaceIsTaken() {
        HashingGate gate = new HashingGate(1, 0, Duration.ZERO);
        assertThat(gate.run("one", () -> 7)).contains(7);
        assertThat(gate.runIfIdle(() -> 8)).contains(8);
    }

    @Test
    void aFailureReachesAllWhoWaitedForItAndFreesPlaceAndFlight() throws Exception {
        HashingGate gate = new HashingGate(1, 5, LONG);
        Supplier<Integer> failing = () -> {
            slow();
            throw new HashingException("broken", null);
        };
        Future<Optional<Integer>> leader = threads.submit(() -> gate.run("same", failing));
        threads.awaitWaiting(1);
        Future<Optional<Integer>> follower = threads.submit(() -> gate.run("same", failing));
        threads.awaitWaiting(2);
        finish.countDown();

        for (Future<Optional<Integer>> one : List.of(leader, follower)) {
            assertThatThrownBy(one::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(HashingException.class)
                    .hasMessageEndingWith("broken");
        }
        assertThat(computed).hasValue(1);
        assertThat(gate.run("same", () -> 9)).contains(9);
        assertThat(gate.runIfIdle(() -> 9)).contains(9);
    }

    @Test
    void anyOtherFailureIsAHashingExceptionForThoseWhoWaited() throws Exception {
        HashingGate gate = new HashingGate(1, 5, LONG);
        Supplier<Integer> failing = () -> {
            slow();
            throw new StackOverflowError("simulated");
        };
        Future<Optional<Integer>> leader = threads.submit(() -> gate.run("same", failing));
        threads.awaitWaiting(1);
        Future<Optional<Integer>> follower = threads.submit(() -> gate.run("same", failing));
        threads.awaitWaiting(2);
        finish.countDown();

        assertThatThrownBy(leader::get).hasCauseInstanceOf(StackOverflowError.class);
        assertThatThrownBy(follower::get).hasCauseInstanceOf(HashingException.class);
        assertThat(gate.runIfIdle(() -> 9)).contains(9);
    }

    @Test
    void aFailureWhenIdleFreesThePlace() {
        HashingGate gate = new HashingGate(1, 0, Duration.ZERO);
        assertThatThrownBy(() -> gate.runIfIdle(() -> {
                    throw new IllegalStateException("broken");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(gate.runIfIdle(() -> 9)).contains(9);
    }

    @Test
    void whoLedAndGaveUpDoesNotFailThoseWhoStillHaveTime() throws Exception {
        HashingGate gate = new HashingGate(1, 5, LONG);
        Future<Optional<Integer>> blocker = threads.submit(() -> gate.run("blocker", this::slow));
        threads.awaitWaiting(1);
        Future<Optional<Integer>> leader = threads.submit(() -> gate.run("same", this::slow));
        threads.awaitWaiting(2);
        Future<Optional<Integer>> follower = threads.submit(() -> gate.run("same", this::slow));
        threads.awaitWaiting(3);

        threads.interrupt(1);
        assertThat(leader.get()).isEmpty();
        assertThat(follower.isDone()).isFalse();

        finish.countDown();
        assertThat(follower.get()).isPresent();
        assertThat(blocker.get()).isPresent();
    }

    @Test
    void withoutAPlaceInTimeLeaderAndFollowersGiveUp() throws Exception {
        HashingGate gate = new HashingGate(1, 5, Duration.ofMillis(50));
        Future<Optional<Integer>> blocker = threads.submit(() -> gate.run("blocker", this::slow));
        threads.awaitWaiting(1);
        Future<Optional<Integer>> leader = threads.submit(() -> gate.run("same", this::slow));
        Future<Optional<Integer>> follower = threads.submit(() -> gate.run("same", this::slow));
        assertThat(leader.get()).isEmpty();
        assertThat(follower.get()).isEmpty();
        assertThat(computed).hasValue(0);

        finish.countDown();
        assertThat(blocker.get()).isPresent();
    }

    @Test
    void anInterruptedThreadGetsNoAnswerAndStaysInterrupted() throws Exception {
        HashingGate gate = new HashingGate(1, 5, LONG);
        Future<Optional<Integer>> blocker = threads.submit(() -> gate.run("blocker", this::slow));
        threads.awaitWaiting(1);
        Future<Boolean> queued = threads.submit(() -> {
            Optional<Integer> answer = gate.run("other", this::slow);
            return answer.isEmpty() && Thread.currentThread().isInterrupted();
        });
        Future<Boolean> following = threads.submit(() -> {
            Optional<Integer> answer = gate.run("blocker", this::slow);
            return answer.isEmpty() && Thread.currentThread().isInterrupted();
        });
        threads.awaitWaiting(3);
        threads.interrupt(1);
        threads.interrupt(2);
        assertThat(queued.get()).isTrue();
        assertThat(following.get()).isTrue();

        finish.countDown();
        assertThat(blocker.get()).isPresent();
    }

    @Test
    void boundsAreChecked() {
        assertThatThrownBy(() -> new HashingGate(0, 1, LONG)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new HashingGate(1, -1, LONG)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new HashingGate(1, 1, Duration.ofNanos(-1))).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> new HashingGate(1, 1, Duration.ofSeconds(61)))
                .isInstanceOf(InvalidValueException.class);
    }

    /** Takes until the test lets it finish, and tells the how-manieth it was. */
    private Integer slow() {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            finish.await();
            return computed.incrementAndGet();
        } catch (InterruptedException e) {
            throw new IllegalStateException("the test should not interrupt a computation", e);
        } finally {
            running.decrementAndGet();
        }
    }
}
