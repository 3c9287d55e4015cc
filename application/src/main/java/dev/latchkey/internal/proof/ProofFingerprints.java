package dev.latchkey.internal.proof;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.internal.Sha256;
import dev.latchkey.core.key.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The maker of {@link ProofFingerprint}s. It identifies a raw key by its public part as it is, and by SHA-256 over a
 * random key of this process, then the rest of the raw key. Without the public part, a generated key fits into one
 * block of SHA-256, which halves what is computed.
 *
 * <p><b>Security guarantees.</b> A dump without the key of the process says nothing about the raw key. A dump with it
 * says no more than SHA-256 says of a 256-bit secret. The random key fills one whole block, so the digest is a keyed
 * function of what follows. The digest never leaves the process, so nobody can extend it.
 *
 * <p>Safe for use by several threads.
 */
public final class ProofFingerprints {
    private static final int SHA256_BLOCK = 64;

    // Has taken in the key of the process, and is only ever cloned: that spares each fingerprint the look-up of the
    // algorithm and one block.
    private final MessageDigest keyed;

    /**
     * Draws the key of this process.
     *
     * @param random the source of the key
     */
    public ProofFingerprints(SecretGenerator random) {
        this.keyed = Sha256.begin();
        keyed.update(random.bytes(SHA256_BLOCK));
    }

    /**
     * Makes the fingerprint of a raw key against the stored hash of a secret. Does not verify anything. Takes about as
     * long as one SHA-256.
     *
     * @param key the presented key
     * @param secret the secret that it is verified against
     * @return the fingerprint
     */
    public ProofFingerprint of(RawKey key, Secret secret) {
        return new ProofFingerprint(key, digest(key), secret);
    }

    /**
     * Tells whether a fingerprint is of this raw key, whatever the stored hash.
     *
     * @param fingerprint a fingerprint of this process
     * @param key the presented key
     * @return true if it was made of an equal raw key
     */
    public boolean isOf(ProofFingerprint fingerprint, RawKey key) {
        return fingerprint.isOf(key, digest(key));
    }

    private byte[] digest(RawKey key) {
        byte[] value = key.reveal().getBytes(StandardCharsets.UTF_8);
        MessageDigest digest = keyedCopy();
        digest.update(value, key.publicLength(), value.length - key.publicLength());
        return digest.digest();
    }

    private MessageDigest keyedCopy() {
        try {
            return (MessageDigest) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the SHA-256 of this Java platform cannot be cloned", e);
        }
    }

    /** Returns a text without the key. */
    @Override
    public String toString() {
        return "ProofFingerprints[redacted]";
    }
}
