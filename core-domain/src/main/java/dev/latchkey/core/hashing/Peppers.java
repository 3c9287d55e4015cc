package dev.latchkey.core.hashing;

import dev.latchkey.core.internal.Checks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Secrets of the host that enter every hash (the {@code K} of RFC 9106), so that a stolen database alone does not even
 * allow guessing.
 *
 * <p>Each has an id, which is stored with the hash. New hashes are made with the current pepper. A hash of a previous
 * pepper, or of none, is replaced by one of the current pepper after its key was proven. A hash of a next pepper is
 * verified and left alone, so that nodes which have the new pepper already and nodes which do not use it yet never
 * replace each other's hashes. To rotate in a running cluster, deploy each phase to every node before the next begins:
 *
 * <pre>{@code
 * Peppers.NONE.withCurrent("p1", old)                             // before
 * Peppers.NONE.withCurrent("p1", old).withNext("p2", fresh)       // 1. every node knows the new pepper
 * Peppers.NONE.withPrevious("p1", old).withCurrent("p2", fresh)   // 2. every node uses it
 * Peppers.NONE.withCurrent("p2", fresh)                           // 3. no stored hash names the old one any more
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class Peppers {
    /** No pepper. */
    public static final Peppers NONE = new Peppers(null, List.of(), Map.of());

    private static final int MIN_BYTES = 16;
    private static final int MAX_BYTES = 64;
    private static final int MAX_ID = 8;

    private final @Nullable String current;
    private final List<String> next;
    private final Map<String, byte[]> byId;

    private Peppers(@Nullable String current, List<String> next, Map<String, byte[]> byId) {
        this.current = current;
        this.next = next;
        this.byId = byId;
    }

    /**
     * Adds a pepper and makes it the current one. The one that was current becomes a previous one.
     *
     * @param id its public name, 1 to 8 letters and digits
     * @param pepper 16 to 64 random bytes; copied
     * @return all peppers until now and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the pepper has another
     *     length
     */
    public Peppers withCurrent(String id, byte[] pepper) {
        return new Peppers(id, next, with(id, pepper));
    }

    /**
     * Adds a pepper that is older than the current one. Its hashes are verified, and replaced if there is a current
     * pepper.
     *
     * @param id its public name, 1 to 8 letters and digits
     * @param pepper 16 to 64 random bytes; copied
     * @return all peppers until now and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the pepper has another
     *     length
     */
    public Peppers withPrevious(String id, byte[] pepper) {
        return new Peppers(current, next, with(id, pepper));
    }

    /**
     * Adds a pepper that is newer than the current one. Its hashes are verified and never replaced. Nothing is hashed
     * with it.
     *
     * @param id its public name, 1 to 8 letters and digits
     * @param pepper 16 to 64 random bytes; copied
     * @return all peppers until now and this one
     * @throws dev.latchkey.core.InvalidValueException when the id is malformed or taken, or the pepper has another
     *     length
     */
    public Peppers withNext(String id, byte[] pepper) {
        List<String> newer = new ArrayList<>(next);
        newer.add(id);
        return new Peppers(current, List.copyOf(newer), with(id, pepper));
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

    /** Tells whether the pepper of a stored hash is older than the current one. No pepper is older than any. */
    boolean isOlder(@Nullable String id) {
        if (current == null) {
            return false;
        }
        return id == null || (!id.equals(current) && !next.contains(id));
    }

    byte[] get(String id) {
        byte[] pepper = byId.get(id);
        if (pepper == null) {
            throw new HashingException("a stored hash needs a pepper that is not configured: " + id, null);
        }
        return pepper;
    }

    /** Names the ids, never a pepper. */
    @Override
    public String toString() {
        return "Peppers" + byId.keySet();
    }
}
