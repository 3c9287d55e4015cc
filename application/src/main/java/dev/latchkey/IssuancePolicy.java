package dev.latchkey;

import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.KnownPermissions;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.StoreException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bounds that the host sets for every key that is made. Immutable. */
final class IssuancePolicy {
    private final KnownPermissions known;
    private final @Nullable RateLimits rates;

    IssuancePolicy(KnownPermissions known, @Nullable RateLimits rates) {
        this.known = known;
        this.rates = rates;
    }

    /** Refuses permissions that the host does not know. */
    void check(Permissions granted) {
        known.check(granted);
    }

    /** Returns why a caller may not issue a key, or null if it may. */
    @Nullable Refusal issue(Caller caller, KeySpec bounded) {
        return AccessRules.issue(caller, ratesOf(caller, bounded), bounded);
    }

    private List<RateLimit> ratesOf(Caller caller, KeySpec bounded) {
        if (rates == null || bounded.limits().rates().isEmpty()) {
            return List.of();
        }
        try {
            return rates.applyingTo(caller);
        } catch (RuntimeException e) {
            // Without an answer the new key could be wider than its issuer.
            throw new StoreException("could not read the rate limits of " + caller.actor(), e);
        }
    }
}
