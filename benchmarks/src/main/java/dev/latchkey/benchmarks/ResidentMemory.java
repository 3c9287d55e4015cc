package dev.latchkey.benchmarks;

import dev.latchkey.HashingGate;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.Peppers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.Deflater;

/**
 * What Argon2 leaves resident when it computes now and then, beside threads that come and go and use the C library too:
 * behind a gate with two places, and on the threads of the callers.
 */
final class ResidentMemory implements Measurement {
    private static final int PLACES = 2;
    private static final int ROUNDS = 60;
    private static final int CALLERS = 4;
    private static final int OTHERS = 6;
    private static final double PLACE_MIB = Argon2Parameters.DEFAULT.memoryKib() / 1024.0;

    private final Argon2Hasher hasher = new Argon2Hasher(Argon2Parameters.DEFAULT, Peppers.NONE, new SecretGenerator());
    private final RawKey key = new SecretGenerator().rawKey(KeyFormat.of("ps_"));

    @Override
    public List<String> jvm() {
        return List.of("-Xmx256m", "-Xms256m", "-XX:+AlwaysPreTouch");
    }

    @Override
    public List<Row> rows() {
        double before = residentMib();
        try (HashingGate gate = new HashingGate(PLACES, CALLERS, Duration.ofSeconds(30))) {
            work(number -> gate.runForNewKey("tenant " + number, () -> hasher.hash(key))
                    .orElseThrow());
        }
        double gated = residentMib() - before;
        work(number -> hasher.hash(key));
        double ungated = residentMib() - before;
        return List.of(new Row(
                "resident memory that " + ROUNDS + " bursts of hashing leave, " + PLACES
                        + " places; on the callers' threads",
                mib(gated),
                mib(ungated),
                Row.ratio(gated / ungated),
                "bounded: " + mib(2 * PLACES * PLACE_MIB)));
    }

    private static void work(Consumer<Integer> hash) {
        for (int round = 0; round < ROUNDS; round++) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                threads.add(new Thread(() -> hash.accept(number)));
            }
            for (int i = 0; i < OTHERS; i++) {
                threads.add(new Thread(() -> new Deflater().end()));
            }
            threads.forEach(Thread::start);
            threads.forEach(ResidentMemory::join);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static double residentMib() {
        try {
            String line = Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(each -> each.startsWith("VmRSS:"))
                    .findFirst()
                    .orElseThrow();
            return Long.parseLong(line.replaceAll("\\D", "")) / 1024.0;
        } catch (IOException e) {
            throw new IllegalStateException("this system does not tell what is resident", e);
        }
    }

    private static String mib(double mib) {
        return String.format(Locale.ROOT, "%.0f MiB", mib);
    }
}
