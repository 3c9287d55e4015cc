package dev.latchkey;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The service by which operators manage keys. It enforces what each operator may do, so that a host, and what is in
 * front of it, need not.
 *
 * <pre>{@code
 * Operator ada = Operator.of(Actor.user("ada"))
 *         .tenants("acme")
 *         .may(ManagementPermission.READ, ManagementPermission.REVOKE);
 * latchkey.management().by(ada).revoke("acme", keyId, "leaked").orElseThrow();
 * }</pre>
 *
 * <p>{@link ApiKeys} asks for an actor and believes it. This service asks for an {@link Operator} and checks it. Safe
 * for use by several threads.
 */
public final class Management {
    /** The limit of the requests of one operator: 600 a minute, and 100 in a burst. */
    public static final RateLimit DEFAULT_RATE = new RateLimit(100, 600, Duration.ofMinutes(1));

    private final OperatorServices services;
    private final RateLimiter limiter;
    private final List<RateLimit> rate;
    private final RateLimitedLogger log;

    Management(OperatorServices services, RateLimiter limiter, RateLimit rate) {
        this.services = services;
        this.limiter = limiter;
        this.rate = List.of(rate);
        this.log = new RateLimitedLogger(Management.class, services.clock());
    }

    /**
     * Returns the keys as an operator manages them.
     *
     * @param operator the operator, as the host has authenticated it
     * @return the view
     */
    public OperatorKeys by(Operator operator) {
        return new OperatorKeys(new OperatorAccess(services, operator, null));
    }

    /**
     * Returns the keys as an API key manages them. It manages those of its own tenant, with the management permissions
     * that it holds by name or by {@link dev.latchkey.core.access.ManagementPermission#ALL}.
     *
     * @param key a caller that is an API key of a whole tenant
     * @return the view
     * @throws dev.latchkey.core.InvalidValueException if the caller is no API key, or one of a resource
     */
    public OperatorKeys by(Caller key) {
        return new OperatorKeys(new OperatorAccess(services, OperatorServices.operator(key), key));
    }

    /**
     * Takes one token of the limit of an operator.
     *
     * @param operator the operator
     * @return what is left; null if the limiter has failed, which lets the request through
     */
    public @Nullable RateDecision take(Operator operator) {
        String bucket =
                "operator:" + operator.actor().kind() + ":" + operator.actor().id();
        try {
            return limiter.take(bucket, rate);
        } catch (RuntimeException e) {
            log.warn("the rate limiter of operators failed, requests are let through", e);
            return null;
        }
    }
}
