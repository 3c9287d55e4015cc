package dev.latchkey.benchmarks;

import dev.latchkey.HashingGate;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyListener;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.hashing.Argon2Parameters;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * A hundred clients come back together after a restart, each with a hundred requests: ten thousand callers who all wait
 * for a proof. Virtual threads where the platform has them, platform threads with small stacks elsewhere.
 *
 * <p>Memory is what the process resides in, at its highest, beyond what it had when all callers stood ready; the heap
 * is touched from the beginning and does not grow. Linux tells it.
 */
final class FirstRequests implements Measurement {
    private static final int CALLERS = 10_000;
    private static final int KEYS = 100;
    private static final int STACK = 256 * 1024;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final int places = Runtime.getRuntime().availableProcessors();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger overloaded = new AtomicInteger();
    private final AtomicInteger overloadedTooSoon = new AtomicInteger();

    @Override
    public List<String> jvm() {
        return List.of("-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch");
    }

    @Override
    public List<Row> rows() throws Exception {
        InMemoryKeyStore store = new InMemoryKeyStore();
        List<String> keys;
        try (Latchkey before = Issued.latchkey(store).build()) {
            keys = Issued.keys(before, KEYS);
        }
        HashingGate gate = new HashingGate(places, KEYS, LIMIT);
        LongAdder computations = new LongAdder();
        LatchkeyListener listener = new LatchkeyListener() {
            @Override
            public void stepped(Step step, Duration took) {
                if (step == Step.ARGON2) {
                    computations.increment();
                }
            }
        };
        try (Latchkey latchkey =
                Issued.latchkey(store).hashingGate(gate).listener(listener).build()) {
            String warm = Issued.keys(latchkey, 1).get(0);
            CountDownLatch ready = new CountDownLatch(CALLERS);
            CountDownLatch start = new CountDownLatch(1);
            List<Thread> callers = new ArrayList<>();
            ThreadFactory threads = threads();
            for (int i = 0; i < CALLERS; i++) {
                String key = keys.get(i % KEYS);
                callers.add(threads.newThread(() -> {
                    // So that its stack has grown before the memory is read.
                    call(latchkey, warm);
                    ready.countDown();
                    await(start);
                    call(latchkey, key);
                }));
                callers.get(i).start();
            }
            await(ready);
            accepted.set(0);
            System.gc();
            Path status = Path.of("/proc/self/status");
            // Linux forgets the highest value.
            Files.writeString(Path.of("/proc/self/clear_refs"), "5");
            long resident = kib(status, "VmRSS:");
            long began = System.nanoTime();
            start.countDown();
            for (Thread caller : callers) {
                caller.join();
            }
            double seconds = (System.nanoTime() - began) / 1e9;
            double mib = (kib(status, "VmHWM:") - resident) / 1024.0;
            double bound = places * Argon2Parameters.DEFAULT.memoryKib() / 1024.0;
            if (accepted.get() + overloaded.get() != CALLERS) {
                throw new IllegalStateException("a good key was refused");
            }
            return List.of(
                    new Row(
                            String.format(
                                    Locale.ROOT,
                                    "Argon2 computations for %,d simultaneous first requests (%s) with %d good keys,"
                                            + " in %.1f s",
                                    CALLERS,
                                    kind(callers.get(0)),
                                    KEYS,
                                    seconds),
                            computations.toString(),
                            Integer.toString(KEYS),
                            Row.ratio(computations.doubleValue() / KEYS),
                            "exactly 1"),
                    new Row(
                            "of them refused before they had waited for the limit of " + LIMIT.toSeconds()
                                    + " s; after it",
                            overloadedTooSoon.toString(),
                            Integer.toString(overloaded.get() - overloadedTooSoon.get()),
                            "",
                            "0"),
                    new Row(
                            "memory of the process beyond that of the waiting callers; the gate's " + places
                                    + " places of 19 MiB",
                            String.format(Locale.ROOT, "%.0f MiB", mib),
                            String.format(Locale.ROOT, "%.0f MiB", bound),
                            Row.ratio(mib / bound),
                            "bounded"));
        }
    }

    private void call(Latchkey latchkey, String key) {
        long start = System.nanoTime();
        Verdict verdict = latchkey.authenticator().authenticate(key, Requirement.ANY, null);
        if (verdict.outcome() == Verdict.Outcome.ACCEPTED) {
            accepted.incrementAndGet();
        } else if (verdict.outcome() == Verdict.Outcome.OVERLOADED) {
            overloaded.incrementAndGet();
            if (System.nanoTime() - start < LIMIT.toNanos()) {
                overloadedTooSoon.incrementAndGet();
            }
        }
    }

    private static String kind(Thread thread) {
        return thread.getClass().getSimpleName().contains("Virtual") ? "virtual threads" : "platform threads";
    }

    /** Java 17 knows no virtual threads, so they are asked for by name. */
    private static ThreadFactory threads() throws IllegalAccessException, InvocationTargetException {
        try {
            Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
            return (ThreadFactory) Class.forName("java.lang.Thread$Builder")
                    .getMethod("factory")
                    .invoke(builder);
        } catch (NoSuchMethodException | ClassNotFoundException e) {
            return task -> new Thread(null, task, "caller", STACK);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(2, TimeUnit.MINUTES)) {
                throw new IllegalStateException("not all callers came");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long kib(Path status, String name) throws IOException {
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
    }
}
