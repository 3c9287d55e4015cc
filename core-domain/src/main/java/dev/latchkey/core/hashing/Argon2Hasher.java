package dev.latchkey.core.hashing;

import de.mkammerer.argon2.Argon2Advanced;
import de.mkammerer.argon2.Argon2Version;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Hashes raw keys with Argon2id (RFC 9106) and verifies them.
 *
 * <p>Each call takes tens of milliseconds and {@link Argon2Parameters#memoryKib()} of native memory on the caller's
 * thread, so it belongs behind a gate of bounded concurrency. Safe for use by several threads.
 */
public final class Argon2Hasher {
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;
    private static final int SHA256_BYTES = 32;
    private static final int MAX_DATA = 32;

    private final Argon2Parameters parameters;
    private final Peppers peppers;
    private final SecretGenerator random;
    private final Argon2Advanced argon2;

    /**
     * Loads the native library.
     *
     * @param parameters the cost of new hashes
     * @param peppers the host's peppers, {@link Peppers#NONE} for none
     * @param random where salts come from
     * @throws HashingException if the native library does not load; the message says what to do
     */
    public Argon2Hasher(Argon2Parameters parameters, Peppers peppers, SecretGenerator random) {
        this.parameters = parameters;
        this.peppers = peppers;
        this.random = random;
        this.argon2 = NativeLibrary.load();
    }

    /**
     * Hashes a raw key with the current parameters, the current pepper and a new salt.
     *
     * @param key the key
     * @return the hash as a PHC string
     * @throws HashingException when the computation fails
     */
    public String hash(RawKey key) {
        return hash(key, "");
    }

    /**
     * Hashes a raw key with associated data, which stays with the secret through every {@link #rehash}.
     *
     * @param key the key
     * @param data at most 32 ASCII characters, which the hash shows to its readers; empty for none
     * @return the hash as a PHC string
     * @throws dev.latchkey.core.InvalidValueException when the data is out of bounds
     * @throws HashingException when the computation fails
     */
    public String hash(RawKey key, String data) {
        boolean fits = data.length() <= MAX_DATA && data.chars().allMatch(c -> c < 0x80);
        Checks.that(fits, "data", "must have at most 32 ASCII characters");
        byte[] raw = key.reveal().getBytes(StandardCharsets.UTF_8);
        return hash(raw, false, parameters, peppers.current(), data.getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * Returns the associated data of a stored hash.
     *
     * @param stored a PHC string
     * @return the data, of which each byte is one character; empty if it has none
     * @throws HashingException when the stored hash is malformed
     */
    public static String associatedData(String stored) {
        return new String(PhcString.parse(stored).data(), StandardCharsets.ISO_8859_1);
    }

    /**
     * Hashes a key of which only the SHA-256 is known. {@link #needsRehash} says true of the result, so the first proof
     * replaces it.
     *
     * @param sha256 the 32 bytes of the SHA-256 of the key's UTF-8 bytes
     * @return the hash as a PHC string
     * @throws dev.latchkey.core.InvalidValueException when the digest has another length
     * @throws HashingException when the computation fails
     */
    public String hashOfDigest(byte[] sha256) {
        Checks.that(sha256.length == SHA256_BYTES, "sha256", "must have 32 bytes");
        return hash(hex(sha256), true, parameters, peppers.current(), new byte[0]);
    }

    /**
     * Verifies a raw key in constant time. A computation that fails is an exception, never false.
     *
     * @param key the presented key
     * @param stored a PHC string: what {@link #hash} returned, or an Argon2id hash (version 19) made elsewhere
     * @return true when the hash is the key's
     * @throws HashingException when the stored hash is malformed, names a pepper that is not there, or the computation
     *     fails
     */
    public boolean verify(RawKey key, String stored) {
        PhcString phc = PhcString.parse(stored);
        byte[] raw = key.reveal().getBytes(StandardCharsets.UTF_8);
        byte[] input = phc.ofDigest() ? hex(Sha256.of(raw)) : raw;
        byte[] actual = compute(input, phc.parameters(), phc.pepperId(), phc.data(), phc.salt(), phc.hash().length);
        return MessageDigest.isEqual(actual, phc.hash());
    }

    /**
     * Tells whether a stored hash should be replaced when its key is next proven: its pepper is older than the current
     * one, its parameters are cheaper in one part and dearer in none, or it is of a digest. The order of hashes is
     * strict, so two hosts with different parameters never replace each other's hashes.
     *
     * @param stored a PHC string
     * @return true if {@link #rehash} would now make a better one
     * @throws HashingException when the stored hash is malformed
     */
    public boolean needsRehash(String stored) {
        PhcString phc = PhcString.parse(stored);
        return phc.ofDigest() || peppers.isOlder(phc.pepperId()) || parameters.isDearerThan(phc.parameters());
    }

    /**
     * Hashes a proven raw key again, better than it is stored in one part and worse in none: if its pepper is not older
     * than the current one, it is kept, and if its parameters are not cheaper than the current ones, they are kept. The
     * associated data is always kept.
     *
     * @param key the key
     * @param stored the PHC string that it was verified against
     * @return the hash as a PHC string
     * @throws HashingException when the stored hash is malformed, names a pepper that is not there, or the computation
     *     fails
     */
    public String rehash(RawKey key, String stored) {
        PhcString phc = PhcString.parse(stored);
        String pepperId = peppers.isOlder(phc.pepperId()) ? peppers.current() : phc.pepperId();
        Argon2Parameters cost = parameters.isDearerThan(phc.parameters()) ? parameters : phc.parameters();
        return hash(key.reveal().getBytes(StandardCharsets.UTF_8), false, cost, pepperId, phc.data());
    }

    private String hash(byte[] input, boolean ofDigest, Argon2Parameters cost, @Nullable String pepperId, byte[] data) {
        byte[] salt = random.bytes(SALT_BYTES);
        byte[] hash = compute(input, cost, pepperId, data, salt, HASH_BYTES);
        return new PhcString(ofDigest, cost, pepperId, data, salt, hash).encode();
    }

    /** Wipes its input. */
    private byte[] compute(
            byte[] input, Argon2Parameters cost, @Nullable String pepperId, byte[] data, byte[] salt, int length) {
        byte @Nullable [] pepper = pepperId == null ? null : peppers.get(pepperId);
        try {
            return argon2.rawHashAdvanced(
                    cost.iterations(),
                    cost.memoryKib(),
                    cost.lanes(),
                    input,
                    salt,
                    pepper,
                    data.length == 0 ? null : data,
                    length,
                    Argon2Version.V13);
        } catch (IllegalStateException e) {
            throw new HashingException("Argon2 failed: " + e.getMessage(), e);
        } finally {
            Arrays.fill(input, (byte) 0);
        }
    }

    private static byte[] hex(byte[] sha256) {
        return HexFormat.of().formatHex(sha256).getBytes(StandardCharsets.US_ASCII);
    }

    /** Names the cost. */
    @Override
    public String toString() {
        return "Argon2Hasher[" + parameters + ", " + peppers + "]";
    }
}
