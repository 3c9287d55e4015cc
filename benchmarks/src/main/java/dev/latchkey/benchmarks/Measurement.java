package dev.latchkey.benchmarks;

import java.util.List;

/**
 * A program that measures something beside its floor or its peer, in the same run, and makes rows of it. It runs in a
 * JVM of its own and ends by itself.
 */
interface Measurement {
    /** Measures. Throws when an operation does not do what is measured. */
    List<Row> rows() throws Exception;

    /** The options of its JVM. */
    default List<String> jvm() {
        return List.of();
    }
}
