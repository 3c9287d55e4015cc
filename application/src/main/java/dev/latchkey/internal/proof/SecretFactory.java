package dev.latchkey.internal.proof;

import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Hasher;
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
    private final @Nullable Sealer sealer;

    /**
     * Takes the parts.
     *
     * @param prover hashes raw keys
     * @param sealer seals copies; null if the host keeps none
     */
    public SecretFactory(Prover prover, @Nullable Sealer sealer) {
        this.prover = prover;
        this.sealer = sealer;
    }

    /**
     * Makes the secret that is stored for a key that was generated here.
     *
     * @param raw the raw key
     * @param mark the mark of the request that makes it; empty for none
     * @param tenant the tenant of the key
     * @param now the instant of creation
     * @return the secret; empty if the hashing gate is full
     */
    public Optional<Secret> generated(RawKey raw, String mark, String tenant, Instant now) {
        return make(raw, raw.lastFour(), ScreeningTag.of(raw), mark, tenant, now);
    }

    /**
     * Returns the mark of the request that made a secret.
     *
     * @param secret the secret
     * @return the mark; empty if there is none
     */
    public static String mark(Secret secret) {
        return Argon2Hasher.associatedData(secret.hash());
    }

    /**
     * Makes the secret that is stored for a key that comes from elsewhere. It has no screening tag, also if it has the
     * shape of a generated key: nobody knows how random it is.
     *
     * @param raw the raw key
     * @param tenant the tenant of the key
     * @param now the instant of creation
     * @return the secret; empty if the hashing gate is full
     */
    public Optional<Secret> imported(RawKey raw, String tenant, Instant now) {
        return make(raw, ImportedKeys.lastFour(raw), null, "", tenant, now);
    }

    /**
     * Makes the sealed copy of a secret that gets another handle, which its copy is bound to.
     *
     * @param secret the secret until now
     * @param moved the raw key with its new handle
     * @param tenant the tenant of the key
     * @return the copy; null if the secret has none, or the host does not seal any more
     */
    public @Nullable SealedCopy sealed(Secret secret, RawKey moved, String tenant) {
        return sealer == null || secret.sealedCopy() == null ? null : sealer.seal(moved, tenant);
    }

    /**
     * Makes the secret that is stored for a key of which only the digest is known.
     *
     * @param handle the handle
     * @param sha256 the digest of the key's characters
     * @param lastFour the last four characters; empty if they are not known
     * @param tenant the tenant of the key
     * @param now the instant of creation
     * @return the secret; empty if the hashing gate is full
     */
    public Optional<Secret> importedDigest(String handle, byte[] sha256, String lastFour, String tenant, Instant now) {
        return prover.hashOfDigest(sha256, tenant)
                .map(hash -> new Secret(handle, "", lastFour, hash, null, null, now, null));
    }

    /**
     * Remembers that a raw key that was made here proves its secret, so that its first use costs no hash.
     *
     * @param raw the raw key
     * @param secret its secret
     */
    public void remember(RawKey raw, Secret secret) {
        prover.remember(raw, secret);
    }

    private Optional<Secret> make(
            RawKey raw, String lastFour, @Nullable ScreeningTag tag, String mark, String tenant, Instant now) {
        SealedCopy copy = sealer == null ? null : sealer.seal(raw, tenant);
        return prover.hash(raw, mark, tenant)
                .map(hash -> new Secret(raw.handle(), raw.prefix(), lastFour, hash, tag, copy, now, null));
    }
}
