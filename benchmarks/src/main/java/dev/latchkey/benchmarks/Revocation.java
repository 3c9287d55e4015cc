package dev.latchkey.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/**
 * How long a key that was revoked on one node is still accepted by another one that remembers it: two JVMs on one PostgreSQL, told by LISTEN. Measured from when the revocation was acknowledged to
 * the first refusal, on the machine's monotonic clock, which both JVMs read; the other node is asked every {@value RevocationNode#PAUSE_MICROS} microseconds or so. Then the same with the other node's
 * feed cut: the next request.
 */
public final class Revocation {
    private static final int REVOCATIONS = 1_000;
    private static final int WITH_FEED_CUT = 100;
    private static final double MICRO = 1e3;

    private Revocation() {}

    /**
     * What was measured.
     *
     * @param revocations how many
     * @param medianMicros half of them were seen within
     * @param p99Micros and 99 of 100
     * @param maxMicros and all
     * @param cut how many were made with the feed cut
     * @param seenAtOnce and how many of those were refused by the next request
     */
    public record Seen(
            int revocations, double medianMicros, double p99Micros, double maxMicros, int cut, int seenAtOnce) {}

    /**
     * Measures and prints.
     *
     * @param args none
     * @throws IOException when the other node cannot be started or ends early
     */
    public static void main(String[] args) throws IOException {
        Seen seen = measure();
        System.out.printf(
                Locale.ROOT,
                "%,d revocations seen by another node with a cache, PostgreSQL: p50 %.1f ms, p99 %.1f ms, max %.1f ms%n",
                seen.revocations(),
                seen.medianMicros() / MICRO,
                seen.p99Micros() / MICRO,
                seen.maxMicros() / MICRO);
        System.out.printf(
                Locale.ROOT, "with its feed cut: %d of %d by the next request%n", seen.seenAtOnce(), seen.cut());
    }

    /**
     * Measures, on a server and with a second JVM of its own.
     *
     * @return the figures
     * @throws IOException when the other node cannot be started or ends early
     */
    public static Seen measure() throws IOException {
        try (PostgresServer server = PostgresServer.start();
                RevocationNode one = new RevocationNode(server.url("postgres"));
                Other other = Other.start(server.url("postgres"))) {
            long[] nanos = new long[REVOCATIONS];
            // As many again before it counts, for the JIT compilers.
            for (int i = -REVOCATIONS; i < REVOCATIONS; i++) {
                long took = revocation(one, other);
                if (i >= 0) {
                    nanos[i] = took;
                }
            }
            Arrays.sort(nanos);
            int seenAtOnce = 0;
            for (int i = 0; i < WITH_FEED_CUT; i++) {
                seenAtOnce += isSeenAtOnceWithoutFeed(one, other) ? 1 : 0;
            }
            return new Seen(
                    REVOCATIONS,
                    nanos[REVOCATIONS / 2] / MICRO,
                    nanos[REVOCATIONS * 99 / 100] / MICRO,
                    nanos[REVOCATIONS - 1] / MICRO,
                    WITH_FEED_CUT,
                    seenAtOnce);
        }
    }

    private static long revocation(RevocationNode one, Other other) throws IOException {
        RevocationNode.Issued issued = one.issue();
        other.ask("warm " + issued.raw());
        other.tell("watch " + issued.raw());
        one.revoke(issued);
        long acknowledged = System.nanoTime();
        // It may have been told before the acknowledgement arrived.
        return Math.max(0, Long.parseLong(other.answer()) - acknowledged);
    }

    private static boolean isSeenAtOnceWithoutFeed(RevocationNode one, Other other) throws IOException {
        RevocationNode.Issued issued = one.issue();
        other.ask("warm " + issued.raw());
        other.ask("cut");
        one.revoke(issued);
        boolean isSeen = other.ask("try " + issued.raw()).equals("refused");
        other.ask("mend");
        return isSeen;
    }

    /** The other JVM. */
    private record Other(Process process, PrintStream to, BufferedReader from) implements AutoCloseable {
        static Other start(String url) throws IOException {
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElse("java"),
                            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                            "-cp",
                            System.getProperty("java.class.path"),
                            RevocationNode.class.getName(),
                            url)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            Other other = new Other(
                    process,
                    new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII),
                    new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII)));
            // What is issued before it listens it would not hear of.
            other.answer();
            return other;
        }

        void tell(String command) {
            to.println(command);
        }

        String answer() throws IOException {
            String answer = from.readLine();
            if (answer == null) {
                throw new IOException("the other node ended");
            }
            return answer;
        }

        String ask(String command) throws IOException {
            tell(command);
            return answer();
        }

        /** It ends with its input. */
        @Override
        public void close() {
            to.close();
            process.onExit().join();
        }
    }
}
