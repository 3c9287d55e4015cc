package dev.latchkey.internal.proof;

import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.Secret;
import java.nio.ByteBuffer;

/**
 * The identity of a question: does this raw key match this stored hash? It names what is verified once for all who ask,
 * and what a process caches as verified, without holding the raw key. Made by {@link ProofFingerprints}.
 *
 * <p><b>Security guarantees.</b> Two fingerprints are equal only if they are of the same raw key against exactly the
 * same stored hash, so a changed hash makes a cached proof useless by itself. Digests are compared in constant time.
 * The digest is never printed.
 *
 * <p>Immutable.
 */
final class ProofFingerprint {
    private final String prefix;
    private final String handle;
    private final int digestedFrom;
    private final long digest0;
    private final long digest1;
    private final long digest2;
    private final long digest3;
    private final String storedHash;

    /**
     * Takes the parts.
     *
     * @param key the raw key, whose public part is kept as it is
     * @param digest the digest of the rest of it: 32 bytes
     * @param secret the secret that the raw key is verified against
     */
    ProofFingerprint(RawKey key, byte[] digest, Secret secret) {
        this.prefix = key.prefix();
        // The text of the secret, which a cache of records keeps anyway.
        this.handle = secret.handle().equals(key.handle()) ? secret.handle() : key.handle();
        this.digestedFrom = key.publicLength();
        ByteBuffer numbers = ByteBuffer.wrap(digest);
        this.digest0 = numbers.getLong();
        this.digest1 = numbers.getLong();
        this.digest2 = numbers.getLong();
        this.digest3 = numbers.getLong();
        this.storedHash = secret.hash();
    }

    /** Returns the handle of the raw key. */
    String handle() {
        return handle;
    }

    /**
     * Returns the hash that the raw key is verified against.
     *
     * @return a PHC string
     */
    public String storedHash() {
        return storedHash;
    }

    /** Tells whether this is the fingerprint of a raw key that has this digest. */
    boolean isOf(RawKey key, byte[] digest) {
        ByteBuffer numbers = ByteBuffer.wrap(digest);
        return isOf(numbers.getLong(), numbers.getLong(), numbers.getLong(), numbers.getLong())
                && digestedFrom == key.publicLength()
                && prefix.equals(key.prefix())
                && handle.equals(key.handle());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProofFingerprint that
                && isOf(that.digest0, that.digest1, that.digest2, that.digest3)
                && digestedFrom == that.digestedFrom
                && prefix.equals(that.prefix)
                && handle.equals(that.handle)
                && storedHash.equals(that.storedHash);
    }

    /** Compares all four numbers, whatever the first says. */
    private boolean isOf(long number0, long number1, long number2, long number3) {
        long difference = (digest0 ^ number0) | (digest1 ^ number1) | (digest2 ^ number2) | (digest3 ^ number3);
        return difference == 0;
    }

    /** Returns a part of the digest. The digest is keyed, so nobody outside the process can aim at a bucket. */
    @Override
    public int hashCode() {
        return (int) digest0;
    }

    /** Returns a text without the digest. */
    @Override
    public String toString() {
        return "ProofFingerprint[redacted]";
    }
}
