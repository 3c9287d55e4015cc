package dev.latchkey;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A source of the handle of a new secret and of the id of a new key.
 *
 * @param handle the only possible handle; null for a random one, and another one if that is taken
 * @param mark makes the id of a new key from a random id
 */
record IdSource(@Nullable String handle, UnaryOperator<UUID> mark) {
    static final IdSource RANDOM = new IdSource(null, UnaryOperator.identity());

    RawKey rawKey(SecretGenerator random, KeyFormat format) {
        return handle == null ? random.rawKey(format) : random.rawKey(format, handle);
    }

    UUID id(SecretGenerator random) {
        return mark.apply(random.id());
    }

    /** Returns the result if the handle is taken and there is no other one to try. */
    <T> Result<T> taken() {
        return handle == null ? Result.contended() : Result.idempotencyKeySpent();
    }
}
