package dev.latchkey.benchmarks;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.ports.api.Authenticator;
import dev.latchkey.ports.api.Latchkey;
import dev.latchkey.ports.api.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Wrong secrets for a known handle, as fast as all processors but one can send them; and on that one the usual traffic: warm requests at a fixed rate.
 *
 * <p>The time of a request of the traffic begins when it was due, not when its turn came: whoever is held up holds up those behind. Undisturbed and flooded traffic take turns.
 */
final class Flood implements Measurement {
    private static final int KEYS = 100;
    private static final int TURNS = 4;
    private static final long TURN = TimeUnit.SECONDS.toNanos(3);
    private static final long EVERY = TimeUnit.MICROSECONDS.toNanos(100);
    private static final int COMPILED = 200_000;

    private final int attackers = Math.max(1, Runtime.getRuntime().availableProcessors() - 1);
    private final LongAdder refused = new LongAdder();
    private long floodedNanos;

    @Override
    public List<Row> rows() throws InterruptedException {
        Times quiet = new Times();
        Times beside = new Times();
        try (Latchkey latchkey = Issued.latchkey(new InMemoryKeyStore()).build()) {
            Authenticator authenticator = latchkey.authenticator();
            List<String> keys = Issued.keys(latchkey, KEYS);
            String wrong = WrongSecret.of(keys.get(0), Issued.FORMAT);
            for (int i = 0; i < COMPILED; i++) {
                accepted(authenticator, keys.get(i % KEYS));
                refused(authenticator, wrong);
            }
            double argon2 = new Argon2().nanos(keys.get(0), 20);
            for (int i = 0; i < TURNS; i++) {
                traffic(authenticator, keys, quiet);
                List<Thread> flood = new ArrayList<>();
                AtomicBoolean over = new AtomicBoolean();
                long start = System.nanoTime();
                for (int j = 0; j < attackers; j++) {
                    flood.add(attacker(authenticator, wrong, over));
                }
                traffic(authenticator, keys, beside);
                over.set(true);
                for (Thread thread : flood) {
                    thread.join();
                }
                floodedNanos += System.nanoTime() - start;
            }
            return List.of(
                    Row.rates(
                            "flood of wrong secrets for a known handle, a thread; beside: Argon2id for each",
                            refused.sum() * 1e9 / floodedNanos / attackers,
                            1e9 / argon2,
                            "at least 1000"),
                    Row.times(
                            "99th percentile of warm traffic beside it; undisturbed",
                            beside.quantile(0.99),
                            quiet.quantile(0.99),
                            "at most 2"));
        }
    }

    private static void traffic(Authenticator authenticator, List<String> keys, Times times) {
        long start = System.nanoTime();
        int sent = 0;
        for (long due = start; due < start + TURN; due += EVERY) {
            while (System.nanoTime() < due) {
                Thread.onSpinWait();
            }
            accepted(authenticator, keys.get(sent++ % keys.size()));
            times.add(System.nanoTime() - due);
        }
    }

    private Thread attacker(Authenticator authenticator, String wrong, AtomicBoolean over) {
        Thread thread = new Thread(() -> {
            long count = 0;
            while (!over.get()) {
                refused(authenticator, wrong);
                count++;
            }
            refused.add(count);
        });
        thread.start();
        return thread;
    }

    private static void accepted(Authenticator authenticator, String key) {
        if (!(authenticator.authenticate(key, Requirement.ANY, null) instanceof Verdict.Accepted)) {
            throw new IllegalStateException("a good key is not accepted");
        }
    }

    private static void refused(Authenticator authenticator, String key) {
        if (!(authenticator.authenticate(key, Requirement.ANY, null) instanceof Verdict.Refused)) {
            throw new IllegalStateException("a wrong secret is not refused");
        }
    }
}
