package dev.latchkey.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** How soon another node with a record cache refuses a key that this one has revoked, on PostgreSQL. */
final class SeenElsewhere implements Measurement {
    private static final double TO_REACH_MICROS = 50_000;

    @Override
    public List<Row> rows() throws IOException {
        Revocation.Seen seen = Revocation.measure();
        return List.of(
                Row.times(
                        String.format(
                                Locale.ROOT,
                                "99th percentile until another node with a cache refuses a revoked key, %,d revocations",
                                seen.revocations()),
                        seen.p99Micros() * 1e3,
                        TO_REACH_MICROS * 1e3,
                        "at most 1"),
                new Row(
                        "with its feed cut: refused by the next request",
                        Integer.toString(seen.seenAtOnce()),
                        Integer.toString(seen.cut()),
                        Row.ratio((double) seen.seenAtOnce() / seen.cut()),
                        "exactly 1"));
    }
}
