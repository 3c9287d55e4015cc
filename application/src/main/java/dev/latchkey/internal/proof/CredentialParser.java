package dev.latchkey.internal.proof;

import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A parser that tells keys from garbage before anything is looked up. Immutable. */
public final class CredentialParser {
    private final KeyFormat format;
    private final @Nullable ImportedKeys imported;

    /**
     * Takes the accepted shapes.
     *
     * @param format the shape of generated keys
     * @param imported the shapes of imported keys; null if there are none
     */
    public CredentialParser(KeyFormat format, @Nullable ImportedKeys imported) {
        this.format = format;
        this.imported = imported;
    }

    /**
     * Returns the text as a raw key: of the generated format if it has its shape, else as an imported key.
     *
     * @param presented the text, of any content; null if none was sent
     * @return the raw key; null if the text has no accepted shape
     */
    public @Nullable RawKey parse(@Nullable String presented) {
        RawKey own = format.parse(presented);
        return own != null || imported == null ? own : imported.parse(presented);
    }

    /**
     * Returns a text as the imported key that it may be, also if it has the generated format: a key that was imported
     * by its digest is found by nothing else. The key has the handle of each lookup key, the current one first. That
     * one comes once more at the end if there are others, because the handle may move from another to it between two
     * reads.
     */
    List<RawKey> asImportedByAll(@Nullable String presented) {
        List<RawKey> all = imported == null ? List.of() : imported.parseAll(presented);
        return all.size() < 2
                ? all
                : Stream.concat(all.stream(), Stream.of(all.get(0))).toList();
    }

    /** Tells whether an imported key may be found by other handles than the one of {@link #parse}. */
    boolean hasOtherHandles() {
        return imported != null && imported.hasOthers();
    }

    /**
     * Returns a raw key that was found with a previous lookup key, as the current one finds it.
     *
     * @param raw the raw key
     * @return the raw key with its current handle; null if it has that, or was not found with a previous lookup key
     */
    public @Nullable RawKey moved(RawKey raw) {
        return imported == null || isOwn(raw) ? null : imported.moved(raw);
    }

    /**
     * Tells whether a text is a generated key in which most likely a character is wrong.
     *
     * @param text the text
     * @return whether it has the generated format but for its checksum
     */
    public boolean isMistyped(String text) {
        return format.isMistyped(text);
    }

    /** Returns what may be a generated key, without a look at its characters and its checksum. */
    @Nullable RawKey parseUnchecked(@Nullable String presented) {
        return format.cut(presented);
    }

    /** Tells whether the raw key has the generated format: then its secret is known to be random. */
    boolean isOwn(RawKey raw) {
        return !raw.prefix().isEmpty();
    }

    /**
     * Returns how imported keys are found.
     *
     * @return the configuration; null if imported keys are not accepted
     */
    public @Nullable ImportedKeys imported() {
        return imported;
    }
}
