package dev.latchkey.adapter.jdbc;

import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before the next of many tries: longer each time up to five seconds, and not as long as other nodes
 * do, which lost the same server. Used by one thread.
 */
final class Backoff {
    private static final long FIRST_MILLIS = 200;
    private static final long LAST_MILLIS = 5_000;

    private long millis = FIRST_MILLIS;

    long nextMillis() {
        long next = ThreadLocalRandom.current().nextLong(millis / 2, millis + 1);
        millis = Math.min(LAST_MILLIS, 2 * millis);
        return next;
    }
}
