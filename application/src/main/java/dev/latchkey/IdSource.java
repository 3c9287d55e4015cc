package dev.latchkey;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A source of the handle of a new secret.
 *
 * @param handle the only possible handle; null for a random one, and another one if that is taken
 * @param mark the mark of the request, which the secret carries; empty for none
 */
record IdSource(@Nullable String handle, String mark) {
    static final IdSource RANDOM = new IdSource(null, "");

    RawKey rawKey(SecretGenerator random, KeyFormat format) {
        return handle == null ? random.rawKey(format) : random.rawKey(format, handle);
    }

    /** Returns the result if the handle is taken and there is no other one to try. */
    <T> Result<T> taken() {
        return handle == null ? Result.of(Outcome.CONTENDED) : Result.of(Outcome.IDEMPOTENCY_KEY_SPENT);
    }
}
