package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.Result.Outcome;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.ManagementRules;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.Transition;
import dev.latchkey.ports.query.AccessEvent;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The access of one operator: what it may do, asked anew for each call, and the audit of what it may not.
 *
 * @param services the services
 * @param operator the operator
 * @param caller the API key that is the operator; null for any other operator
 */
record OperatorAccess(
        OperatorServices services,
        Operator operator,
        @Nullable Caller caller) {
    Instant now() {
        return services.clock().instant();
    }

    /** Returns a reason as it is stored. */
    String kept(String reason) {
        return services.store().kept(reason);
    }

    /** Changes a key if the operator may. */
    Result<ApiKey> change(String tenant, UUID id, Guard allowed, Function<KeyChange, Transition> decide) {
        return services.updates().change(tenant, id, allowed, key -> decide.apply(key.by(operator.actor(), now())));
    }

    /** Returns a check that reports what it forbids to the audit sink. */
    Guard audited(Guard authority) {
        return key -> {
            Result<ApiKey> unallowed = authority.check(key);
            return unallowed != null && unallowed.outcome() == Outcome.FORBIDDEN
                    ? refused(key.tenant(), key.id(), unallowed.refusal())
                    : unallowed;
        };
    }

    /** Reports a refused attempt to the audit sink, and returns the refusal. */
    <T> Result<T> refused(@Nullable String tenant, @Nullable UUID id, Refusal refusal) {
        String seen = tenant != null && operator.sees(tenant) ? tenant : null;
        String address = operator.actor().origin().address();
        services.sink()
                .record(List.of(new AccessEvent(
                        now(), AccessEvent.Kind.REFUSED, refusal.name(), seen, id, address, operator.actor(), 1)));
        return Result.forbidden(refusal);
    }

    /** Returns what the operator may do, if it holds a permission and manages a tenant. */
    Result<OperatorRights> allowed(String tenant, ManagementPermission needed) {
        return allowed(tenant, EnumSet.of(needed));
    }

    /** Returns what the operator may do, if it holds permissions and manages a tenant. */
    Result<OperatorRights> allowed(String tenant, Set<ManagementPermission> needed) {
        return rights(tenant, needed)
                .flatMap(rights -> operator.sees(tenant) ? Result.done(rights) : Result.of(Outcome.TENANT_NOT_FOUND));
    }

    /** Returns what the operator may do, if it holds permissions. The tenant is for the audit; null for none. */
    Result<OperatorRights> rights(@Nullable String tenant, Set<ManagementPermission> needed) {
        Result<OperatorRights> rights = caller == null
                ? Result.done(new OperatorRights(
                        services.policy(), operator, null, services.issuer().callers()))
                : services.issuer()
                        .callers()
                        .present(caller)
                        .map(now -> new OperatorRights(
                                services.policy(),
                                OperatorServices.operator(now),
                                now,
                                services.issuer().callers()));
        return rights.flatMap(found -> {
            Refusal refusal = ManagementRules.holds(found.operator(), needed);
            return refusal == null ? Result.done(found) : refused(tenant, null, refusal);
        });
    }
}
