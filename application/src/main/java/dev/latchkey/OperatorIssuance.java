package dev.latchkey;

import dev.latchkey.OptimisticUpdate.Guard;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.ManagementRules;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What gives out raw keys for an operator: issuing, rotating and regenerating.
 *
 * @param access what the operator may do
 * @param once makes each request at most once; null to make each
 */
record OperatorIssuance(OperatorAccess access, @Nullable IdempotentRequests once) {
    static OperatorIssuance of(OperatorAccess access, @Nullable IdempotencyKey once) {
        return new OperatorIssuance(
                access, once == null ? null : access.services().idempotent().apply(once));
    }

    Result<IdempotentResult> issue(IssuanceRequest asked) {
        KeySpec spec = asked.spec();
        Set<ManagementPermission> needed = EnumSet.of(ManagementPermission.ISSUE);
        if (spec.slot() != null) {
            needed.add(ManagementPermission.SLOTS);
        }
        return access.allowed(spec.tenant(), needed).flatMap(rights -> {
            Result<IdempotentResult> unauthenticated = rights.reauthenticates();
            if (unauthenticated != null) {
                return unauthenticated;
            }
            return rights.caller() == null ? issueByOperator(asked) : issueByKey(asked, rights.caller());
        });
    }

    private Result<IdempotentResult> issueByOperator(IssuanceRequest asked) {
        Refusal refusal =
                ManagementRules.handOut(access.operator(), asked.spec().permissions());
        if (refusal != null) {
            return access.refused(asked.spec().tenant(), null, refusal);
        }
        return once == null
                ? issuer().issue(asked.specification(access.now()), actor(), IdSource.RANDOM)
                        .map(IdempotentResult::first)
                : once.issue(
                        asked, actor(), key -> ManagementRules.handOut(access.operator(), key.permissions()) == null);
    }

    private Result<IdempotentResult> issueByKey(IssuanceRequest asked, Caller present) {
        Result<IdempotentResult> issued = once == null
                ? issuer().issue(asked.specification(access.now()), present, IdSource.RANDOM)
                        .map(IdempotentResult::first)
                : once.issue(asked, present);
        return issued.outcome() == Result.Outcome.FORBIDDEN
                ? access.refused(asked.spec().tenant(), null, issued.refusal())
                : issued;
    }

    /** Rotates a key if the operator may, and if a further check allows it. */
    Result<IdempotentResult> rotate(String tenant, UUID id, RotationMode mode, UnaryOperator<Guard> checked) {
        return access.allowed(tenant, ManagementPermission.ROTATE).flatMap(rights -> {
            Guard guard = checked.apply(rights::handsOut);
            return once == null
                    ? issuer().rotate(tenant, id, mode, actor(), IdSource.RANDOM, guard)
                            .map(IdempotentResult::first)
                    : once.rotate(tenant, id, mode, actor(), guard, key -> rights.handsOut(key) == null);
        });
    }

    Result<IdempotentResult> regenerate(KeySpec spec) {
        return access.allowed(spec.tenant(), ManagementPermission.SLOTS).flatMap(rights -> {
            Result<IdempotentResult> unauthenticated = rights.reauthenticates();
            if (unauthenticated != null) {
                return unauthenticated;
            }
            SlotGuard guard = new SlotGuard(access.audited(rights::replaces), rights::refusesNext);
            return once == null
                    ? issuer().regenerate(spec, actor(), guard, IdSource.RANDOM).map(IdempotentResult::first)
                    : once.regenerate(spec, actor(), guard, key -> rights.replaces(key) == null);
        });
    }

    private KeyIssuer issuer() {
        return access.services().issuer();
    }

    private Actor actor() {
        return access.operator().actor();
    }
}
