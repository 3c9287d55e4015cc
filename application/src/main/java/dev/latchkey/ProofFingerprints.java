package dev.latchkey;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Makes {@link ProofFingerprint}s: names a raw key inside one process without keeping it, by its public part as it is, and SHA-256 over a random key of this process, then the
 * rest of the raw key. Without the public part a key of our own format fits into one block of SHA-256, which halves what is computed.
 *
 * <p>To whoever reads a dump without the process's key such a digest says nothing, and with it no more than SHA-256 says of a 256-bit secret. The random
 * key fills one whole block, so the digest is a keyed function of what follows; it never leaves the process, so nobody can extend it.
 * Safe for use by several threads.
 */
public final class ProofFingerprints {
    private static final int SHA256_BLOCK = 64;

    // Has taken in the process's key and is only ever cloned: that spares each fingerprint the look-up of the algorithm
    // and
    // one block.
    private final MessageDigest keyed;

    /**
     * Draws the key of this process.
     *
     * @param random where from
     */
    public ProofFingerprints(SecretGenerator random) {
        this.keyed = Sha256.begin();
        keyed.update(random.bytes(SHA256_BLOCK));
    }

    /**
     * Names the fingerprint that a raw key matches a stored hash. Whether it does is not computed here. Takes about as long as one SHA-256.
     *
     * @param key the presented key
     * @param storedHash the PHC string it would be verified against
     * @return the fingerprint
     */
    public ProofFingerprint of(RawKey key, String storedHash) {
        return new ProofFingerprint(key, digest(key), storedHash);
    }

    /**
     * Tells whether a fingerprint is about this raw key, whatever the stored hash. The same as to make another fingerprint and compare both, without making it.
     *
     * @param fingerprint a fingerprint of this process
     * @param key the presented key
     * @return true when it was made of the same raw key
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

    /** Never the key. */
    @Override
    public String toString() {
        return "ProofFingerprints[redacted]";
    }
}
