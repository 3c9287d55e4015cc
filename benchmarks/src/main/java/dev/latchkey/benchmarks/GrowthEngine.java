package dev.latchkey.benchmarks;

import dev.latchkey.ports.KeyStore;
import java.io.IOException;
import java.util.function.Predicate;

/** A database engine that makes databases of any number of keys, and ends them all when it is closed. */
interface GrowthEngine extends AutoCloseable {
    /**
     * A database with so many keys.
     *
     * @param store on it
     * @param bareRead reads by handle what the store reads, by the driver alone; true when it was there
     * @param keys how many
     * @param bytes how large its data and indexes are
     */
    record Filled(KeyStore store, Predicate<String> bareRead, int keys, long bytes) {}

    static GrowthEngine start(String name) throws IOException {
        return switch (name) {
            case "postgresql" -> new GrowthOnJdbc.Postgres();
            case "h2" -> new GrowthOnJdbc.H2();
            case "mongodb" -> new GrowthOnMongo();
            default -> throw new IllegalArgumentException("postgresql, h2 or mongodb, not " + name);
        };
    }

    String name();

    Filled filled(int keys);

    @Override
    void close();
}
