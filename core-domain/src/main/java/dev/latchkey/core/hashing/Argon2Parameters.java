package dev.latchkey.core.hashing;

import dev.latchkey.core.internal.Checks;

/**
 * The cost of one Argon2id computation, RFC 9106 section 3.1.
 *
 * @param memoryKib memory in KiB, at least 8 for each lane, at most 1 GiB
 * @param iterations passes over the memory, 1 to 64
 * @param lanes degree of parallelism, 1 to 16
 */
public record Argon2Parameters(int memoryKib, int iterations, int lanes) {
    /** 19 MiB, 2 passes, 1 lane: the first choice of the OWASP password storage cheat sheet. */
    public static final Argon2Parameters DEFAULT = new Argon2Parameters(19 * 1024, 2, 1);

    private static final int MAX_MEMORY_KIB = 1 << 20;
    private static final int MAX_ITERATIONS = 64;
    private static final int MAX_LANES = 16;

    /** Checks the bounds. They also keep a forged stored hash from ordering a computation that never ends. */
    public Argon2Parameters {
        Checks.that(lanes >= 1 && lanes <= MAX_LANES, "lanes", "must be 1 to " + MAX_LANES);
        boolean memory = memoryKib >= 8 * lanes && memoryKib <= MAX_MEMORY_KIB;
        Checks.that(memory, "memoryKib", "must be 8 for each lane to " + MAX_MEMORY_KIB);
        Checks.that(iterations >= 1 && iterations <= MAX_ITERATIONS, "iterations", "must be 1 to " + MAX_ITERATIONS);
    }

    /**
     * Compares two costs. Lanes make a hash neither better nor worse, so they are not compared.
     *
     * @param other another cost
     * @return true if this has more memory or more passes, and not less of either
     */
    public boolean isDearerThan(Argon2Parameters other) {
        return memoryKib >= other.memoryKib
                && iterations >= other.iterations
                && (memoryKib > other.memoryKib || iterations > other.iterations);
    }
}
