package dev.latchkey.core.key;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.sealing.SealedCopy;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The changes of what is stored of one secret, which no client notices. They replace no secret: that is
 * {@link RotationChange}. Immutable.
 */
@CheckReturnValue
public final class SecretChange {
    private final ApiKey key;
    private final KeyChange change;
    private final String handle;

    SecretChange(ApiKey key, KeyChange change, String handle) {
        this.key = key;
        this.change = change;
        this.handle = handle;
    }

    /**
     * Replaces the stored hash of a proven secret by one with better parameters or the current pepper.
     *
     * @param hash the new PHC string
     * @param tag the screening tag to keep with it; null for none
     * @return the change, unchanged if there is no such secret or it has that hash, or that the key is dead
     */
    public Transition rehash(String hash, @Nullable ScreeningTag tag) {
        boolean same = stored().map(secret -> secret.hash().equals(hash)).orElse(true);
        return change.unless(
                same, AuditAction.REHASHED, handle, draft -> draft.secrets = replaced(s -> s.rehashed(hash, tag)));
    }

    /**
     * Gives the secret another handle.
     *
     * @param next the new handle, never used before
     * @param copy the sealed copy to keep with it; null for none
     * @return the change, unchanged if there is no such secret, or that the key is dead
     */
    public Transition move(String next, @Nullable SealedCopy copy) {
        return change.unless(stored().isEmpty(), AuditAction.HANDLE_CHANGED, handle + " to " + next, draft -> {
            draft.secrets = replaced(s -> s.moved(next, copy));
            draft.rotation = key.rotation() == null ? null : key.rotation().moved(handle, next);
        });
    }

    /**
     * Replaces the sealed copy of the secret by one of another sealing key.
     *
     * @param copy the new copy
     * @return the change, unchanged if the secret has no copy or that one, or that the key is dead
     */
    public Transition reseal(SealedCopy copy) {
        SealedCopy previous = stored().map(Secret::sealedCopy).orElse(null);
        boolean same = previous == null || previous.equals(copy);
        return change.unless(
                same, AuditAction.RESEALED, handle, draft -> draft.secrets = replaced(s -> s.resealed(copy)));
    }

    private Optional<Secret> stored() {
        return key.secret(handle);
    }

    private List<Secret> replaced(UnaryOperator<Secret> by) {
        return Generations.replaced(key.secrets(), handle, by);
    }
}
