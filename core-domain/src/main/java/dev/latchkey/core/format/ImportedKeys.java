package dev.latchkey.core.format;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.internal.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Recognises keys of other shapes, which a host brought along from an older system, by a handle derived from a digest
 * of the whole string.
 *
 * <p>The digest is keyed: a plain one would sit in the database and let its thief test guesses at SHA-256
 * speed, and a key of little entropy would fall however slow the stored hash is. The lookup key belongs where the
 * pepper is: outside the database. Immutable and safe for use by several threads.
 *
 * <p>New imports are found with the current lookup key. Keys that are still found with a previous one are accepted, and
 * are found with the current one after their next use. Keys that are found with a next one are accepted and left alone.
 * To replace a lookup key in a running cluster, deploy each phase to every node before the next begins:
 *
 * <pre>{@code
 * new ImportedKeys(old)                        // before
 * new ImportedKeys(old).withNext(fresh)        // 1. every node knows the new lookup key
 * new ImportedKeys(fresh).withPrevious(old)    // 2. every node uses it
 * new ImportedKeys(fresh)                      // 3. the keys that were not used meanwhile are not found any more
 * }</pre>
 */
public final class ImportedKeys {
    private static final int MIN_KEY_BYTES = 32;
    private static final int MIN_LENGTH = 8;
    private static final int MIN_IMPORTED = 20;
    private static final int MIN_TO_SHOW = 24;
    private static final int MAX_LENGTH = 512;
    private static final String HMAC = "HmacSHA256";

    private final SecretKeySpec lookupKey;
    private final List<SecretKeySpec> previous;
    private final List<SecretKeySpec> next;
    private final int shortest;

    private ImportedKeys(
            SecretKeySpec lookupKey, List<SecretKeySpec> previous, List<SecretKeySpec> next, int shortest) {
        this.lookupKey = lookupKey;
        this.previous = List.copyOf(previous);
        this.next = List.copyOf(next);
        this.shortest = shortest;
    }

    /**
     * Takes the host's lookup key.
     *
     * @param lookupKey at least 32 random bytes; copied
     * @throws dev.latchkey.core.InvalidValueException when it is shorter
     */
    public ImportedKeys(byte[] lookupKey) {
        this(checked(lookupKey), List.of(), List.of(), MIN_IMPORTED);
    }

    private static SecretKeySpec checked(byte[] lookupKey) {
        Checks.that(lookupKey.length >= MIN_KEY_BYTES, "lookupKey", "must have at least 32 bytes");
        return new SecretKeySpec(lookupKey, HMAC);
    }

    /**
     * Adds a lookup key that was used before the current one. It is tried after the current one and those that were
     * added before.
     *
     * @param previousKey at least 32 random bytes; copied
     * @return a new configuration
     * @throws dev.latchkey.core.InvalidValueException when it is shorter
     */
    public ImportedKeys withPrevious(byte[] previousKey) {
        return new ImportedKeys(lookupKey, with(previous, previousKey), next, shortest);
    }

    /**
     * Adds a lookup key that other nodes may already use. It is tried last.
     *
     * @param nextKey at least 32 random bytes; copied
     * @return a new configuration
     * @throws dev.latchkey.core.InvalidValueException when it is shorter
     */
    public ImportedKeys withNext(byte[] nextKey) {
        return new ImportedKeys(lookupKey, previous, with(next, nextKey), shortest);
    }

    private static List<SecretKeySpec> with(List<SecretKeySpec> keys, byte[] added) {
        return Stream.concat(keys.stream(), Stream.of(checked(added))).toList();
    }

    /**
     * Returns a configuration that also imports keys of fewer than 20 characters, from 8 on. So few characters can be
     * guessed over the network: limit failed attempts, and replace such keys soon.
     *
     * @return a new configuration
     */
    public ImportedKeys allowShort() {
        return new ImportedKeys(lookupKey, previous, next, MIN_LENGTH);
    }

