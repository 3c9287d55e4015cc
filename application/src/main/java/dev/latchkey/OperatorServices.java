package dev.latchkey;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.scope.TenantScope;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.KeySearch;
import java.time.Clock;
import java.util.function.Function;

/**
 * What the management of keys is made of.
 *
 * @param store the keys
 * @param search the search among them
 * @param issuer the issuer of raw keys
 * @param idempotent makes the view of requests that are done once
 * @param policy the bounds of what is issued
 * @param sealedKeys the sealed copies
 * @param authenticator finds the key of a raw key
 * @param usage the usage by day
 * @param audit what is kept of the past
 * @param sink takes what is no change
 * @param clock the clock
 */
record OperatorServices(
        GuardedStore store,
        KeySearch search,
        KeyIssuer issuer,
        Function<IdempotencyKey, IdempotentRequests> idempotent,
        IssuancePolicy policy,
        SealedKeys sealedKeys,
        Authenticator authenticator,
        Usage usage,
        Audit audit,
        AuditSink sink,
        Clock clock) {
    OptimisticUpdate updates() {
        return new OptimisticUpdate(store);
    }

    MassChange mass() {
        return new MassChange(search);
    }

    static Operator operator(Caller key) {
        if (key.key() == null || !(key.scope() instanceof TenantScope)) {
            throw new InvalidValueException("caller", "must be an API key of a whole tenant");
        }
        return Operator.of(key);
    }
}
