package dev.latchkey.core.hashing;

import java.security.MessageDigest;

/**
 * The claim that one raw key matches one stored hash, without the raw key: what is computed once for all who ask, and what a process remembers as
 * proven.
 *
 * <p>Two claims are equal when they are of the same raw key against exactly the same stored hash, so a changed hash makes a remembered claim
 * useless by itself. Compares digests in constant time. Immutable. Made by {@link Claims}.
 */
public final class Claim {
    private final byte[] digest;
    private final String storedHash;

    Claim(byte[] digest, String storedHash) {
        this.digest = digest;
        this.storedHash = storedHash;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Claim that
                && MessageDigest.isEqual(digest, that.digest)
                && storedHash.equals(that.storedHash);
    }

    /** Of the digest, which is keyed: nobody outside the process can aim at a bucket. */
    @Override
    public int hashCode() {
        return ((digest[0] & 0xff) << 24) | ((digest[1] & 0xff) << 16) | ((digest[2] & 0xff) << 8) | (digest[3] & 0xff);
    }

    /** Never the digest. */
    @Override
    public String toString() {
        return "Claim[redacted]";
    }
}
