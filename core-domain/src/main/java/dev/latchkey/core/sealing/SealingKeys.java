package dev.latchkey.core.sealing;

import dev.latchkey.core.internal.Checks;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The host's AES-256 keys for sealed copies, by id. The current one seals, and each of them opens what it sealed. Keep
 * them outside the database. To replace the current one in a running cluster, deploy each phase to every node before
 * the next begins:
 *
 * <pre>{@code
 * SealingKeys.of("s1", old)                              // before
 * SealingKeys.of("s1", old).withNext("s2", fresh)        // 1. every node can open copies of the new key
 * SealingKeys.of("s2", fresh).withPrevious("s1", old)    // 2. every node seals with it; then reseal all copies
 * SealingKeys.of("s2", fresh)                            // 3. no copy of the old one is left
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SealingKeys {
    private static final int BYTES = 32;

    private final String current;
    private final Map<String, SecretKeySpec> byId;

    private SealingKeys(String current, Map<String, SecretKeySpec> byId) {
        this.current = current;
        this.byId = byId;
    }

    /**
     * Starts with one key, which is current.
     *
     * @param id its public name, 1 to 32 letters, digits, {@code _} and {@code -}
     * @param key 32 random bytes; copied
     * @return the keys
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or the key has another length
     */
    public static SealingKeys of(String id, byte[] key) {
        return new SealingKeys(id, Map.of()).with(id, id, key);
    }

    /**
     * Adds a key that was current before, and only opens copies now.
     *
     * @param id its public name
     * @param key 32 random bytes; copied
     * @return all keys until now and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the key has another length
     */
    public SealingKeys withPrevious(String id, byte[] key) {
        return with(current, id, key);
    }

    /**
     * Adds a key that will be current later, and only opens copies until then.
     *
     * @param id its public name
     * @param key 32 random bytes; copied
     * @return all keys until now and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the key has another length
     */
    public SealingKeys withNext(String id, byte[] key) {
        return with(current, id, key);
    }

    /**
     * Adds a key and makes it the current one. The one that was current only opens copies from then on.
     *
     * @param id its public name
     * @param key 32 random bytes; copied
     * @return all keys until now and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the key has another length
     */
    public SealingKeys withCurrent(String id, byte[] key) {
        return with(id, id, key);
    }

    private SealingKeys with(String newCurrent, String id, byte[] key) {
        Checks.that(id.matches("[0-9A-Za-z_-]{1,32}"), "sealing key id", "must be 1 to 32 letters, digits, _ and -");
        Checks.that(!byId.containsKey(id), "sealing key id", "is taken");
        Checks.that(key.length == BYTES, "sealing key", "must have 32 bytes");
        Map<String, SecretKeySpec> all = new LinkedHashMap<>(byId);
        all.put(id, new SecretKeySpec(key, "AES"));
        return new SealingKeys(newCurrent, all);
    }

    String current() {
        return current;
    }

    @Nullable SecretKeySpec get(String id) {
        return byId.get(id);
    }

    /** Names the ids, never a key. */
    @Override
    public String toString() {
        return "SealingKeys" + byId.keySet();
    }
}
