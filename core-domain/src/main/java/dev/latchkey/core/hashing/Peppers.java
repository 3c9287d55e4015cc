package dev.latchkey.core.hashing;

import dev.latchkey.core.internal.Checks;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of the host that enter every hash (the {@code K} of RFC 9106), so that a stolen database alone does not even
 * allow guessing.
 *
 * <p>Each has an id, which is stored with the hash. One is current and used for new hashes; the others verify what they
 * made until it is hashed again after a successful proof. To rotate: add a new current one, keep the old. Immutable and
 * safe for use by several threads.
 */
public final class Peppers {
    /** No pepper. */
    public static final Peppers NONE = new Peppers(null, Map.of());

    private static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 64;
    private static final int MAX_ID = 8;

    private final @Nullable String current;
    private final Map<String, byte[]> byId;

    private Peppers(@Nullable String current, Map<String, byte[]> byId) {
        this.current = current;
        this.byId = byId;
    }

    /**
     * Adds a pepper and makes it the current one.
     *
     * @param id its public name, 1 to 8 letters and digits
     * @param pepper 16 to 64 random bytes; copied
     * @return all former peppers and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the pepper has another
     *     length
     */
    public Peppers withCurrent(String id, byte[] pepper) {
        return new Peppers(id, with(id, pepper));
    }

    /**
     * Adds a pepper that only verifies.
     *
     * @param id its public name, 1 to 8 letters and digits
     * @param pepper 16 to 64 random bytes; copied
     * @return all former peppers and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the pepper has another
     *     length
     */
    public Peppers withFormer(String id, byte[] pepper) {
        return new Peppers(current, with(id, pepper));
    }

    private Map<String, byte[]> with(String id, byte[] pepper) {
        Checks.that(id.matches("[0-9A-Za-z]{1," + MAX_ID + "}"), "pepper id", "must be 1 to 8 letters and digits");
        Checks.that(!byId.containsKey(id), "pepper id", "is taken");
        boolean length = pepper.length >= MIN_BYTES && pepper.length <= MAX_BYTES;
        Checks.that(length, "pepper", "must have 16 to 64 bytes");
        Map<String, byte[]> all = new LinkedHashMap<>(byId);
        all.put(id, pepper.clone());
        return all;
    }

    @Nullable String current() {
        return current;
    }

    byte[] get(String id) {
        byte[] pepper = byId.get(id);
        if (pepper == null) {
            throw new HashingException("a stored hash needs a pepper that this host was not given: " + id, null);
        }
        return pepper;
    }

    /** Names the ids, never a pepper. */
    @Override
    public String toString() {
        return "Peppers" + byId.keySet();
    }
}
