package dev.latchkey;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.key.Transition.Dead;
import dev.latchkey.core.key.Transition.Refused;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.TenantMark;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A change of a key by load, decide and compare-and-set. If another change wins, it starts again with the new version,
 * a bounded number of times. Safe for use by several threads.
 */
final class OptimisticUpdate {
    private static final int ATTEMPTS = 32;

    private final KeyStore store;

    OptimisticUpdate(KeyStore store) {
        this.store = store;
    }

    Optional<ApiKey> find(String tenant, UUID id) {
        return store.findById(id).value().filter(key -> key.tenant().equals(tenant));
    }

    Result<ApiKey> change(String tenant, UUID id, Function<ApiKey, Transition> decide) {
        return change(tenant, id, key -> null, decide);
    }

    /** Changes a key by a transition that brings no new handle. */
    Result<ApiKey> change(String tenant, UUID id, Guard guard, Function<ApiKey, Transition> decide) {
        return change(tenant, id, guard, decide, Result.of(Outcome.CONTENDED));
    }

    Result<ApiKey> change(
            String tenant, UUID id, Guard guard, Function<ApiKey, Transition> decide, Result<ApiKey> ifHandleTaken) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Optional<ApiKey> found = find(tenant, id);
            if (found.isEmpty()) {
                return Result.of(Outcome.NOT_FOUND);
            }
            Result<ApiKey> unallowed = guard.check(found.get());
            if (unallowed != null) {
                return unallowed;
            }
            Transition transition = decide.apply(found.get());
            Result<ApiKey> refused = refusal(transition);
            if (refused != null) {
                return refused;
            }
            if (!(transition instanceof Changed changed)) {
                return Result.done(found.get());
            }
            switch (store.replace(changed.next(), changed.event()).value()) {
                case REPLACED -> {
                    return Result.done(changed.next());
                }
                case HANDLE_TAKEN -> {
                    return ifHandleTaken;
                }
                case STALE -> {
                    // Decided again for the version that is there now.
                }
            }
        }
        return Result.of(Outcome.CONTENDED);
    }

    /** Returns the result of a transition that the key's state does not allow; null for every other one. */
    static <T> @Nullable Result<T> refusal(@Nullable Transition transition) {
        if (transition instanceof Dead dead) {
            return Result.dead(dead.status());
        }
        return transition instanceof Refused refused ? Result.refused(refused) : null;
    }

    /**
     * Revokes a key that was inserted while its tenant was being ended. The keys of the tenant may have been listed,
     * to be revoked, before this one was stored.
     */
    Result<ApiKey> unlessTenantEnded(ApiKey inserted, Actor actor, Clock clock) {
        boolean ended = store.findTenantMark(inserted.tenant())
                .value()
                .filter(TenantMark::ended)
                .isPresent();
        if (!ended) {
            return Result.done(inserted);
        }
        Result<ApiKey> revoked = change(
                inserted.tenant(),
                inserted.id(),
                key -> key.by(actor, clock.instant()).revoke("the tenant was ended"));
        return revoked.outcome() == Outcome.CONTENDED ? Result.of(Outcome.CONTENDED) : Result.of(Outcome.TENANT_ENDED);
    }

    /** A check whether a change of a key is allowed. Run for every version that is tried. */
    interface Guard {
        /** Returns the result of the change if it is not allowed; null if it is. */
        @Nullable Result<ApiKey> check(ApiKey key);

        /** Returns a check by a rule, which returns the reason of a refusal, or null. */
        static Guard by(Function<ApiKey, @Nullable Refusal> rule) {
            return key -> {
                Refusal refusal = rule.apply(key);
                return refusal == null ? null : Result.forbidden(refusal);
            };
        }
    }
}
