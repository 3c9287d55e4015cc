package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.key.Transition;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The changes that an operator makes to many keys of a tenant. Obtained by {@link OperatorKeys#bulk}.
 *
 * <p>Each key is changed by itself, with its event. A call changes at most {@value #LIMIT} keys: repeat it until there
 * are no more. A call that failed, or that was cut short, is repeated too: what is changed stays so.
 *
 * <p>Refuses as {@link OperatorKeys} does. Immutable. Safe for use by several threads.
 */
@CheckReturnValue
public final class OperatorBulk {
    /** The largest number of keys that one call changes. */
    public static final int LIMIT = 500;

    private static final Set<KeyStatus> ALIVE = Set.of(KeyStatus.ACTIVE, KeyStatus.SUSPENDED);
    private static final Set<KeyStatus> UNREVOKED = Set.of(KeyStatus.ACTIVE, KeyStatus.SUSPENDED, KeyStatus.EXPIRED);

    private final OperatorAccess access;

    OperatorBulk(OperatorAccess access) {
        this.access = access;
    }

    /**
     * The outcome of a change of many keys.
     *
     * @param changed how many keys it changed, at most {@value #LIMIT}
     * @param more whether to call again, because there may be more
     */
    public record Changed(int changed, boolean more) {}

    /**
     * Suspends all keys of an owner for {@link Suspension.Cause#OWNER}, which needs
     * {@link ManagementPermission#SUSPEND}. Keys that are suspended for a stronger cause stay so.
     *
     * @param tenant the tenant of the keys
     * @param owner the owner
     * @param reason the reason, of any content; cut to 500 characters
     * @return how many were suspended, and whether there may be more; or forbidden or tenant not found
     */
    public Result<Changed> suspendOwned(String tenant, String owner, String reason) {
        return access.allowed(tenant, ManagementPermission.SUSPEND)
                .map(rights -> owned(
                        tenant,
                        owner,
                        ALIVE,
                        key -> null,
                        change -> change.suspend(Suspension.Cause.OWNER, access.kept(reason))));
    }

    /**
     * Resumes the keys of an owner that are suspended for {@link Suspension.Cause#OWNER} and no other cause, which
     * needs {@link ManagementPermission#SUSPEND}. Keys that can do more than the operator may grant stay suspended.
     *
     * @param tenant the tenant of the keys
     * @param owner the owner
     * @return how many were resumed, and whether there may be more; or forbidden, tenant not found or reauthentication
     *     required
     */
    public Result<Changed> resumeOwned(String tenant, String owner) {
        return access.allowed(tenant, ManagementPermission.SUSPEND).flatMap(rights -> {
            Result<Changed> unauthenticated = rights.reauthenticates();
            if (unauthenticated != null) {
                return unauthenticated;
            }
            Guard handsOut = access.audited(rights::handsOut);
            return Result.done(owned(tenant, owner, ALIVE, handsOut, change -> change.resume(Suspension.Cause.OWNER)));
        });
    }

    /**
     * Revokes all keys of an owner, which needs {@link ManagementPermission#REVOKE}.
     *
     * @param tenant the tenant of the keys
     * @param owner the owner
     * @param reason the reason, of any content; cut to 500 characters
     * @return how many were revoked, and whether there may be more; or forbidden or tenant not found
     */
    public Result<Changed> revokeOwned(String tenant, String owner, String reason) {
        return access.allowed(tenant, ManagementPermission.REVOKE)
                .map(rights ->
                        owned(tenant, owner, UNREVOKED, key -> null, change -> change.revoke(access.kept(reason))));
    }

    /**
     * Revokes all that a key issued, directly or through others, which needs {@link ManagementPermission#REVOKE}. The
     * key itself stays as it is.
     *
     * @param tenant the tenant of the key
     * @param id the key, which may be purged
     * @param reason the reason, of any content; cut to 500 characters
     * @return how many were revoked, and whether there may be more; or forbidden or tenant not found
     */
    public Result<Changed> revokeIssued(String tenant, UUID id, String reason) {
        return access.allowed(tenant, ManagementPermission.REVOKE).map(rights -> {
            MassRevocation.Revoked revoked = new MassRevocation(
                            access.services().store(),
                            access.services().clock(),
                            reason,
                            access.operator().actor())
                    .issuedBy(tenant, id);
            return new Changed(revoked.changed(), revoked.more());
        });
    }

    private Changed owned(
            String tenant,
            String owner,
            Set<KeyStatus> statuses,
            Guard allowed,
            Function<KeyChange, Transition> decide) {
        return access.services()
                .mass()
                .change(
                        MassChange.owned(tenant, owner, statuses, access.now()),
                        key -> access.change(tenant, key.id(), allowed, decide));
    }
}
