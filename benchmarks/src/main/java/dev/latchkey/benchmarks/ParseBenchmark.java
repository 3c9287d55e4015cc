package dev.latchkey.benchmarks;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The first question: is this a key at all? */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ParseBenchmark {
    private final KeyFormat format = KeyFormat.of("ps_").accepting("zpk_live_");
    private final String key = new SecretGenerator().rawKey(format).reveal();
    private final String wrongChecksum = key.substring(0, key.length() - 1) + (key.endsWith("a") ? 'b' : 'a');

    /**
     * A real key: prefix, alphabet, checksum, and its parts.
     *
     * @return the parsed key
     */
    @Benchmark
    public @Nullable RawKey parseKey() {
        return format.parse(key);
    }

    /**
     * Garbage of the right length: everything but the checksum is right.
     *
     * @return null
     */
    @Benchmark
    public @Nullable RawKey parseGarbage() {
        return format.parse(wrongChecksum);
    }
}
