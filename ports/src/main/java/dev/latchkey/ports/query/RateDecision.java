package dev.latchkey.ports.query;

import dev.latchkey.core.key.RateLimit;
import java.time.Duration;

/**
 * What a rate limiter answered, told by the limit with the least left.
 *
 * @param allowed whether a token was taken
 * @param limit the limit that this tells of
 * @param remaining tokens left in it, not negative
 * @param retryAfter how long until a token is there again, zero when one is
 * @param untilFull how long until the bucket is full again
 */
public record RateDecision(boolean allowed, RateLimit limit, long remaining, Duration retryAfter, Duration untilFull) {}
