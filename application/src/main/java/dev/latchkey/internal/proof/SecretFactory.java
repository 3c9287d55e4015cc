package dev.latchkey.internal.proof;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.sealing.SealedCopy;
import dev.latchkey.core.sealing.Sealer;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A factory of stored secrets. Safe for use by several threads. */
public final class SecretFactory {
    private final Prover prover;
    private final CredentialParser parser;
    private final @Nullable Sealer sealer;

    /**
     * Takes the parts.
     *
     * @param prover hashes raw keys
     * @param parser tells whether a raw key may have a screening tag
     * @param sealer seals copies; null if the host keeps none
     */
    public SecretFactory(Prover prover, CredentialParser parser, @Nullable Sealer sealer) {
        this.prover = prover;
        this.parser = parser;
        this.sealer = sealer;
    }

    /**
     * Makes the secret that is stored for a raw key.
     *
     * @param raw the raw key
     * @param tenant the tenant of the key
     * @param now the instant of creation
     * @return the secret; empty if the hashing gate is full
     */
    public Optional<Secret> make(RawKey raw, String tenant, Instant now) {
        ScreeningTag tag = parser.isOwn(raw) ? ScreeningTag.of(raw) : null;
        SealedCopy copy = sealer == null ? null : sealer.seal(raw, tenant);
        return prover.hash(raw)
                .map(hash -> new Secret(raw.handle(), raw.prefix(), raw.lastFour(), hash, tag, copy, now, null));
    }
}
