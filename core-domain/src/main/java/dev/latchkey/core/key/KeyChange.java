package dev.latchkey.core.key;

import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Dead;
import dev.latchkey.core.key.Transition.Unchanged;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.sealing.SealedCopy;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
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
     * Issues a new key of the host.
     *
     * @param id a new id
     * @param spec the specification of the key
     * @param secret the first secret, without a deadline
     * @param action {@link AuditAction#ISSUED} or {@link AuditAction#IMPORTED}
     * @param actor the operator
     * @param now the instant of the change
     * @return the key at version 1
     * @throws dev.latchkey.core.InvalidValueException if the expiry is not in the future, the secret has a deadline, or
     *     it is another action
     */
    public static Changed issue(UUID id, KeySpec spec, Secret secret, AuditAction action, Actor actor, Instant now) {
        return issue(id, List.of(), spec, secret, action, actor, now);
    }

    /**
     * Issues a new key. In a slot it is the first one: a key after another is issued by {@link NextSlotHolder}.
     *
     * @param id a new id
     * @param issuers the ids of the key that issues it and of that key's issuers; empty for the host
     * @param spec the specification of the key
     * @param secret the first secret, without a deadline
     * @param action {@link AuditAction#ISSUED} or {@link AuditAction#IMPORTED}
     * @param actor the operator
     * @param now the instant of the change
     * @return the key at version 1
     * @throws dev.latchkey.core.InvalidValueException if the expiry is not in the future, the secret has a deadline, it
     *     is another action, or a key in a slot has issuers
     */
    public static Changed issue(
            UUID id, List<UUID> issuers, KeySpec spec, Secret secret, AuditAction action, Actor actor, Instant now) {
        boolean first = action == AuditAction.ISSUED || action == AuditAction.IMPORTED;
        Checks.that(first, "action", "must be ISSUED or IMPORTED");
        checkExpiry(spec.expiresAt(), now);
        long turn = spec.slot() == null ? 0 : 1;
        KeyIdentity identity = new KeyIdentity(id, spec.tenant(), spec.scope(), spec.slot(), turn, issuers, now);
        return first(
                new ApiKey(identity, spec.name(), spec.authority(), null, null, 1, now, List.of(secret), null),
                action,
                actor);
    }

    /** Returns a key at version 1 with the event that says everything about it. */
    static Changed first(ApiKey key, AuditAction action, Actor actor) {
        List<MemberChange> members = MemberChange.between(null, key);
        String handle = key.currentSecret().handle();
        return new Changed(
                key, new AuditEvent(key.id(), 1, key.tenant(), key.createdAt(), action, actor, handle, members));
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
        Revocation revocation = Revocation.of(now, reason);
        return changed(AuditAction.REVOKED, revocation.reason(), draft -> {
            draft.revocation = revocation;
            draft.rotation = null;
            draft.secrets = key.secrets().stream()
                    .map(secret -> secret.retiring(Secret.AT_ONCE))
                    .toList();
        });
    }

    /**
     * Suspends the key until it is resumed.
     *
     * @param reason the reason, of any content; cut to 500 characters
     * @return the change, unchanged if it is already suspended, or that the key is dead
     */
    public Transition suspend(String reason) {
        Suspension suspension = Suspension.of(now, reason);
        String detail = suspension.reason();
        return unless(key.suspension() != null, AuditAction.SUSPENDED, detail, draft -> draft.suspension = suspension);
    }

    /**
     * Resumes a suspended key.
     *
     * @return the change, unchanged if it is not suspended, or that the key is dead
     */
    public Transition resume() {
        return unless(key.suspension() == null, AuditAction.RESUMED, "", draft -> draft.suspension = null);
    }

    /**
     * Changes the name.
     *
     * @param name the new name, 1 to 100 characters
     * @return the change, unchanged if it has that name, or that the key is dead
     */
    public Transition rename(String name) {
        Checks.text("name", name, Checks.NAME);
        return unless(key.name().equals(name), AuditAction.CHANGED, "", draft -> draft.name = name);
    }

    /**
     * Changes the permissions.
     *
     * @param permissions the new permissions
     * @return the change, unchanged if it has these, or that the key is dead
     */
    public Transition changePermissions(Permissions permissions) {
        return changeAuthority(key.authority().permissions(permissions));
    }

    /**
     * Changes the limits.
     *
     * @param limits the new limits
     * @return the change, unchanged if it has these, or that the key is dead
     */
    public Transition changeLimits(Limits limits) {
        return changeAuthority(key.authority().limits(limits));
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
        return changeAuthority(key.authority().expiresAt(expiresAt));
    }

    private Transition changeAuthority(Authority authority) {
        return unless(key.authority().equals(authority), AuditAction.CHANGED, "", draft -> {
            draft.authority = authority;
            Instant expiry = authority.expiresAt();
            if (expiry != null) {
                draft.secrets = replaceSecrets(s -> s.retiresAt() == null ? s : s.retiring(expiry));
            }
        });
    }

    /**
     * Replaces the stored hash of a proven secret by one with better parameters or the current pepper.
     *
     * @param handle the handle of the secret
     * @param hash the new PHC string
     * @param tag the screening tag to keep with it; null for none
     * @return the change, unchanged if there is no such secret or it has that hash, or that the key is dead
     */
    public Transition rehash(String handle, String hash, @Nullable ScreeningTag tag) {
        boolean same =
                key.secret(handle).map(secret -> secret.hash().equals(hash)).orElse(true);
        return unless(same, AuditAction.REHASHED, handle, draft -> {
            draft.secrets = replaceSecrets(s -> s.handle().equals(handle) ? s.rehashed(hash, tag) : s);
        });
    }

    /**
     * Gives a secret another handle.
     *
     * @param handle the handle of the secret
     * @param next the new handle, never used before
     * @param copy the sealed copy to keep with it; null for none
     * @return the change, unchanged if there is no such secret, or that the key is dead
     */
    public Transition changeHandle(String handle, String next, @Nullable SealedCopy copy) {
        return unless(key.secret(handle).isEmpty(), AuditAction.HANDLE_CHANGED, handle + " to " + next, draft -> {
            draft.secrets = replaceSecrets(s -> s.handle().equals(handle) ? s.moved(next, copy) : s);
            draft.rotation = key.rotation() == null ? null : key.rotation().moved(handle, next);
        });
    }

    /**
     * Replaces the sealed copy of a secret by one of another sealing key.
     *
     * @param handle the handle of the secret
     * @param copy the new copy
     * @return the change, unchanged if the secret has no copy or that one, or that the key is dead
     */
    public Transition reseal(String handle, SealedCopy copy) {
        SealedCopy previous = key.secret(handle).map(Secret::sealedCopy).orElse(null);
        boolean same = previous == null || previous.equals(copy);
        return unless(same, AuditAction.RESEALED, handle, draft -> {
            draft.secrets = replaceSecrets(s -> s.handle().equals(handle) ? s.resealed(copy) : s);
        });
    }

    private List<Secret> replaceSecrets(UnaryOperator<Secret> change) {
        return key.secrets().stream().map(change).toList();
    }

    private Transition unless(boolean same, AuditAction action, String detail, Consumer<KeyDraft> edit) {
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
        // Events of one key never go back in time, whatever the clocks of the nodes that change it say.
        Instant at = key.changedAt().isAfter(now) ? key.changedAt() : now;
        ApiKey next = draft.next(at);
        List<MemberChange> changes = action == AuditAction.CHANGED ? MemberChange.between(key, next) : List.of();
        return new Changed(
                next, new AuditEvent(key.id(), next.version(), key.tenant(), at, action, actor, detail, changes));
    }
}
