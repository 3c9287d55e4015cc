package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.KeyStatus;
import java.time.Duration;
import java.util.function.Function;

/**
 * What became of a change. Everything but {@link Done} changed nothing.
 *
 * @param <T> what a change that was done gives
 */
public sealed interface Result<T> {
    /**
     * It is done, stored and audited, or the key was already so.
     *
     * @param value what it gives
     * @param <T> its type
     */
    record Done<T>(T value) implements Result<T> {}

    /**
     * The tenant has no such key.
     *
     * @param <T> what a change that was done gives
     */
    record NotFound<T>() implements Result<T> {}

    /**
     * The key is dead and cannot be changed.
     *
     * @param status revoked or expired
     * @param <T> what a change that was done gives
     */
    record Dead<T>(KeyStatus status) implements Result<T> {}

    /**
     * The caller may not do it: it would be handed more than its own, or the secret it presented is no longer in force.
     *
     * @param refusal why
     * @param <T> what a change that was done gives
     */
    record Forbidden<T>(Refusal refusal) implements Result<T> {}

    /**
     * Another key that is not revoked is in the slot.
     *
     * @param <T> what a change that was done gives
     */
    record SlotTaken<T>() implements Result<T> {}

    /**
     * A key with the same characters is there already, so an import that is run again changes nothing.
     *
     * @param <T> what a change that was done gives
     */
    record AlreadyImported<T>() implements Result<T> {}

    /**
     * The same caller has used the idempotency key for another request.
     *
     * @param <T> what a change that was done gives
     */
    record IdempotencyKeyReused<T>() implements Result<T> {}

    /**
     * The idempotency key was used longer than {@link IdempotentKeys#REMEMBERED} ago, or what it was used for has been replaced so often since that nothing is known of
     * it any more.
     *
     * @param <T> what a change that was done gives
     */
    record IdempotencyKeySpent<T>() implements Result<T> {}

    /**
     * Others changed the same key at the same time, again and again. Trying again is safe.
     *
     * @param <T> what a change that was done gives
     */
    record Contended<T>() implements Result<T> {}

    /**
     * Hashing has no place free. Trying again is safe.
     *
     * @param retryAfter when to come back
     * @param <T> what a change that was done gives
     */
    record Overloaded<T>(Duration retryAfter) implements Result<T> {}

    /**
     * The same result with another value, when it is done.
     *
     * @param function makes the new value of the old
     * @param <U> the new value's type
     * @return done with the new value, or this result
     */
    @CheckReturnValue
    default <U> Result<U> map(Function<? super T, ? extends U> function) {
        if (this instanceof Done<T> done) {
            return new Done<>(function.apply(done.value()));
        }
        @SuppressWarnings("unchecked") // only Done holds a T
        Result<U> same = (Result<U>) this;
        return same;
    }

    /**
     * Returns what was done, for callers to whom anything else is an error.
     *
     * @return the value of {@link Done}
     * @throws KeyOperationException for every other result
     */
    default T orElseThrow() {
        if (this instanceof Done<T> done) {
            return done.value();
        }
        throw new KeyOperationException(this);
    }
}
