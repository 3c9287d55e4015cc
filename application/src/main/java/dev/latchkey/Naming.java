package dev.latchkey;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a new secret and a new key are called.
 *
 * @param handle the one handle that will do; null for a random one, and another when that is taken
 * @param mark makes the id of a new key of a random one
 */
record Naming(@Nullable String handle, UnaryOperator<UUID> mark) {
    static final Naming RANDOM = new Naming(null, UnaryOperator.identity());

    RawKey rawKey(SecretGenerator random, KeyFormat format) {
        return handle == null ? random.rawKey(format) : random.rawKey(format, handle);
    }

    UUID id(SecretGenerator random) {
        return mark.apply(random.id());
    }

    /** The result when the handle is taken and there is no other to try. */
    <T> Result<T> taken() {
        return handle == null ? Result.contended() : Result.idempotencyKeySpent();
    }
}
