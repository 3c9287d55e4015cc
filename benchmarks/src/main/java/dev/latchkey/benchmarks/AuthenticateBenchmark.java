package dev.latchkey.benchmarks;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/**
 * A whole authentication on the in-memory store: proven before (warm), never proven (cold), and wrong; each beside what
 * cannot be avoided.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class AuthenticateBenchmark {
    private static final KeyFormat FORMAT = KeyFormat.of("ps_");
    private static final KeySpec SPEC = KeySpec.of("acme", dev.latchkey.core.scope.Scope.tenant(), "benchmark")
            .allPermissions();

    private final InMemoryKeyStore store = new InMemoryKeyStore();
    private final Latchkey warm =
            Latchkey.builder().store(store).keyFormat(FORMAT).build();
    private final Latchkey cached = Latchkey.builder()
            .store(store)
            .keyFormat(FORMAT)
            .recordCache(store, 1000, Duration.ofMinutes(10))
            .build();
    // Remembers no proof, so every call computes Argon2.
    private final Latchkey cold =
            Latchkey.builder().store(store).keyFormat(FORMAT).provenKeys(0).build();
    private final Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
    private final ConcurrentMap<String, String> map = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> proofs = new ConcurrentHashMap<>();
    private final AtomicLong uses = new AtomicLong();

    private String key = "";
    private String wrongSecret = "";
    private byte[] bytes = {};
    private String handle = "";

    /** Issues the key, and finds another that differs in the secret alone. */
    @Setup
    public void issue() {
        var issued = warm.keys().issue(SPEC, Actor.host("benchmark")).orElseThrow();
        key = issued.rawKey().reveal();
        handle = issued.rawKey().handle();
        bytes = key.getBytes(StandardCharsets.US_ASCII);
        map.put(handle, key);
        proofs.put(handle, key);
        wrongSecret = WrongSecret.of(key, FORMAT);
    }

    /** Ends all. */
    @TearDown
    public void close() {
        warm.close();
        cached.close();
        cold.close();
    }

    /**
     * Proven before in this process.
     *
     * @return accepted
     */
    @Benchmark
    public Verdict warm() {
        return warm.authenticator().authenticate(key, Requirement.ANY, null);
    }

    /**
     * Authenticates with the key in the record cache.
     *
     * @return accepted
     */
    @Benchmark
    public Verdict recordCache() {
        return cached.authenticator().authenticate(key, Requirement.ANY, null);
    }

    /**
     * The floor of warm: one SHA-256 of the same bytes and one read of a concurrent map.
     *
     * @param sink takes both
     * @throws NoSuchAlgorithmException never
     */
    @Benchmark
    public void warmFloor(Blackhole sink) throws NoSuchAlgorithmException {
        sink.consume(MessageDigest.getInstance("SHA-256").digest(bytes));
        sink.consume(map.get(handle));
    }

    /**
     * What is left for a request that is looked up, proven, dated and counted: the floor of warm, with a second map for
     * the proof, the clock, and one atomic addition.
     *
     * @param sink takes all
     * @throws NoSuchAlgorithmException never
     */
    @Benchmark
    public void countedFloor(Blackhole sink) throws NoSuchAlgorithmException {
        warmFloor(sink);
        sink.consume(proofs.get(handle));
        sink.consume(Instant.ofEpochMilli(System.currentTimeMillis()));
        sink.consume(uses.incrementAndGet());
    }

    /**
     * A wrong secret for a handle that exists.
     *
     * @return refused
     */
    @Benchmark
    public Verdict wrongSecret() {
        return warm.authenticator().authenticate(wrongSecret, Requirement.ANY, null);
    }

    /**
     * Never proven in this process.
     *
     * @return accepted
     */
    @Benchmark
    public Verdict cold() {
        return cold.authenticator().authenticate(key, Requirement.ANY, null);
    }

    /**
     * The floor of cold, and what each attempt of a flood costs those who have no screening: one bare Argon2id of the
     * same cost.
     *
     * @return the hash
     */
    @Benchmark
    public byte[] coldFloor() {
        Argon2Parameters cost = Argon2Parameters.DEFAULT;
        return argon2.rawHash(cost.iterations(), cost.memoryKib(), cost.lanes(), bytes, new byte[16]);
    }
}
