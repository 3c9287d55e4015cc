package dev.latchkey;

import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.scope.Scope;

/**
 * The host's policy for keys by tenant and by scope. Implementations are safe for use by several threads. What they
 * throw passes through the call that made or changed a key, and nothing is stored.
 */
@FunctionalInterface
public interface KeyPolicies {
    /** No bounds. */
    KeyPolicies NONE = (tenant, scope) -> KeyPolicy.NONE;

    /**
     * Returns the policy of the keys of a scope.
     *
     * @param tenant the tenant
     * @param scope the scope of the keys
     * @return the policy
     */
    KeyPolicy of(String tenant, Scope scope);
}
