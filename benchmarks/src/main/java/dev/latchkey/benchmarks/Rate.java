package dev.latchkey.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Verifications per second of one library: the same loop for each, in a JVM of its own. It knows nothing but the JDK, so that it can stand on the class path of any of them.
 *
 * <p>The library is a class that verifies its next key each time it is asked, from several threads, and says whether it was accepted.
 */
public final class Rate {
    private static final long WARM_UP = TimeUnit.SECONDS.toNanos(3);
    private static final long MEASURED = TimeUnit.SECONDS.toNanos(4);

    private Rate() {}

    /**
     * Prints a line for one thread and one for as many as there are processors: the number of threads, and verifications per second.
     *
     * @param args the class, and what its constructor is given
     * @throws Exception when the library cannot be begun
     */
    public static void main(String[] args) throws Exception {
        Class<?>[] types = new Class<?>[args.length - 1];
        Object[] given = new Object[args.length - 1];
        for (int i = 0; i < given.length; i++) {
            types[i] = String.class;
            given[i] = args[i + 1];
        }
        BooleanSupplier verification =
                (BooleanSupplier) Class.forName(args[0]).getConstructor(types).newInstance(given);
        for (int threads : new int[] {1, Runtime.getRuntime().availableProcessors()}) {
            perSecond(verification, threads, WARM_UP);
            System.out.printf(Locale.ROOT, "RATE %d %.1f%n", threads, perSecond(verification, threads, MEASURED));
        }
        // Whatever threads a library left running.
        System.exit(0);
    }

    private static double perSecond(BooleanSupplier verification, int threads, long nanos) throws Exception {
        LongAdder done = new LongAdder();
        CyclicBarrier start = new CyclicBarrier(threads + 1);
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(() -> {
                await(start);
                long end = System.nanoTime() + nanos;
                long count = 0;
                while (System.nanoTime() < end) {
                    if (!verification.getAsBoolean()) {
                        throw new IllegalStateException("a good key is not accepted");
                    }
                    count++;
                }
                done.add(count);
            });
            thread.setUncaughtExceptionHandler((failed, reason) -> {
                reason.printStackTrace();
                System.exit(1);
            });
            thread.start();
            running.add(thread);
        }
        long began = System.nanoTime();
        start.await();
        for (Thread thread : running) {
            thread.join();
        }
        return done.sum() * 1e9 / (System.nanoTime() - began);
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
