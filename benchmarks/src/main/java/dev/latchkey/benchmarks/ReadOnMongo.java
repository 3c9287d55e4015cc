package dev.latchkey.benchmarks;

import dev.latchkey.benchmarks.GrowthEngine.Filled;
import java.io.IOException;
import java.util.List;

/** The read by handle on MongoDB, in turns with the same find by the driver alone, on one client. */
final class ReadOnMongo implements Measurement {
    private static final int KEYS = 10_000;
    private static final int WARM_UP = 5_000;
    private static final int READS = 5_000;

    @Override
    public List<Row> rows() throws IOException {
        Times read = new Times();
        Times bare = new Times();
        String name;
        try (GrowthEngine engine = GrowthEngine.start("mongodb")) {
            name = engine.name();
            Filled filled = engine.filled(KEYS);
            for (int i = 0; i < WARM_UP + READS; i++) {
                if (i == WARM_UP) {
                    read.forget();
                    bare.forget();
                }
                String handle = Keys.handle(1 + i % KEYS);
                read.time(() -> filled.store().findByHandle(handle).value().isPresent());
                bare.time(() -> filled.bareRead().test(handle));
            }
        }
        return List.of(Row.times(
                "the read by handle on " + name + "; the bare find, same client",
                read.median(),
                bare.median(),
                "at most 1.25"));
    }
}
