package dev.latchkey.core.key;

import dev.latchkey.core.format.Handles;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.sealing.SealedCopy;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One generation of a key's secret: what is needed to find it and to prove it, never the raw key. Its {@code toString}
 * shows public parts alone. Immutable.
 */
public final class Secret {
    /**
     * The deadline of a secret that was retired immediately. It lies before every clock, so no node whose clock is
     * behind, and no clock that is set back, can bring the secret to life again. The next secret and the audit say when
     * it happened.
     */
    public static final Instant AT_ONCE = Instant.EPOCH;

    /** How many characters of the handle lists show. */
    public static final int SHOWN = 8;

    private static final int LAST = 4;
    private static final int MAX_PREFIX = 20;
    private static final int MAX_HASH = 400;

    private final String handle;
    private final String prefix;
    /** Four characters of 16 bits each, or 0 for none: a process may remember very many secrets. */
    private final long lastFour;

    private final String hash;
    private final boolean isTagged;
    private final int tag;
    private final @Nullable SealedCopy sealedCopy;
    private final Instant createdAt;
    private final @Nullable Instant retiresAt;

    /**
     * Takes all parts, as stores do.
     *
     * @param handle the public part by which it is found
     * @param prefix the format's prefix, empty for an imported key
     * @param lastFour the last four characters of the raw key; empty for an imported key that is too short to show them
     * @param hash Argon2id hash as a PHC string
     * @param tag screening tag, null for a secret of unknown entropy
     * @param sealedCopy sealed raw key, null when none is kept
     * @param createdAt when it was made, in milliseconds
     * @param retiresAt its deadline, in milliseconds; {@link #AT_ONCE}; or null for the current secret
     * @throws dev.latchkey.core.InvalidValueException when a part is out of bounds
     */
    public Secret(
            String handle,
            String prefix,
            String lastFour,
            String hash,
            @Nullable ScreeningTag tag,
            @Nullable SealedCopy sealedCopy,
            Instant createdAt,
            @Nullable Instant retiresAt) {
        this.handle = Handles.check(handle);
        Checks.that(prefix.length() <= MAX_PREFIX, "prefix", "must have at most 20 characters");
        Checks.that(lastFour.isEmpty() || lastFour.length() == LAST, "lastFour", "must have 4 characters, or none");
        Checks.that(!hash.isEmpty() && hash.length() <= MAX_HASH, "hash", "must have 1 to 400 characters");
        // The same few in all the secrets that a process remembers.
        this.prefix = prefix.intern();
        this.lastFour = packed(lastFour);
        this.hash = hash;
        this.isTagged = tag != null;
        this.tag = tag == null ? 0 : tag.value();
        this.sealedCopy = sealedCopy;
        this.createdAt = Checks.instant("createdAt", createdAt);
        this.retiresAt = retiresAt == null ? null : Checks.instant("retiresAt", retiresAt);
    }

    /** Tells whether its deadline has passed. */
    boolean isRetired(Instant now) {
        return retiresAt != null && (retiresAt.equals(AT_ONCE) || !now.isBefore(retiresAt));
    }

    /**
     * Returns the public part by which it is found.
     *
     * @return 8 to 22 base62 characters
     */
    public String handle() {
        return handle;
    }

    /**
     * Returns the format's prefix.
     *
     * @return for example {@code ps_}; empty for an imported key
     */
    public String prefix() {
        return prefix;
    }

    /**
     * Returns what lists show of the beginning.
     *
     * @return the prefix and the first 8 characters of the handle
     */
    public String displayPrefix() {
        return prefix + handle.substring(0, SHOWN);
    }

    /**
     * Returns what lists show of the end.
     *
     * @return the last four characters of the raw key; empty if they are not stored
     */
    public String lastFour() {
        if (lastFour == 0) {
            return "";
        }
        char[] characters = new char[LAST];
        for (int i = 0; i < LAST; i++) {
            characters[i] = (char) (lastFour >>> (i * Character.SIZE));
        }
        return new String(characters);
    }

    private static long packed(String lastFour) {
        long packed = 0;
        for (int i = 0; i < lastFour.length(); i++) {
            packed |= (long) lastFour.charAt(i) << (i * Character.SIZE);
        }
        return packed;
    }

    /**
     * Returns the stored hash. It belongs in the store and in the hasher, not in logs or answers.
     *
     * @return a PHC string
     */
    public String hash() {
        return hash;
    }

    /**
     * Returns the screening tag.
     *
     * @return the tag, or null for a secret of unknown entropy
     */
    public @Nullable ScreeningTag tag() {
        return isTagged ? ScreeningTag.of(tag) : null;
    }

    /**
     * Returns the sealed copy.
     *
     * @return the copy, or null when none is kept
     */
    public @Nullable SealedCopy sealedCopy() {
        return sealedCopy;
    }

    /**
     * Returns when it was made.
     *
     * @return in milliseconds
     */
    public Instant createdAt() {
        return createdAt;
    }

    /**
     * Returns its deadline.
     *
     * @return in milliseconds; {@link #AT_ONCE}; or null for the current secret
     */
    public @Nullable Instant retiresAt() {
        return retiresAt;
    }

    /** With another deadline, never a later one than it has; a retired secret keeps no sealed copy. */
    Secret retiring(Instant deadline) {
        Instant earliest = retiresAt != null && retiresAt.isBefore(deadline) ? retiresAt : deadline;
        SealedCopy kept = earliest.equals(AT_ONCE) ? null : sealedCopy;
        return new Secret(handle, prefix, lastFour(), hash, tag(), kept, createdAt, earliest);
    }

    /**
     * Returns this secret as the current one. Only a rotation may withdraw a deadline, and only before it has passed.
     */
    Secret withoutDeadline() {
        return new Secret(handle, prefix, lastFour(), hash, tag(), sealedCopy, createdAt, null);
    }

    Secret rehashed(String newHash, @Nullable ScreeningTag newTag) {
        return new Secret(handle, prefix, lastFour(), newHash, newTag, sealedCopy, createdAt, retiresAt);
    }

    Secret moved(String newHandle, @Nullable SealedCopy copy) {
        return new Secret(newHandle, prefix, lastFour(), hash, tag(), copy, createdAt, retiresAt);
    }

    Secret resealed(SealedCopy copy) {
        return new Secret(handle, prefix, lastFour(), hash, tag(), copy, createdAt, retiresAt);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that
                && handle.equals(that.handle)
                && prefix.equals(that.prefix)
                && lastFour == that.lastFour
                && hash.equals(that.hash)
                && isTagged == that.isTagged
                && tag == that.tag
                && Objects.equals(sealedCopy, that.sealedCopy)
                && createdAt.equals(that.createdAt)
                && Objects.equals(retiresAt, that.retiresAt);
    }

    @Override
    public int hashCode() {
        return handle.hashCode();
    }

    /** Public parts alone. */
    @Override
    public String toString() {
        return "Secret[" + displayPrefix() + "..." + lastFour() + ", created " + createdAt
                + (retiresAt == null ? "" : ", retires " + retiresAt) + "]";
    }
}
