package dev.latchkey;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.Transition.Refused;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The result of a change. Every outcome but {@link Outcome#DONE} means that nothing was changed.
 *
 * <p>Consume it by a {@code switch} expression over {@link #outcome()} without {@code default}, so that the compiler
 * checks that every outcome has an answer. If anything but success is an error, use {@link #orElseThrow()}. A detail
 * that an outcome does not have is never invented: its accessor throws. Immutable.
 *
 * @param <T> the type of the value of a change that was done
 */
public final class Result<T> {
    /** The kinds of results. */
    public enum Outcome {
        /** The change is stored and audited, or the key already was as requested: {@link Result#value()} returns it. */
        DONE,
        /** The tenant has no such key. */
        NOT_FOUND,
        /** The operator manages no such tenant: see {@link Management}. */
        TENANT_NOT_FOUND,
        /**
         * The key is dead and cannot be changed: {@link Result#status()} says whether it was revoked or has expired.
         */
        DEAD,
        /**
         * The caller may not do this, because it would receive more than its own or because the secret that it
         * presented is no longer in force: {@link Result#refusal()} says which.
         */
        FORBIDDEN,
        /**
         * The operator must authenticate again before it is handed a key or widens one:
         * {@link Result#reauthentication()} says where.
         */
        REAUTHENTICATION_REQUIRED,
        /** The key has another version than the change was to be made of: {@link Result#present()} returns the key. */
        STALE,
        /** No sealed copy of the raw key is kept. */
        NOT_REVEALABLE,
        /**
         * A rotation is under way, so no other one can begin, and the pending secret does not regenerate its key:
         * {@link Result#rotation()} returns it.
         */
        ROTATION_UNDER_WAY,
        /** The rotation that was to be completed or canceled is not under way. */
        NO_ROTATION,
        /** The new secret was used, so canceling its rotation must be forced: {@link Result#rotation()} returns it. */
        NEW_SECRET_IN_USE,
        /** The previous secret ends so soon that it cannot be kept: {@link Result#rotation()} returns its rotation. */
        ROTATION_ENDING,
        /** The slot has or had another key that is not purged. */
        SLOT_TAKEN,
        /** The tenant is ended, so it gets no new key: see {@link Tenants}. */
        TENANT_ENDED,
        /** The tenant, or the owner, has as many keys as the policy allows: see {@link KeyPolicies}. */
        TOO_MANY_KEYS,
        /** A key with the same characters exists, or existed and was purged, so that an import can be run again. */
        ALREADY_IMPORTED,
        /** The same caller has used the idempotency key for another request. */
        IDEMPOTENCY_KEY_REUSED,
        /**
         * The idempotency key was used longer than {@link IdempotentRequests#REMEMBERED} ago, or the secret that it
         * made has been replaced so often since that nothing is known of it any more.
         */
        IDEMPOTENCY_KEY_SPENT,
        /** The same key was changed concurrently, again and again. Trying again is safe. */
        CONTENDED,
        /** The hashing gate is full. Trying again after {@link Result#retryAfter()} is safe. */
        OVERLOADED;

        boolean hasDetail() {
            return switch (this) {
                case DONE, DEAD, FORBIDDEN, REAUTHENTICATION_REQUIRED, STALE, OVERLOADED -> true;
                case ROTATION_UNDER_WAY, NEW_SECRET_IN_USE, ROTATION_ENDING -> true;
                default -> false;
            };
        }
    }

    private final Outcome outcome;

    /** The value, status, refusal, rotation, or delay, as the outcome says; null for outcomes that say everything. */
    private final @Nullable Object detail;

    private Result(Outcome outcome, @Nullable Object detail) {
        this.outcome = outcome;
        this.detail = detail;
    }

    /** Returns a result that says everything by its outcome. */
    static <T> Result<T> of(Outcome outcome) {
        if (outcome.hasDetail()) {
            throw new IllegalArgumentException("has a detail: " + outcome);
        }
        return new Result<>(outcome, null);
    }

    static <T> Result<T> done(T value) {
        return new Result<>(Outcome.DONE, value);
    }

    static <T> Result<T> reauthenticationRequired(String address) {
        return new Result<>(Outcome.REAUTHENTICATION_REQUIRED, address);
    }

    static <T> Result<T> stale(ApiKey present) {
        return new Result<>(Outcome.STALE, present);
    }

    static <T> Result<T> dead(KeyStatus status) {
        return new Result<>(Outcome.DEAD, status);
    }

    static <T> Result<T> forbidden(Refusal refusal) {
        return new Result<>(Outcome.FORBIDDEN, refusal);
    }

    static <T> Result<T> refused(Refused refused) {
        Rotation rotation = refused.rotation();
        return switch (refused.reason()) {
            case ROTATION_UNDER_WAY -> new Result<>(Outcome.ROTATION_UNDER_WAY, rotation);
            case NO_ROTATION -> of(Outcome.NO_ROTATION);
            case NEW_SECRET_IN_USE -> new Result<>(Outcome.NEW_SECRET_IN_USE, rotation);
            case ROTATION_ENDING -> new Result<>(Outcome.ROTATION_ENDING, rotation);
        };
    }

    static <T> Result<T> overloaded(Duration retryAfter) {
        return new Result<>(Outcome.OVERLOADED, retryAfter);
    }

    /**
     * Returns the kind of result.
     *
     * @return the outcome, to be switched over
     */
    public Outcome outcome() {
        return outcome;
    }

    /**
     * Tells whether the change was done.
     *
     * @return true if the outcome is {@link Outcome#DONE}
     */
    public boolean isDone() {
        return outcome == Outcome.DONE;
    }

    /**
     * Returns the value of a change that was done.
     *
     * @return the value
     * @throws IllegalStateException if the outcome is not {@link Outcome#DONE}
     */
    @SuppressWarnings("unchecked") // DONE is made with a T
    public T value() {
        return (T) detail(Outcome.DONE, Object.class);
    }

    /**
     * Returns why the key is dead.
     *
     * @return revoked or expired
     * @throws IllegalStateException if the outcome is not {@link Outcome#DEAD}
     */
    public KeyStatus status() {
        return detail(Outcome.DEAD, KeyStatus.class);
    }

    /**
     * Returns why the caller may not do this.
     *
     * @return the reason
     * @throws IllegalStateException if the outcome is not {@link Outcome#FORBIDDEN}
     */
    public Refusal refusal() {
        return detail(Outcome.FORBIDDEN, Refusal.class);
    }

    /**
     * Returns the rotation that does not allow the change.
     *
     * @return the rotation
     * @throws IllegalStateException if the outcome is none of {@link Outcome#ROTATION_UNDER_WAY},
     *     {@link Outcome#NEW_SECRET_IN_USE} and {@link Outcome#ROTATION_ENDING}
     */
    public Rotation rotation() {
        boolean any = outcome == Outcome.NEW_SECRET_IN_USE || outcome == Outcome.ROTATION_ENDING;
        return detail(any ? outcome : Outcome.ROTATION_UNDER_WAY, Rotation.class);
    }

    /**
     * Returns how long to wait before the change is tried again.
     *
     * @return the delay, not negative
     * @throws IllegalStateException if the outcome is not {@link Outcome#OVERLOADED}
     */
    public Duration retryAfter() {
        return detail(Outcome.OVERLOADED, Duration.class);
    }

    /**
     * Returns where the operator must authenticate again.
     *
     * @return the host's address
     * @throws IllegalStateException if the outcome is not {@link Outcome#REAUTHENTICATION_REQUIRED}
     */
    public String reauthentication() {
        return detail(Outcome.REAUTHENTICATION_REQUIRED, String.class);
    }

    /**
     * Returns the key as it is.
     *
     * @return the key
     * @throws IllegalStateException if the outcome is not {@link Outcome#STALE}
     */
    public ApiKey present() {
        return detail(Outcome.STALE, ApiKey.class);
    }

    private <D> D detail(Outcome needed, Class<D> type) {
        if (outcome != needed) {
            throw new IllegalStateException("the result is " + outcome + ", not " + needed);
        }
        return Objects.requireNonNull(type.cast(detail));
    }

    /**
     * Converts the value of a change that was done, and keeps every other result as it is.
     *
     * @param function makes the new value of the old one
     * @param <U> the new value's type
     * @return done with the new value, or this result
     */
    @CheckReturnValue
    public <U> Result<U> map(Function<? super T, ? extends U> function) {
        return flatMap(value -> done(function.apply(value)));
    }

    /** Returns this result, which is not done, as one of another type. */
    <U> Result<U> notDone() {
        return flatMap(value -> {
            throw new IllegalStateException("the result is DONE");
        });
    }

    /** Goes on with the value of what was done, and keeps every other result as it is. */
    @CheckReturnValue
    <U> Result<U> flatMap(Function<? super T, Result<U>> next) {
        if (isDone()) {
            return next.apply(value());
        }
        @SuppressWarnings("unchecked") // only DONE holds a T
        Result<U> same = (Result<U>) this;
        return same;
    }

    /**
     * Returns the value of a change that was done, for callers to which anything else is an error.
     *
     * @return the value
     * @throws KeyOperationException if the outcome is not {@link Outcome#DONE}
     */
    public T orElseThrow() {
        if (isDone()) {
            return value();
        }
        throw new KeyOperationException(this);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Result<?> that && outcome == that.outcome && Objects.equals(detail, that.detail);
    }

    @Override
    public int hashCode() {
        return Objects.hash(outcome, detail);
    }

    @Override
    public String toString() {
        return detail == null ? "Result[" + outcome + "]" : "Result[" + outcome + ", " + detail + "]";
    }
}
