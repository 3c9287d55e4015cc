package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Tells of every change of the keys in a PostgreSQL database, whichever node or hand made it, by {@code LISTEN}:
 * triggers of the schema send a notification inside the changing transaction, so it arrives when that is committed,
 * usually within milliseconds, and never when it is rolled back. A truncation, and a change that cannot be named, reach
 * the listener as an interruption that is followed by a resumption.
 *
 * <p>Each subscription has a connection of its own, for as long as it lives, and two daemon threads: one listens, one
 * watches it. The connection must lead to the server itself, the one that takes the changes: through a proxy that
 * pools, notifications get lost, so a connection whose server process is not the one that it was told at log-in is
 * refused. It may come from a pool that has one to spare, as long as it can be unwrapped to the driver's.
 *
 * <p>A lost connection interrupts the listener immediately. A silent server or network interrupts it within the bound,
 * which defaults to {@link #BOUND}. In each fifth of the bound the server is asked whether this connection still
 * listens. After an interruption a connection is opened anew, first after a tenth of a second, later every five
 * seconds, until one listens. Only then is the listener resumed. Immutable, safe for use by several threads.
 */
public final class PostgresChangeFeed implements ChangeFeed {
    /** The default time after which a silent server counts as lost. */
    public static final Duration BOUND = Duration.ofSeconds(5);

    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final DataSource dataSource;
    private final Duration bound;

    private PostgresChangeFeed(DataSource dataSource, Duration bound) {
        this.dataSource = dataSource;
        this.bound = bound;
    }

    /**
     * Returns a feed of the changes in the schema of the host's connections.
     *
     * @param dataSource connections to the server itself, none of them bound to a transaction
     * @return the feed
     * @throws StoreException when the database cannot be reached, is another one, or lacks what {@link JdbcSchema}
     *     names
     */
    public static PostgresChangeFeed on(DataSource dataSource) {
        return on(dataSource, BOUND);
    }

    /**
     * Returns a feed with a bound that the host sets.
     *
     * @param dataSource connections to the server itself, none of them bound to a transaction
     * @param bound how long a silent server may be taken for one at which nothing happens: 100 milliseconds to 5
     *     minutes
     * @return the feed
     * @throws StoreException when the database cannot be reached, is another one, or lacks what {@link JdbcSchema}
     *     names
     * @throws IllegalArgumentException when the bound is out of range
     */
    public static PostgresChangeFeed on(DataSource dataSource, Duration bound) {
        if (bound.compareTo(SHORTEST) < 0 || bound.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("the bound must be 100 milliseconds to 5 minutes: " + bound);
        }
        JdbcSchema.check(dataSource);
        return new PostgresChangeFeed(dataSource, bound);
    }

    /**
     * Begins to listen: the connection listens when this returns.
     *
     * @throws StoreException when the server cannot be reached, or the connection cannot hear of changes: it is none of
     *     PostgreSQL's driver, has an open transaction, passes a proxy, leads to a standby, or the schema's triggers
     *     are off
     */
    @Override
    public Subscription subscribe(Listener listener) {
        return Listening.begin(dataSource, bound, listener);
    }
}
