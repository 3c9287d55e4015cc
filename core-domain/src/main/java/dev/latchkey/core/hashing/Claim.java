package dev.latchkey.core.hashing;

import java.nio.ByteBuffer;

/**
 * The claim that one raw key matches one stored hash, without the raw key: what is computed once for all who ask, and what a process remembers as
 * proven.
 *
 * <p>Two claims are equal when they are of the same raw key against exactly the same stored hash, so a changed hash makes a remembered claim
 * useless by itself. Compares digests in constant time. Immutable. Made by {@link Claims}.
 */
public final class Claim {
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
     * @param prefix the raw key's
     * @param handle the raw key's
     * @param digestedFrom how many characters of the raw key, which are public, are not in the digest
     * @param digest of the others: 32 bytes
     * @param storedHash against which the raw key is
     */
    Claim(String prefix, String handle, int digestedFrom, byte[] digest, String storedHash) {
        ByteBuffer numbers = ByteBuffer.wrap(digest);
        this.prefix = prefix;
        this.handle = handle;
        this.digestedFrom = digestedFrom;
        this.digest0 = numbers.getLong();
        this.digest1 = numbers.getLong();
        this.digest2 = numbers.getLong();
        this.digest3 = numbers.getLong();
        this.storedHash = storedHash;
    }

    /**
     * Returns what the raw key is claimed to match.
     *
     * @return the stored hash, a PHC string
     */
    public String storedHash() {
        return storedHash;
    }

    /** All four numbers of the digest are looked at, whatever the first says, and before anything else. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof Claim that)) {
            return false;
        }
        long difference = (digest0 ^ that.digest0)
                | (digest1 ^ that.digest1)
                | (digest2 ^ that.digest2)
                | (digest3 ^ that.digest3);
        return difference == 0
                && digestedFrom == that.digestedFrom
                && prefix.equals(that.prefix)
                && handle.equals(that.handle)
                && storedHash.equals(that.storedHash);
    }

    /** Of the digest, which is keyed: nobody outside the process can aim at a bucket. */
    @Override
    public int hashCode() {
        return (int) digest0;
    }

    /** Never the digest. */
    @Override
    public String toString() {
        return "Claim[redacted]";
    }
}
