package dev.latchkey.core.key;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Transition.Dead;
import dev.latchkey.core.key.Transition.Refused;
import dev.latchkey.core.key.Transition.Refused.Reason;
import dev.latchkey.core.key.Transition.Unchanged;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a key's secrets, as pure functions of the key, the actor and the instant. At most two secrets are
 * usable after each of them, and one of these is current. A dead key has none of them. {@link Rotation} is the state
 * that they change. Immutable.
 */
@CheckReturnValue
public final class RotationChange {
    private final ApiKey key;
    private final KeyChange change;
    private final Instant now;

    RotationChange(ApiKey key, KeyChange change, Instant now) {
        this.key = key;
        this.change = change;
        this.now = now;
    }

    /**
     * Tells whether a rotation may begin, so that no new secret is made in vain.
     *
     * @param mode the mode
     * @return that the key is dead, or that another rotation is under way, which only {@link RotationMode#NOW} ends;
     *     null if it may begin
     */
    public @Nullable Transition check(RotationMode mode) {
        if (key.status(now).isDead()) {
            return new Dead(key.status(now));
        }
        Rotation underWay = key.rotation(now).orElse(null);
        boolean refused = underWay != null && mode.start() != RotationMode.Start.NOW;
        return refused ? new Refused(Reason.ROTATION_UNDER_WAY, underWay) : null;
    }

    /**
     * Gives the key a new secret. No other secret outlives the key's expiry. What was neither current nor is kept by
     * the mode is retired immediately.
     *
     * @param fresh the new secret, without a deadline and with a handle never used before
     * @param mode the mode
     * @return the change; or why it is not made, as {@link #check} says
     * @throws dev.latchkey.core.InvalidValueException if the new secret has a deadline or a handle of this key
     */
    public Transition begin(Secret fresh, RotationMode mode) {
        Transition refused = check(mode);
        if (refused != null) {
            return refused;
        }
        // Checked before the oldest secret is dropped: the next version would not know its handle any more.
        Checks.that(key.secret(fresh.handle()).isEmpty(), "secrets", "must have different handles");
        Checks.that(fresh.retiresAt() == null, "secrets", "must have one current secret");
        Secret current = key.currentSecret();
        List<Secret> rest = key.secrets().subList(1, key.secrets().size());
        String handle = fresh.handle();
        return switch (mode.start()) {
            case NOW -> rotated(handle, List.of(fresh), key.secrets(), null);
            case OVERLAP -> {
                Instant deadline = bounded(now.plus(mode.grace()));
                yield rotated(
                        handle + ", previous until " + deadline,
                        List.of(fresh, current.retiring(deadline)),
                        rest,
                        rotation(Rotation.Kind.OVERLAP, fresh, mode));
            }
            case FIRST_USE -> {
                Instant lapses = bounded(now.plus(mode.lapses()));
                yield rotated(
                        handle + ", pending until " + lapses,
                        List.of(current, fresh.retiring(lapses)),
                        rest,
                        rotation(Rotation.Kind.PENDING, fresh, mode));
            }
        };
    }

    /**
     * Makes a pending secret current because a request with it was accepted. The previous secret retires after the
     * grace.
     *
     * @param handle the handle of the secret that was presented
     * @return the change; unchanged if the secret is not pending any more or the key is suspended; or that the key is
     *     dead
     */
    public Transition promote(String handle) {
        if (key.status(now).isDead()) {
            return new Dead(key.status(now));
        }
        Rotation rotation = key.rotation(now).orElse(null);
        if (rotation == null || rotation.kind() != Rotation.Kind.PENDING || key.status(now) != KeyStatus.ACTIVE) {
            return new Unchanged(key);
        }
        if (!rotation.newHandle().equals(handle)) {
            return new Unchanged(key);
        }
        Instant usedAt = later(now, rotation.startedAt());
        Instant deadline = bounded(usedAt.plus(rotation.grace()));
        return change.secrets(
                AuditAction.PROMOTED,
                handle + ", previous until " + deadline,
                generations(List.of(secret(1).withoutDeadline(), secret(0).retiring(deadline))),
                rotation.overlap(rotation.grace(), usedAt));
    }

