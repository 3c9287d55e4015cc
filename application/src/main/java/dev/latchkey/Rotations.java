package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RotationMode;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The service that completes and cancels rotations, and that rotates keys on behalf of callers. Obtained by
 * {@link ApiKeys#rotations}.
 *
 * <p>A rotation is named by the handle of its new secret, so that a request which is repeated, or comes late, never
 * meets the next rotation. {@link dev.latchkey.core.key.Rotation} is the state that is stored, and
 * {@link dev.latchkey.core.key.RotationChange} decides. Every method is one atomic change with its audit event and
 * throws the exceptions of {@link ApiKeys}. Safe for use by several threads.
 */
@CheckReturnValue
public final class Rotations {
    private final OptimisticUpdate updates;
    private final KeyIssuer issuer;
    private final Usage usage;
    private final Clock clock;

    Rotations(OptimisticUpdate updates, KeyIssuer issuer, Usage usage, Clock clock) {
        this.updates = updates;
        this.issuer = issuer;
        this.usage = usage;
        this.clock = clock;
    }

    /**
     * Gives a key a new secret on behalf of a caller, which gets no more than its own. A secret of the key itself may
     * do this only if it is the current one.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param mode the mode
     * @param caller the caller
     * @return as {@link ApiKeys#rotate}; or forbidden
     */
    public Result<IssuedKey> rotate(String tenant, UUID id, RotationMode mode, Caller caller) {
        return issuer.rotate(tenant, id, mode, caller, IdSource.RANDOM);
    }

    /**
     * Ends the previous secret. A pending secret becomes current. Done also if the new secret is the only current one
     * already. A deadline is never postponed.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param newHandle the handle of the rotation's new secret; null for the rotation that is under way
     * @param grace how long the previous secret is accepted, one minute to 366 days; zero to end it immediately
     * @param actor the operator
     * @return the key; or not found, dead, no rotation or contended
     */
    public Result<ApiKey> complete(String tenant, UUID id, @Nullable String newHandle, Duration grace, Actor actor) {
        return complete(tenant, id, newHandle, grace, actor, key -> null);
    }

    /**
     * Completes a rotation on behalf of a caller. A secret of the key itself may do this only if it is the current one.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param newHandle the handle of the rotation's new secret; null for the rotation that is under way
     * @param grace how long the previous secret is accepted, one minute to 366 days; zero to end it immediately
     * @param caller the caller
     * @return as {@link #complete(String, UUID, String, Duration, Actor)}; or forbidden
     */
    public Result<ApiKey> complete(String tenant, UUID id, @Nullable String newHandle, Duration grace, Caller caller) {
        return issuer.callers()
                .present(caller)
                .flatMap(present -> complete(tenant, id, newHandle, grace, caller.actor(), endedBy(present)));
    }

    /**
     * Ends the new secret, and makes the previous one current again, without a deadline. Done also if the new secret
     * has ended already. Refused if the new secret is known to be in use, unless it is forced, and if the previous one
     * ends within a minute.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param newHandle the handle of the rotation's new secret; null for the rotation that is under way
     * @param force whether to cancel although the new secret is in use
     * @param actor the operator
     * @return the key; or not found, dead, no rotation, new secret in use, rotation ending or contended
     */
    public Result<ApiKey> cancel(String tenant, UUID id, @Nullable String newHandle, boolean force, Actor actor) {
        return cancel(tenant, id, newHandle, force, actor, key -> null);
    }

    /**
     * Cancels a rotation on behalf of a caller. A secret of the key itself may do this only if it is the current one.
     *
     * @param tenant the tenant of the key
     * @param id the key
     * @param newHandle the handle of the rotation's new secret; null for the rotation that is under way
     * @param force whether to cancel although the new secret is in use
     * @param caller the caller
     * @return as {@link #cancel(String, UUID, String, boolean, Actor)}; or forbidden
     */
    public Result<ApiKey> cancel(String tenant, UUID id, @Nullable String newHandle, boolean force, Caller caller) {
        return issuer.callers()
                .present(caller)
                .flatMap(present -> cancel(tenant, id, newHandle, force, caller.actor(), endedBy(present)));
    }

    private Guard endedBy(Caller caller) {
        return Guard.by(key -> issuer.callers().mayEndRotation(caller, key));
    }

    private Result<ApiKey> complete(
            String tenant, UUID id, @Nullable String newHandle, Duration grace, Actor actor, Guard guard) {
        return updates.change(
                tenant,
                id,
                guard,
                key -> key.by(actor, clock.instant()).rotation().complete(newHandle, grace));
    }

    private Result<ApiKey> cancel(
            String tenant, UUID id, @Nullable String newHandle, boolean force, Actor actor, Guard guard) {
        return updates.change(
                tenant,
                id,
                guard,
                key -> key.by(actor, clock.instant())
                        .rotation()
                        .cancel(newHandle, handle -> usage.isSecretUsed(id, handle), force));
    }
}
