package dev.latchkey.core.sealing;

import dev.latchkey.core.internal.Checks;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The host's AES-256 keys for sealed copies, by id. One is current and seals; all unseal. To rotate: add a new current
 * one, seal again what {@link Sealer#needsReseal} names, then drop the old. Keep them outside the database. Immutable
 * and safe for use by several threads.
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
     * Adds a key that only unseals.
     *
     * @param id its public name
     * @param key 32 random bytes; copied
     * @return all previous keys and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the key has another length
     */
    public SealingKeys withFormer(String id, byte[] key) {
        return with(current, id, key);
    }

    /**
     * Adds a key and makes it the current one. The previous current one only unseals from then on.
     *
     * @param id its public name
     * @param key 32 random bytes; copied
     * @return all previous keys and this one
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
