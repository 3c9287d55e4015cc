package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.Result.Outcome;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeyPatch;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.LongPredicate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The keys as an operator manages them, one at a time. Obtained by {@link Management#by}. What is read is in
 * {@link #reader}, and what changes many keys is in {@link #bulk}.
 *
 * <p>Every method is refused with {@link Result.Outcome#FORBIDDEN} if the operator lacks the management permission, and
 * with {@link Result.Outcome#TENANT_NOT_FOUND} if it does not manage the tenant. An operator is handed no key that can
 * do more than it may grant, and puts none back in force: rotating, revealing, resuming and widening such a key is
 * forbidden. Narrowing, labeling, suspending and revoking it is allowed.
 *
 * <p>An API key that manages keys gives at most its own authority at that moment, as in {@link ApiKeys}.
 *
 * <p>Throws the exceptions of {@link ApiKeys}. Immutable. Safe for use by several threads.
 */
@CheckReturnValue
public final class OperatorKeys {
    private final OperatorAccess access;
    private final OperatorIssuance issuance;
    private final LongPredicate versions;

    OperatorKeys(OperatorAccess access) {
        this(access, OperatorIssuance.of(access, null), version -> true);
    }

    private OperatorKeys(OperatorAccess access, OperatorIssuance issuance, LongPredicate versions) {
        this.access = access;
        this.issuance = issuance;
        this.versions = versions;
    }

    /**
     * Returns the operator.
     *
     * @return the operator; an API key as one
     */
    public Operator operator() {
        return access.operator();
    }

    /**
     * Returns the view that finds, lists and searches keys, and reads their past.
     *
     * @return the view
     */
    public OperatorReader reader() {
        return new OperatorReader(access);
    }

    /**
     * Returns the view that changes many keys with one call.
     *
     * @return the view
     */
    public OperatorBulk bulk() {
        return new OperatorBulk(access);
    }

    /**
     * Returns a view that issues and rotates keys at most once for an idempotency key, as {@link ApiKeys#once} does.
     *
     * @param idempotencyKey identifies the request; null for a view that does each request
     * @return the view
     */
    public OperatorKeys once(@Nullable IdempotencyKey idempotencyKey) {
        return new OperatorKeys(access, OperatorIssuance.of(access, idempotencyKey), versions);
    }

    /**
     * Returns a view that changes only keys of certain versions. Every other change is {@link Result.Outcome#STALE}.
     *
     * @param expected tells whether a version is one of those that are meant
     * @return the view
     */
    public OperatorKeys onlyIf(LongPredicate expected) {
        return new OperatorKeys(access, issuance, expected);
    }

    /**
     * Issues a new key, as {@link #issue(KeySpec, Duration)} does, with the expiry of its specification.
     *
     * @param spec the specification of the key
     * @return as {@link #issue(KeySpec, Duration)}
     */
    public Result<IdempotentResult> issue(KeySpec spec) {
        return issue(spec, null);
    }

    /**
     * Issues a new key, which needs {@link ManagementPermission#ISSUE}, and in a slot also
     * {@link ManagementPermission#SLOTS}: the key of a slot has no issuer, and decides what its successors may do.
     *
     * @param spec the specification of the key
     * @param lifetime the time from now until the key expires, in place of an expiry; null for the specification's. A
     *     repeat under an idempotency key has an equal one
     * @return the key with its raw key; or as {@link ApiKeys#issue(KeySpec, dev.latchkey.core.key.Actor)} and
     *     {@link IdempotentRequests#issue(KeySpec, dev.latchkey.core.key.Actor)}
     * @throws dev.latchkey.core.InvalidValueException if the slot is one of a configured key, or the expiry has passed
     */
    public Result<IdempotentResult> issue(KeySpec spec, @Nullable Duration lifetime) {
        return issuance.issue(new IssuanceRequest(spec, lifetime));
    }

    /**
     * Changes members of a key in one step, which needs {@link ManagementPermission#LABEL} for labels and
     * {@link ManagementPermission#CHANGE} for the others.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param patch the new values
     * @return the key; or forbidden, tenant not found, reauthentication required, not found, dead, stale or contended
     * @throws dev.latchkey.core.InvalidValueException if a value is out of bounds
     */
    public Result<ApiKey> change(String tenant, UUID id, KeyPatch patch) {
        return access.allowed(tenant, EnumSet.noneOf(ManagementPermission.class))
                .flatMap(rights -> access.services()
                        .updates()
                        .change(
                                tenant,
                                id,
                                expected(key -> rights.changes(key, patch.applyTo(key.spec()))),
                                key -> key.by(operator().actor(), access.now()).change(patch.applyTo(key.spec()))));
    }

    /**
     * Gives a key a new secret, which needs {@link ManagementPermission#ROTATE}.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param mode the mode
     * @return the key with its raw key; or forbidden, tenant not found, reauthentication required, stale, or as
     *     {@link ApiKeys#rotate} and {@link IdempotentRequests#rotate(String, UUID, RotationMode,
     *     dev.latchkey.core.key.Actor)}
     */
    public Result<IdempotentResult> rotate(String tenant, UUID id, RotationMode mode) {
        return issuance.rotate(tenant, id, mode, this::expected);
    }

    /**
     * Completes a rotation, which needs {@link ManagementPermission#ROTATE}.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param newHandle the handle of the rotation's new secret; null for the rotation that is under way
     * @param grace how long the previous secret is accepted, one minute to 366 days; zero to end it immediately
     * @return the key; or forbidden, tenant not found, not found, stale, dead, no rotation or contended
     */
    public Result<ApiKey> complete(String tenant, UUID id, @Nullable String newHandle, Duration grace) {
        return access.allowed(tenant, ManagementPermission.ROTATE)
                .flatMap(rights -> change(
                        tenant,
                        id,
                        rights::endsRotation,
                        change -> change.rotation().complete(newHandle, grace)));
    }

    /**
     * Cancels a rotation, which needs {@link ManagementPermission#ROTATE}. The previous secret is then in force without
     * a deadline, so this is forbidden for a key that the operator may not be handed.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param newHandle the handle of the rotation's new secret; null for the rotation that is under way
     * @param force whether to cancel although the new secret was used
     * @return the key; or forbidden, tenant not found, reauthentication required, not found, stale, or as {@link
     *     Rotations#cancel(String, UUID, String, boolean, dev.latchkey.core.key.Actor)}
     */
    public Result<ApiKey> cancel(String tenant, UUID id, @Nullable String newHandle, boolean force) {
        Predicate<String> used = handle -> access.services().usage().isSecretUsed(id, handle);
        return access.allowed(tenant, ManagementPermission.ROTATE)
                .flatMap(rights -> change(
                        tenant,
                        id,
                        rights::cancelsRotation,
                        change -> change.rotation().cancel(newHandle, used, force)));
    }

    /**
     * Suspends a key until it is resumed, which needs {@link ManagementPermission#SUSPEND}. Done also if it is
     * suspended already.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param reason the reason, of any content; cut to 500 characters
     * @return the key; or forbidden, tenant not found, not found, stale, dead or contended
     */
    public Result<ApiKey> suspend(String tenant, UUID id, String reason) {
        return access.allowed(tenant, ManagementPermission.SUSPEND)
                .flatMap(rights -> change(tenant, id, key -> null, change -> change.suspend(access.kept(reason))));
    }

    /**
     * Resumes a suspended key, which needs {@link ManagementPermission#SUSPEND}. Done also if it is not suspended.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @return the key; or forbidden, tenant not found, reauthentication required, not found, stale, dead or contended
     */
    public Result<ApiKey> resume(String tenant, UUID id) {
        return access.allowed(tenant, ManagementPermission.SUSPEND)
                .flatMap(rights -> change(tenant, id, rights::handsOut, KeyChange::resume));
    }

    /**
     * Revokes a key, which needs {@link ManagementPermission#REVOKE} and cannot be undone. Done also if it is revoked
     * already.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param reason the reason, of any content; cut to 500 characters
     * @return the key; or forbidden, tenant not found, not found, stale or contended
     */
    public Result<ApiKey> revoke(String tenant, UUID id, String reason) {
        return access.allowed(tenant, ManagementPermission.REVOKE)
                .flatMap(rights -> change(tenant, id, key -> null, change -> change.revoke(access.kept(reason))));
    }

    /**
     * Shows the raw key of which a sealed copy is kept, which needs {@link ManagementPermission#REVEAL}. The audit sink
     * is notified.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @return the key with its raw key; or forbidden, tenant not found, reauthentication required, not found, dead or
     *     not revealable
     */
    public Result<IssuedKey> reveal(String tenant, UUID id) {
        return access.allowed(tenant, ManagementPermission.REVEAL).flatMap(rights -> {
            Optional<ApiKey> found = access.services().updates().find(tenant, id);
            if (found.isEmpty()) {
                return Result.of(Outcome.NOT_FOUND);
            }
            ApiKey key = found.get();
            Result<ApiKey> unallowed = access.audited(rights::handsOut).check(key);
            if (unallowed != null) {
                return unallowed.notDone();
            }
            Instant now = access.now();
            if (key.status(now).isDead()) {
                return Result.dead(key.status(now));
            }
            RawKey raw = access.services()
                    .sealedKeys()
                    .reveal(List.of(key), access.operator().actor())
                    .get(id);
            return raw == null ? Result.of(Outcome.NOT_REVEALABLE) : Result.done(new IssuedKey(key, raw));
        });
    }

    /**
     * Replaces the secret of the key in a slot, which needs {@link ManagementPermission#SLOTS}.
     *
     * @param spec the slot, and the specification of a first key, which no other key takes over
     * @return the key with its raw key; or forbidden, tenant not found, reauthentication required, or as
     *     {@link ApiKeys#regenerate(KeySpec, dev.latchkey.core.key.Actor)} and
     *     {@link IdempotentRequests#regenerate(KeySpec, dev.latchkey.core.key.Actor)}
     */
    public Result<IdempotentResult> regenerate(KeySpec spec) {
        return issuance.regenerate(spec);
    }

    private Result<ApiKey> change(String tenant, UUID id, Guard authority, Function<KeyChange, Transition> decide) {
        return access.change(tenant, id, expected(authority), decide);
    }

    /** Returns a check of the authority first, which tells nothing about versions, and then of the version. */
    private Guard expected(Guard authority) {
        Guard audited = access.audited(authority);
        return key -> {
            Result<ApiKey> unallowed = audited.check(key);
            boolean expected = unallowed != null || versions.test(key.version());
            return expected ? unallowed : Result.stale(key);
        };
    }
}
