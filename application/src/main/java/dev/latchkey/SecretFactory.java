package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.sealing.SealedCopy;
import dev.latchkey.core.sealing.Sealer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes of a raw key what is stored of it.
 *
 * @param prover hashes it
 * @param parser tells whether it may have a screening tag
 * @param sealer seals a copy, null when the host keeps none
 */
record SecretFactory(
        Prover prover, CredentialParser parser, @Nullable Sealer sealer) {
    /** Makes the current secret of a key; empty when hashing has no place free. */
    Optional<Secret> make(RawKey raw, String tenant, Instant now) {
        ScreeningTag tag = parser.isOwn(raw) ? ScreeningTag.of(raw) : null;
        SealedCopy copy = sealer == null ? null : sealer.seal(raw, tenant);
        return prover.hash(raw)
                .map(hash -> new Secret(raw.handle(), raw.prefix(), raw.lastFour(), hash, tag, copy, now, null));
    }
}
