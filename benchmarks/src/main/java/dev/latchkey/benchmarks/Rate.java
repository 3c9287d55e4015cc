package dev.latchkey.benchmarks;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Verifications per second of one library: the same loop for each, in a JVM of its own. It knows nothing but the JDK,
 * so that it can stand on the class path of any of them.
 *
 * <p>The library is a class that verifies its next key each time it is asked, from several threads, and says whether it
 * was accepted.
 */
public final class Rate {
    private Rate() {}

    /**
     * Reads lines of a number of threads and of milliseconds, until there are no more; verifies on so many threads for
     * so long, and prints verifications per second.
     *
     * @param args the class, and what its constructor is given
     * @throws Exception when the library cannot be begun
     */
    public static void main(String[] args) throws Exception {
        Class<?>[] types = new Class<?>[args.length - 1];
        Arrays.fill(types, String.class);
        BooleanSupplier verification =
                (BooleanSupplier) Class.forName(args[0]).getConstructor(types).newInstance((Object[])
                        Arrays.copyOfRange(args, 1, args.length));
        BufferedReader asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = asked.readLine(); line != null; line = asked.readLine()) {
            String[] words = line.split(" ", -1);
            long nanos = TimeUnit.MILLISECONDS.toNanos(Long.parseLong(words[1]));
            System.out.println("RATE " + perSecond(verification, Integer.parseInt(words[0]), nanos));
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
