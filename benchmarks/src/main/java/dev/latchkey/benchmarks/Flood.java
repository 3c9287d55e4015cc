package dev.latchkey.benchmarks;

import dev.latchkey.Authenticator;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Wrong secrets for a known handle, as fast as all processors but one can send them; and on that one the usual traffic:
 * warm requests at a fixed rate.
 *
 * <p>The time of a request of the traffic begins when it was due, not when its turn came: a request that is held up
 * holds up those behind. Undisturbed and flooded traffic take turns, and a third kind beside threads that only allocate
 * as much: what those do to it is the part of the collector and of the machine. Of the turns of a kind the median
 * counts, because the machine stands still for milliseconds now and then.
 */
final class Flood implements Measurement {
    private static final int KEYS = 100;
    private static final int TURNS = 10;
    private static final long TURN = TimeUnit.SECONDS.toNanos(1);
    private static final long EVERY = TimeUnit.MICROSECONDS.toNanos(100);
    /**
     * An attempt by any of them in so many nanoseconds is a hundred thousand a second, some thousand times what Argon2
     * for each would allow.
     */
    private static final long PACE = TimeUnit.MICROSECONDS.toNanos(10);

    /** What one costs where nothing bounds them. */
    private static final long ATTEMPT_NANOS = 800;

    private static final int ATTEMPT_BYTES = 680;
    private static final int COMPILED = 200_000;

    /** Of attempts by one thread that nothing disturbs, in turns with the floor. */
    private static final int BATCHES = 400;

    private static final int BATCH = 1_000;

    private final int attackers = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private final LongAdder refused = new LongAdder();
    private volatile byte[] garbage = {};
    private long flooded;
    private long floodedNanos;

    /**
     * A heap of a fixed size, as servers are given. A small one is collected so often that the collector alone decides
     * about the 99th percentile.
     */
    @Override
    public List<String> jvm() {
        return List.of("-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch");
    }

    @Override
    public List<Row> rows() throws InterruptedException {
        Times quiet = new Times();
        Times besideAllocating = new Times();
        Times besidePaced = new Times();
        Times besideFlood = new Times();
        try (Latchkey latchkey = Issued.latchkey(new InMemoryKeyStore()).build()) {
            Authenticator authenticator = latchkey.authenticator();
            List<String> keys = Issued.keys(latchkey, KEYS);
            String wrong = WrongSecret.of(keys.get(0), Issued.FORMAT);
            for (int i = 0; i < COMPILED; i++) {
                accepted(authenticator, keys.get(i % KEYS));
                refused(authenticator, wrong);
                digest(wrong);
            }
            Times wrongs = new Times();
            Times digests = new Times();
            for (int i = 0; i < BATCHES; i++) {
                wrongs.add(batch(() -> refused(authenticator, wrong)));
                digests.add(batch(() -> digest(wrong)));
            }
            double argon2 = new Argon2().nanos(keys.get(0), 20);
            for (int i = 0; i < TURNS; i++) {
                quiet.add(traffic(authenticator, keys));
                beside(this::allocate, () -> besideAllocating.add(traffic(authenticator, keys)));
                beside(
                        over -> attack(authenticator, wrong, over, PACE * attackers),
                        () -> besidePaced.add(traffic(authenticator, keys)));
                long before = refused.sum();
                floodedNanos += beside(
                        over -> attack(authenticator, wrong, over, 0),
                        () -> besideFlood.add(traffic(authenticator, keys)));
                flooded += refused.sum() - before;
            }
            return List.of(
                    Row.times(
                            "a wrong secret at a known handle; SHA-256 of the same bytes",
                            wrongs.median() / BATCH,
                            digests.median() / BATCH,
                            "at most 2"),
                    Row.rates(
                            "flood of wrong secrets for a known handle, a thread; beside: Argon2id for each",
                            flooded * 1e9 / floodedNanos / attackers,
                            1e9 / argon2,
                            "at least 1000"),
                    Row.times(
                            "99th percentile of warm traffic beside 100,000 of them a second; undisturbed",
                            besidePaced.median(),
                            quiet.median(),
                            "at most 2"),
                    Row.times(
                            "beside as many as a thread can send; undisturbed",
                            besideFlood.median(),
                            quiet.median(),
                            "at most 2"),
                    Row.times(
                            "beside a thread that only allocates as much; undisturbed",
                            besideAllocating.median(),
                            quiet.median(),
                            ""));
        }
    }

    private static long batch(Runnable operation) {
        long start = System.nanoTime();
        for (int i = 0; i < BATCH; i++) {
            operation.run();
        }
        return System.nanoTime() - start;
    }

    /** As the floor of a warm request computes it. */
    private void digest(String text) {
        try {
            garbage = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs something on all processors but one while something else goes on, and returns how long. */
    private long beside(Consumer<AtomicBoolean> noise, Runnable work) throws InterruptedException {
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < attackers; i++) {
            Thread thread = new Thread(() -> noise.accept(over));
            thread.start();
            threads.add(thread);
        }
        work.run();
        over.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        return System.nanoTime() - start;
    }

    private void attack(Authenticator authenticator, String wrong, AtomicBoolean over, long pace) {
        long count = 0;
        for (long due = System.nanoTime(); !over.get(); due += pace) {
            while (pace > 0 && System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            refused(authenticator, wrong);
            count++;
        }
        refused.add(count);
    }

    /** Leaves as many bytes to the collector as an unbounded flood does, and does nothing else. */
    private void allocate(AtomicBoolean over) {
        for (long due = System.nanoTime(); !over.get(); due += ATTEMPT_NANOS) {
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            garbage = new byte[ATTEMPT_BYTES];
        }
    }

    /** Returns the 99th percentile of one turn. */
    private static long traffic(Authenticator authenticator, List<String> keys) {
        Times times = new Times();
        long start = System.nanoTime();
        int sent = 0;
        for (long due = start; due < start + TURN; due += EVERY) {
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            accepted(authenticator, keys.get(sent++ % keys.size()));
            times.add(System.nanoTime() - due);
        }
        return (long) times.quantile(0.99);
    }

    private static void accepted(Authenticator authenticator, String key) {
        if (authenticator.authenticate(key, Requirement.ANY, null).outcome() != Verdict.Outcome.ACCEPTED) {
            throw new IllegalStateException("a good key is not accepted");
        }
    }

    private static void refused(Authenticator authenticator, String key) {
        if (authenticator.authenticate(key, Requirement.ANY, null).outcome() != Verdict.Outcome.REFUSED) {
            throw new IllegalStateException("a wrong secret is not refused");
        }
    }
}
