package dev.latchkey.core.key;

import dev.latchkey.core.CheckReturnValue;

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
}
