package dev.latchkey.core.key;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Dead;
import dev.latchkey.core.key.Transition.Unchanged;
import dev.latchkey.core.scope.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a key, as pure functions of actor and instant. Each raises the version by exactly one and comes with
 * its audit event. A dead key can only be revoked. Immutable.
 */
@CheckReturnValue
public final class KeyChange {
    private final ApiKey key;
    private final Actor actor;
    private final Instant now;

    KeyChange(ApiKey key, Actor actor, Instant now) {
        this.key = key;
        this.actor = actor;
        this.now = Checks.instant("now", now);
    }

    /**
     * Checks that an expiry is in the future.
     *
     * @param expiresAt the expiry; null for never
     * @param now the current instant
     * @throws dev.latchkey.core.InvalidValueException if it is not in the future
     */
    public static void checkExpiry(@Nullable Instant expiresAt, Instant now) {
        Checks.that(expiresAt == null || expiresAt.isAfter(now), "expiresAt", "must be in the future");
    }

    /**
     * Returns the changes that give the key a new secret, and those of a rotation that is under way.
     *
     * @return what can be changed
     */
    public RotationChange rotation() {
        return new RotationChange(key, this, now);
    }

    /**
     * Gives the key a new secret, as {@link RotationChange#begin} does.
     *
     * @param fresh the new secret, without a deadline and with a handle never used before
     * @param overlap how long the previous secret is accepted, one minute to 366 days; zero refuses it immediately
     * @return the change; or that another rotation is under way, or that the key is dead
     */
    public Transition rotate(Secret fresh, Duration overlap) {
        return rotation().begin(fresh, overlap.isZero() ? RotationMode.NOW : RotationMode.overlap(overlap));
    }

    /**
     * Revokes the key for good. No secret is usable any more, sealed copies are dropped, and the slot is free.
     *
     * @param reason the reason, of any content; cut to 500 characters
     * @return the change, or unchanged if it is already revoked
     */
    public Transition revoke(String reason) {
        if (key.revocation() != null) {
            return new Unchanged(key);
        }
        Revocation revocation = Revocation.of(now, reason, actor);
        return changed(AuditAction.REVOKED, revocation.reason(), draft -> {
            draft.lifecycle = key.lifecycle().revoked(revocation);
            draft.rotation = null;
            draft.secrets = Generations.ended(key.secrets());
        });
    }

    /**
     * Records that the key has expired, so that lists of live keys no longer pass it. A key expires without this. Waits
     * until the expiry has passed by {@link Rotation#TOLERANCE}, so that no node whose clock is late still takes the
     * key for a live one. Another expiry removes the record.
     *
     * @return the change; or unchanged if the key is revoked, its expiry has not passed for so long, or it is recorded
     */
    public Transition expire() {
        Instant expiry = key.expiresAt();
        boolean passed = expiry != null && !now.isBefore(expiry.plus(Rotation.TOLERANCE));
        if (!passed || key.revocation() != null || key.lifecycle().expiredAt() != null) {
            return new Unchanged(key);
        }
        return changed(
                AuditAction.EXPIRED,
                "",
                draft -> draft.lifecycle = key.lifecycle().expired(at()));
    }

    /**
     * Suspends the key until an operator resumes it.
     *
     * @param reason the reason, of any content; cut to 500 characters
     * @return as {@link #suspend(Suspension.Cause, String)}
     */
    public Transition suspend(String reason) {
        return suspend(Suspension.Cause.OPERATOR, reason);
    }

    /**
     * Suspends the key until it is resumed. A stronger cause replaces a weaker one, with its own reason and instant.
     *
     * @param cause the cause
     * @param reason the reason, of any content; cut to 500 characters
     * @return the change, unchanged if it is already suspended for this or a stronger cause, or that the key is dead
     */
    public Transition suspend(Suspension.Cause cause, String reason) {
        Suspension present = key.suspension();
        boolean same = present != null && !cause.isStrongerThan(present.cause());
        Suspension suspension = Suspension.of(cause, now, reason, actor);
        return unless(same, AuditAction.SUSPENDED, suspension.reason(), draft -> {
            draft.lifecycle = key.lifecycle().suspended(suspension);
        });
    }

    /**
     * Resumes a suspended key, whatever the cause of its suspension.
     *
     * @return the change, unchanged if it is not suspended, or that the key is dead
     */
    public Transition resume() {
        return resumeUnless(key.suspension() == null);
    }

