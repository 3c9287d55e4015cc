package dev.latchkey;

import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.sealing.SealedCopy;
import dev.latchkey.core.sealing.Sealer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The factory of what is stored of a raw key.
 *
 * @param prover hashes it
 * @param sealer seals a copy, null when the host keeps none
 */
record SecretFactory(Prover prover, @Nullable Sealer sealer) {
    /** Makes the current secret of a key that was generated here; empty when hashing has no place free. */
    Optional<Secret> generated(RawKey raw, String tenant, Instant now) {
        return make(raw, raw.lastFour(), ScreeningTag.of(raw), tenant, now);
    }

    /**
     * Makes the current secret of a key that comes from elsewhere; empty when hashing has no place free. It has no
     * screening tag, also if it has the shape of a generated key: nobody knows how random it is.
     */
    Optional<Secret> imported(RawKey raw, String tenant, Instant now) {
        return make(raw, ImportedKeys.lastFour(raw), null, tenant, now);
    }

    private Optional<Secret> make(
            RawKey raw, String lastFour, @Nullable ScreeningTag tag, String tenant, Instant now) {
        SealedCopy copy = sealer == null ? null : sealer.seal(raw, tenant);
        return prover.hash(raw)
                .map(hash -> new Secret(raw.handle(), raw.prefix(), lastFour, hash, tag, copy, now, null));
    }
}