    /**
     * Makes the new secret current if it is not, and ends the previous one, immediately or after a grace. A deadline is
     * never postponed.
     *
     * @param newHandle the handle of the new secret, which names the rotation; null for the one that is under way
     * @param grace how long the previous secret is accepted, one minute to 366 days; zero to end it immediately
     * @return the change; unchanged if the secret is current already; that no such rotation is under way; or that the
     *     key is dead
     */
    public Transition complete(@Nullable String newHandle, Duration grace) {
        Duration kept = grace.isZero() ? grace : RotationMode.bounded("grace", grace);
        if (key.status(now).isDead()) {
            return new Dead(key.status(now));
        }
        Rotation rotation = key.rotation(now).orElse(null);
        if (rotation == null || !isMeant(rotation, newHandle)) {
            boolean done = newHandle == null
                    ? rotation == null
                    : key.currentSecret().handle().equals(newHandle);
            return done ? new Unchanged(key) : new Refused(Reason.NO_ROTATION, rotation);
        }
        boolean pending = rotation.kind() == Rotation.Kind.PENDING;
        Secret previous = secret(pending ? 0 : 1);
        Instant deadline = kept.isZero()
                ? Secret.AT_ONCE
                : bounded(later(now, rotation.startedAt()).plus(kept));
        Secret ending = previous.retiring(deadline);
        if (ending.equals(previous)) {
            return new Unchanged(key);
        }
        return change.secrets(
                AuditAction.ROTATION_COMPLETED,
                rotation.newHandle() + (kept.isZero() ? "" : ", previous until " + ending.retiresAt()),
                generations(List.of(secret(pending ? 1 : 0).withoutDeadline(), ending)),
                kept.isZero() ? null : rotation.overlap(kept, rotation.firstUsedAt()));
    }

    /**
     * Ends the new secret. The previous one is current, without a deadline. It stays bounded by the key's expiry.
     *
     * @param newHandle the handle of the new secret, which names the rotation; null for the one that is under way
     * @param used tells whether a request with the secret of a handle is known to have been accepted; asked only about
     *     the new secret of an overlap
     * @param force whether to cancel although the new secret was used
     * @return the change; unchanged if the new secret has ended already; that no such rotation is under way; that the
     *     new secret is in use; that the previous one ends within {@link Rotation#TOLERANCE}, so that other nodes may
     *     have refused it; or that the key is dead
     */
    public Transition cancel(@Nullable String newHandle, Predicate<String> used, boolean force) {
        if (key.status(now).isDead()) {
            return new Dead(key.status(now));
        }
        Rotation rotation = key.rotation(now).orElse(null);
        if (rotation == null || !isMeant(rotation, newHandle)) {
            boolean done = newHandle == null ? rotation == null : isRetired(newHandle);
            return done ? new Unchanged(key) : new Refused(Reason.NO_ROTATION, rotation);
        }
        boolean pending = rotation.kind() == Rotation.Kind.PENDING;
        Instant deadline = secret(1).retiresAt();
        if (!pending && (deadline == null || !now.isBefore(deadline.minus(Rotation.TOLERANCE)))) {
            return new Refused(Reason.ROTATION_ENDING, rotation);
        }
        if (!pending && !force && (rotation.firstUsedAt() != null || used.test(rotation.newHandle()))) {
            return new Refused(Reason.NEW_SECRET_IN_USE, rotation);
        }
        Secret previous = secret(pending ? 0 : 1).withoutDeadline();
        Secret canceled = secret(pending ? 1 : 0).retiring(Secret.AT_ONCE);
        return change.secrets(
                AuditAction.ROTATION_CANCELED, rotation.newHandle(), generations(List.of(previous, canceled)), null);
    }

    private static boolean isMeant(Rotation rotation, @Nullable String newHandle) {
        return newHandle == null || rotation.newHandle().equals(newHandle);
    }

    private boolean isRetired(String handle) {
        return key.secret(handle)
                .filter(secret -> key.status(secret, now) == SecretStatus.RETIRED)
                .isPresent();
    }

    private Secret secret(int index) {
        return key.secrets().get(index);
    }

    private Rotation rotation(Rotation.Kind kind, Secret fresh, RotationMode mode) {
        return new Rotation(kind, fresh.handle(), key.currentSecret().handle(), now, mode.grace(), null);
    }

    private Transition rotated(String detail, List<Secret> usable, List<Secret> ended, @Nullable Rotation rotation) {
        List<Secret> secrets = new ArrayList<>(usable);
        ended.stream()
                .limit(ApiKey.MAX_SECRETS - secrets.size())
                .forEach(secret -> secrets.add(secret.retiring(Secret.AT_ONCE)));
        return change.secrets(AuditAction.ROTATED, detail, secrets, rotation);
    }

    /** Returns all generations, of which the first two have changed. */
    private List<Secret> generations(List<Secret> firstTwo) {
        List<Secret> secrets = new ArrayList<>(firstTwo);
        secrets.addAll(key.secrets().subList(2, key.secrets().size()));
        return secrets;
    }

    private Instant bounded(Instant end) {
        Instant expiresAt = key.expiresAt();
        return expiresAt != null && expiresAt.isBefore(end) ? expiresAt : end;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
