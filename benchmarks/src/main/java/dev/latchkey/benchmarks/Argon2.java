package dev.latchkey.benchmarks;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Factory;
import dev.latchkey.core.hashing.Argon2Parameters;
import java.nio.charset.StandardCharsets;

/**
 * One bare Argon2id of the default cost: the floor of a first request, and what each attempt costs those who have no
 * screening.
 */
final class Argon2 {
    /** For what is not about Argon2 and needs many keys. */
    static final Argon2Parameters CHEAP = new Argon2Parameters(8, 1, 1);

    private static final Argon2Parameters COST = Argon2Parameters.DEFAULT;

    private final Argon2Advanced argon2 = Argon2Factory.createAdvanced(Argon2Factory.Argon2Types.ARGON2id);
    private final byte[] salt = new byte[16];

    byte[] hash(String key) {
        return argon2.rawHash(
                COST.iterations(), COST.memoryKib(), COST.lanes(), key.getBytes(StandardCharsets.US_ASCII), salt);
    }

    /** The median time of a few, in nanoseconds. */
    double nanos(String key, int times) {
        Times took = new Times();
        for (int i = 0; i < times; i++) {
            took.time(() -> hash(key).length > 0);
        }
        return took.median();
    }
}
