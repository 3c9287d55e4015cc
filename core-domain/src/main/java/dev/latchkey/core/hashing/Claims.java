package dev.latchkey.core.hashing;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Makes {@link Claim}s: names a raw key inside one process without keeping it, by SHA-256 over a random key of this process, then the raw
 * key.
 *
 * <p>To whoever reads a dump without the process's key such a digest says nothing, and with it no more than SHA-256 says of a 256-bit secret. The random
 * key fills one whole block, so the digest is a keyed function of what follows; it never leaves the process, so nobody can extend it.
 * Safe for use by several threads.
 */
public final class Claims {
    private static final int SHA256_BLOCK = 64;

    private final byte[] processKey;

    /**
     * Draws the key of this process.
     *
     * @param random where from
     */
    public Claims(SecretGenerator random) {
        this.processKey = random.bytes(SHA256_BLOCK);
    }

    /**
     * Names the claim that a raw key matches a stored hash. Whether it does is not computed here. Takes about as long as two SHA-256.
     *
     * @param key the presented key
     * @param storedHash the PHC string it would be verified against
     * @return the claim
     */
    public Claim of(RawKey key, String storedHash) {
        MessageDigest sha256 = Digests.sha256();
        sha256.update(processKey);
        return new Claim(sha256.digest(key.reveal().getBytes(StandardCharsets.US_ASCII)), storedHash);
    }

    /** Never the key. */
    @Override
    public String toString() {
        return "Claims[redacted]";
    }
}
