package dev.latchkey.http.spi;

import dev.latchkey.core.access.Operator;
import java.util.Optional;

/**
 * Finds the operator that sends a request to the managed keys. The host has authenticated it by its own means: a
 * session, OpenID Connect, mutual TLS. Implementations are safe for use by several threads. What they throw passes
 * through the binding.
 */
@FunctionalInterface
public interface OperatorResolver {
    /**
     * Authenticates an operator.
     *
     * @param request the head of the request; {@link RequestHead#unwrap} leads to what the stack knows
     * @return the operator with what it may do at this moment; empty if no operator is known
     */
    Optional<Operator> resolve(RequestHead request);
}
