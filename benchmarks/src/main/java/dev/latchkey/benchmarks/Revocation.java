package dev.latchkey.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * How long a key that was revoked on one node is still accepted by another one that remembers it: two JVMs on one
 * PostgreSQL, told by LISTEN. Measured from when the revocation was acknowledged to the first refusal, on the machine's
 * monotonic clock, which both JVMs read; the other node is asked every {@value RevocationNode#PAUSE_MICROS}
 * microseconds or so. Then again with the other node's feed cut: the next request.
 */
final class Revocation implements Measurement {
    private static final int REVOCATIONS = 1_000;
    private static final int WITH_FEED_CUT = 100;
    private static final double TO_REACH_NANOS = 50e6;

    /**
     * What was measured.
     *
     * @param medianNanos half of the revocations were seen within
     * @param p99Nanos and 99 of 100
     * @param maxNanos and all
     * @param seenAtOnce how many of those made with the feed cut were refused by the next request
     */
    record Seen(double medianNanos, double p99Nanos, double maxNanos, int seenAtOnce) {}

    @Override
    public List<Row> rows() throws IOException {
        Seen seen = measure();
        return List.of(
                Row.times(
                        String.format(
                                Locale.ROOT,
                                "99th percentile until another node with a cache refuses a revoked key, %,d "
                                        + "revocations (median %s, longest %s); 50 ms",
                                REVOCATIONS,
                                Row.time(seen.medianNanos()),
                                Row.time(seen.maxNanos())),
                        seen.p99Nanos(),
                        TO_REACH_NANOS,
                        "at most 1"),
                new Row(
                        "with its feed cut: refused by the next request",
                        Integer.toString(seen.seenAtOnce()),
                        Integer.toString(WITH_FEED_CUT),
                        Row.ratio((double) seen.seenAtOnce() / WITH_FEED_CUT),
                        "exactly 1"));
    }

    /**
     * Measures, on a server and with a second JVM of its own.
     *
     * @return the figures
     * @throws IOException when the other node cannot be started or ends early
     */
    static Seen measure() throws IOException {
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
            return new Seen(nanos[REVOCATIONS / 2], nanos[REVOCATIONS * 99 / 100], nanos[REVOCATIONS - 1], seenAtOnce);
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
            // Its feed is cut a hundred times, and it would say so each time.
            List<String> silent = List.of("-Dorg.slf4j.simpleLogger.log.dev.latchkey.adapter.jdbc=error");
            List<String> command = Child.java(Child.classPath(), silent);
            command.addAll(List.of(RevocationNode.class.getName(), url));
            Process process = new ProcessBuilder(command)
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