    /**
     * Checks that a key is long enough to be imported. Keys that were imported once are found whatever this says.
     *
     * @param key the key
     * @throws dev.latchkey.core.InvalidValueException if it has fewer than 20 characters, and {@link #allowShort} was
     *     not asked for
     */
    public void checkLength(RawKey key) {
        boolean longEnough = key.length() >= shortest;
        Checks.that(longEnough, "rawKey", "must have at least 20 characters unless short keys are allowed");
    }

    /**
     * Returns what is stored in clear of an imported key.
     *
     * @param key the key
     * @return its last four characters; empty if it has fewer than 24, because four known ones would be too many
     */
    public static String lastFour(RawKey key) {
        return key.length() >= MIN_TO_SHOW ? key.lastFour() : "";
    }

    /**
     * Takes any string of 8 to 512 visible ASCII characters for a key.
     *
     * @param presented what a client sent, or null
     * @return the key with its derived handle, which nobody has looked up yet; or null when no imported key can look
     *     like this
     */
    public @Nullable RawKey parse(@Nullable String presented) {
        if (presented == null || presented.length() < MIN_LENGTH || presented.length() > MAX_LENGTH) {
            return null;
        }
        for (int i = 0; i < presented.length(); i++) {
            char c = presented.charAt(i);
            if (c <= ' ' || c >= 0x7f) {
                return null;
            }
        }
        return new RawKey(presented, "", handle(Sha256.of(presented.getBytes(StandardCharsets.US_ASCII))), 0);
    }

    /**
     * Tells whether keys may also be found with other lookup keys than the current one.
     *
     * @return true if there are previous or next ones
     */
    public boolean hasOthers() {
        return !previous.isEmpty() || !next.isEmpty();
    }

    /**
     * Returns a key as it may be found: with each lookup key, the current one first.
     *
     * @param presented what a client sent, or null
     * @return the key with each handle that it may have; empty when no imported key can look like this
     */
    public List<RawKey> parseAll(@Nullable String presented) {
        RawKey current = parse(presented);
        if (current == null) {
            return List.of();
        }
        return handles(current.sha256()).stream()
                .map(handle -> handle.equals(current.handle()) ? current : current.foundBy(handle))
                .toList();
    }

    /**
     * Returns a key that was found with a previous lookup key, as the current one finds it.
     *
     * @param key an imported key
     * @return the same key with its current handle; null if it has that, or was not found with a previous lookup key
     */
    public @Nullable RawKey moved(RawKey key) {
        if (previous.isEmpty()) {
            return null;
        }
        byte[] sha256 = key.sha256();
        boolean outdated = previous.stream().anyMatch(old -> handle(old, sha256).equals(key.handle()));
        return outdated ? key.foundBy(handle(sha256)) : null;
    }

    /**
     * Returns every handle by which a key may be found.
     *
     * @param sha256 the 32 bytes of the SHA-256 of the key's UTF-8 bytes
     * @return handles, that of the current lookup key first
     * @throws dev.latchkey.core.InvalidValueException when the digest has another length
     */
    public List<String> handles(byte[] sha256) {
        return Stream.of(List.of(lookupKey), previous, next)
                .flatMap(List::stream)
                .map(key -> handle(key, sha256))
                .distinct()
                .toList();
    }

    /**
     * Derives the handle of a key of which only the digest is known, as when a table of SHA-256 hashes is imported,
     * with the current lookup key.
     *
     * @param sha256 the 32 bytes of the SHA-256 of the key's UTF-8 bytes
     * @return 22 base62 characters
     * @throws dev.latchkey.core.InvalidValueException when the digest has another length
     */
    public String handle(byte[] sha256) {
        return handle(lookupKey, sha256);
    }

    private static String handle(SecretKeySpec lookupKey, byte[] sha256) {
        Checks.that(sha256.length == 32, "sha256", "must have 32 bytes");
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(lookupKey);
            return Base62.encode(mac.doFinal(sha256), Handles.MAX_LENGTH);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no " + HMAC, e);
        }
    }

    /** Returns a text without the lookup key. */
    @Override
    public String toString() {
        return "ImportedKeys[redacted]";
    }
}
