package dev.latchkey;

import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.Secret;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The authority that callers have now, and not when their requests were authenticated. Safe for use by threads. */
final class CallerAuthority {
    private final OptimisticUpdate updates;
    private final Clock clock;

    CallerAuthority(OptimisticUpdate updates, Clock clock) {
        this.updates = updates;
        this.clock = clock;
    }

    /**
     * Returns the caller with its key as it is stored now, because the key or the secret may have been changed or ended
     * since the request was authenticated.
     */
    Result<Caller> present(Caller caller) {
        ApiKey key = caller.key();
        Secret presented = caller.secret();
        if (key == null || presented == null) {
            return Result.done(caller);
        }
        Optional<ApiKey> stored = updates.find(key.tenant(), key.id());
        if (stored.isEmpty()) {
            return Result.forbidden(Refusal.REVOKED);
        }
        Optional<Secret> secret = stored.get().secret(presented.handle());
        if (secret.isEmpty()) {
            return Result.forbidden(Refusal.RETIRED);
        }
        Refusal refusal = AccessRules.checkInForce(stored.get(), secret.get(), clock.instant());
        return refusal == null ? Result.done(caller.with(stored.get(), secret.get())) : Result.forbidden(refusal);
    }

    /** Returns why a caller may not give a key another secret; null if it may. */
    @Nullable Refusal mayReplace(Caller caller, ApiKey key) {
        Instant now = clock.instant();
        boolean own = caller.key() != null && caller.key().id().equals(key.id());
        Refusal refusal = own && caller.secret() != null
                ? AccessRules.regenerateOwn(key, caller.secret().handle(), now)
                : null;
        return refusal == null ? AccessRules.handOut(caller, key, now) : refusal;
    }

    /** Returns why a caller may not complete or cancel the rotation of a key; null if it may. */
    @Nullable Refusal mayEndRotation(Caller caller, ApiKey key) {
        return AccessRules.endRotation(caller, key, clock.instant());
    }

    /** Returns why a caller with an authority may not give a key a wider one than the key has; null if it may. */
    @Nullable Refusal mayWiden(Caller caller, Authority own, ApiKey key, Authority after) {
        return AccessRules.widen(caller, own, key, after, clock.instant());
    }
}
