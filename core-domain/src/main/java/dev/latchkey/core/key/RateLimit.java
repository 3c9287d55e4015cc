package dev.latchkey.core.key;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.internal.Checks;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token bucket: it holds {@code burst} tokens, each request takes one, and {@code tokens} come back evenly over each
 * {@code period}. With a long period it is a quota.
 *
 * @param burst how many requests may come in one burst, 1 to 1,000,000,000
 * @param tokens how many come back in a period, 1 to 1,000,000,000
 * @param period how long that takes, one millisecond to 366 days, in whole milliseconds
 */
public record RateLimit(long burst, long tokens, Duration period) {
    private static final long MAX_TOKENS = 1_000_000_000;
    private static final Duration MAX_PERIOD = Duration.ofDays(366);
    private static final Pattern FORM = Pattern.compile("(\\d{1,10}) (\\d{1,10})/(P[0-9DTHMS.]{2,30})");

    /** Checks the bounds. */
    public RateLimit {
        Checks.that(burst >= 1 && burst <= MAX_TOKENS, "burst", "must be 1 to 1,000,000,000");
        Checks.that(tokens >= 1 && tokens <= MAX_TOKENS, "tokens", "must be 1 to 1,000,000,000");
        boolean inRange = period.compareTo(Duration.ofMillis(1)) >= 0 && period.compareTo(MAX_PERIOD) <= 0;
        Checks.that(inRange, "period", "must be one millisecond to 366 days");
        period = Duration.ofMillis(period.toMillis());
    }

    /**
     * Reads what {@link #toString()} wrote.
     *
     * @param text for example {@code 60 1/PT1S}: a burst of 60, and 1 each second
     * @return the limit
     * @throws dev.latchkey.core.InvalidValueException when it is malformed or out of bounds
     */
    public static RateLimit parse(String text) {
        Matcher m = FORM.matcher(text);
        Checks.that(m.matches(), "rate limit", "must look like 60 1/PT1S");
        return new RateLimit(Long.parseLong(m.group(1)), Long.parseLong(m.group(2)), period(m.group(3)));
    }

    private static Duration period(String text) {
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new InvalidValueException("period", "must be an ISO 8601 duration");
        }
    }

    /**
     * Tells whether this limit is at least as strict as another one: its burst is not larger, and its tokens do not
     * come back faster, as an exact fraction of tokens by period. Then it admits no request in any span of time that
     * the other would not.
     *
     * @param other the other limit
     * @return true if it is at least as strict; a limit is as strict as itself
     */
    public boolean isWithin(RateLimit other) {
        // Products of two such numbers do not fit a long.
        BigInteger own = BigInteger.valueOf(tokens).multiply(BigInteger.valueOf(other.period.toMillis()));
        BigInteger others = BigInteger.valueOf(other.tokens).multiply(BigInteger.valueOf(period.toMillis()));
        return burst <= other.burst && own.compareTo(others) <= 0;
    }

    /** Returns the form that {@link #parse} reads. */
    @Override
    public String toString() {
        return burst + " " + tokens + "/" + period;
    }
}
