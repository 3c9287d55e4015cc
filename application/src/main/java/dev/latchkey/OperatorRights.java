package dev.latchkey;

import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.ManagementRules;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeySpec;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operator may do at this moment.
 *
 * @param policy knows the rates of the host
 * @param operator the operator
 * @param caller the API key that is the operator, as it is now; null for any other operator
 * @param callers knows what an API key may do with other keys
 */
record OperatorRights(
        IssuancePolicy policy, Operator operator, @Nullable Caller caller, CallerAuthority callers) {
    /** The permissions of those that may see a key in the answer to a change of nothing. */
    private static final Set<ManagementPermission> SHOWS_KEYS =
            EnumSet.of(ManagementPermission.READ, ManagementPermission.LABEL, ManagementPermission.CHANGE);

    /** Returns why the operator may not be handed a key, or put it back in force; null if it may. */
    @Nullable Result<ApiKey> handsOut(ApiKey key) {
        boolean wider =
                caller != null && !policy.effective(key, key.authority()).isWithin(policy.effective(caller));
        return wider ? Result.forbidden(Refusal.PERMISSION) : replaces(key);
    }

    /** Returns why the operator may not replace the key of a slot, which is not the operator's; null if it may. */
    @Nullable Result<ApiKey> replaces(ApiKey key) {
        Refusal refusal =
                caller == null ? ManagementRules.handOut(operator, key.permissions()) : callers.mayReplace(caller, key);
        return refusal == null ? reauthenticates() : Result.forbidden(refusal);
    }

    /** Returns why the next holder of a slot may not be handed out; null if it may. */
    @Nullable Refusal refusesNext(KeySpec next) {
        return caller == null
                ? ManagementRules.handOut(operator, next.permissions())
                : AccessRules.handOut(caller, next);
    }

    @Nullable Result<ApiKey> endsRotation(ApiKey key) {
        Refusal refusal = caller == null ? null : callers.mayEndRotation(caller, key);
        return refusal == null ? null : Result.forbidden(refusal);
    }

    @Nullable Result<ApiKey> cancelsRotation(ApiKey key) {
        Result<ApiKey> unallowed = handsOut(key);
        return unallowed == null ? endsRotation(key) : unallowed;
    }

    @Nullable Result<ApiKey> changes(ApiKey key, KeySpec after) {
        Set<ManagementPermission> needed = ManagementRules.needed(key.spec(), after);
        Refusal refusal = needed.isEmpty() && operator.may().stream().noneMatch(SHOWS_KEYS::contains)
                ? Refusal.PERMISSION
                : ManagementRules.holds(operator, needed);
        if (refusal != null) {
            return Result.forbidden(refusal);
        }
        policy.checkChange(key.spec(), after, operator.actor());
        Result<ApiKey> full = policy.checkOwner(key.spec(), after);
        if (full != null) {
            return full;
        }
        Authority before = policy.effective(key, key.authority());
        Authority wanted = policy.effective(key, after.authority());
        if (wanted.isWithin(before)) {
            return null;
        }
        refusal = caller == null
                ? ManagementRules.change(operator, before, wanted)
                : callers.mayWiden(caller, policy.effective(caller), key, wanted);
        return refusal == null ? reauthenticates() : Result.forbidden(refusal);
    }

    /** Returns the result of what needs a fresh authentication; null if the operator has just authenticated. */
    <T> @Nullable Result<T> reauthenticates() {
        return operator.reauthentication() == null
                ? null
                : Result.reauthenticationRequired(operator.reauthentication());
    }
}
