package dev.latchkey.core.key;

import dev.latchkey.core.CheckReturnValue;
import org.jspecify.annotations.Nullable;

/** What came of asking for a change. */
@CheckReturnValue
public sealed interface Transition {
    /**
     * There is a next key. It is in force once a store has taken it together with the event.
     *
     * @param next the key, its version raised by one
     * @param event how it came about
     */
    record Changed(ApiKey next, AuditEvent event) implements Transition {}

    /**
     * The key already is what was asked for: nothing to store.
     *
     * @param key the key as it was
     */
    record Unchanged(ApiKey key) implements Transition {}

    /**
     * The key is dead and cannot be changed.
     *
     * @param status revoked or expired
     */
    record Dead(KeyStatus status) implements Transition {}

    /**
     * The rotation of the key, or that it has none, does not allow the change.
     *
     * @param reason the reason
     * @param rotation the rotation that is under way; null if there is none
     */
    record Refused(Reason reason, @Nullable Rotation rotation) implements Transition {
        /** Why a rotation does not allow a change. */
        public enum Reason {
            /** Another rotation is under way. */
            ROTATION_UNDER_WAY,
            /** The rotation that is meant is not under way. */
            NO_ROTATION,
            /** The new secret was used, so that ending it would refuse its clients. */
            NEW_SECRET_IN_USE,
            /** The previous secret expires too soon to be restored. */
            ROTATION_ENDING
        }
    }
}