    /**
     * Resumes a key that is suspended for one cause. A key that is suspended for another stays so.
     *
     * @param cause the cause
     * @return the change, unchanged if it is not suspended for this cause, or that the key is dead
     */
    public Transition resume(Suspension.Cause cause) {
        return resumeUnless(key.suspension() == null || key.suspension().cause() != cause);
    }

    private Transition resumeUnless(boolean same) {
        return unless(
                same,
                AuditAction.RESUMED,
                "",
                draft -> draft.lifecycle = key.lifecycle().resumed(at()));
    }

    /**
     * Changes labels and authority in one step. The deadline of a pending or retiring secret is brought forward with
     * the expiry and never postponed.
     *
     * @param spec what the key is to be: its {@link ApiKey#spec} with other labels or another authority
     * @return the change, unchanged if it is so already, or that the key is dead
     * @throws dev.latchkey.core.InvalidValueException if tenant, scope or slot differ, which never change, or if the
     *     expiry differs and is not in the future; to end a key now, revoke it
     */
    public Transition change(KeySpec spec) {
        Checks.that(spec.tenant().equals(key.tenant()), "tenant", "must not change");
        Checks.that(spec.scope().equals(key.scope()), "scope", "must not change");
        Checks.that(Objects.equals(spec.slot(), key.slot()), "slot", "must not change");
        if (!Objects.equals(spec.expiresAt(), key.expiresAt())) {
            checkExpiry(spec.expiresAt(), now);
        }
        return unless(spec.equals(key.spec()), AuditAction.CHANGED, "", draft -> {
            draft.labels = spec.labels();
            draft.authority = spec.authority();
            Instant expiry = spec.expiresAt();
            if (!Objects.equals(expiry, key.expiresAt())) {
                draft.lifecycle = key.lifecycle().expired(null);
            }
            if (expiry != null) {
                draft.secrets = Generations.within(key.secrets(), expiry);
            }
        });
    }

    /**
     * Changes the name.
     *
     * @param name the new name, 1 to 100 characters
     * @return the change, unchanged if it has that name, or that the key is dead
     */
    public Transition rename(String name) {
        return change(key.spec().name(name));
    }

    /**
     * Changes the permissions.
     *
     * @param permissions the new permissions
     * @return the change, unchanged if it has these, or that the key is dead
     */
    public Transition changePermissions(Permissions permissions) {
        return change(key.spec().permissions(permissions));
    }

    /**
     * Changes the limits.
     *
     * @param limits the new limits
     * @return the change, unchanged if it has these, or that the key is dead
     */
    public Transition changeLimits(Limits limits) {
        return change(key.spec().limits(limits));
    }

    /**
     * Changes the expiry. The deadline of a pending or retiring secret is brought forward with it and never postponed.
     *
     * @param expiresAt the new expiry, in the future; null for never
     * @return the change, unchanged if it has that expiry, or that the key is dead
     * @throws dev.latchkey.core.InvalidValueException if it is not in the future; to end a key now, revoke it
     */
    public Transition changeExpiry(@Nullable Instant expiresAt) {
        checkExpiry(expiresAt, now);
        return change(key.spec().expiresAt(expiresAt));
    }

    /**
     * Returns the changes of what is stored of one secret.
     *
     * @param handle the handle of the secret
     * @return what can be changed; nothing, if the key has no such secret
     */
    public SecretChange secret(String handle) {
        return new SecretChange(key, this, handle);
    }

    Transition unless(boolean same, AuditAction action, String detail, Consumer<KeyDraft> edit) {
        if (key.status(now).isDead()) {
            return new Dead(key.status(now));
        }
        return same ? new Unchanged(key) : changed(action, detail, edit);
    }

    Changed secrets(AuditAction action, String detail, List<Secret> secrets, @Nullable Rotation rotation) {
        return changed(action, detail, draft -> {
            draft.secrets = secrets;
            draft.rotation = rotation;
        });
    }

    private Changed changed(AuditAction action, String detail, Consumer<KeyDraft> edit) {
        KeyDraft draft = new KeyDraft(key);
        edit.accept(draft);
        ApiKey next = draft.next(at());
        List<MemberChange> changes = MemberChange.between(key, next);
        return new Changed(
                next, new AuditEvent(key.id(), next.version(), key.tenant(), at(), action, actor, detail, changes));
    }

    /** Events of one key never go back in time, whatever the clocks of the nodes that change it say. */
    private Instant at() {
        return key.changedAt().isAfter(now) ? key.changedAt() : now;
    }
}
