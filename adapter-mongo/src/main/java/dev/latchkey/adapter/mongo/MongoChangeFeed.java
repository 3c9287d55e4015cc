package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.StoreException;

/**
 * Tells of every change of the keys in a database, whichever node made it, from a change stream on
 * {@code latchkey_key}. Needs a replica set or a sharded cluster: a standalone server has no change streams, and
 * neither have some compatible services.
 *
 * <p>Each subscription has its own stream and its own daemon thread, which calls the listener. A change is reported
 * once a majority has it, usually within milliseconds. When the stream breaks, or the server does not answer for
 * {@value ChangeStream#TIMEOUT_SECONDS} seconds, the listener is interrupted. The stream is opened anew every second
 * until that succeeds. Uses of keys and the moving of audit events are not reported. Immutable, safe for use
 * by several threads.
 */
public final class MongoChangeFeed implements ChangeFeed {
    private final Collections collections;
    private final ChangeStream.Pace pace;

    private MongoChangeFeed(Collections collections, ChangeStream.Pace pace) {
        this.collections = collections;
        this.pace = pace;
    }

    /**
     * Returns a feed of the changes in {@code latchkey_key}.
     *
     * @param database the host's database
     * @return the feed
     * @throws StoreException when the database cannot be reached
     */
    public static MongoChangeFeed on(MongoDatabase database) {
        return on(database, Collections.PREFIX);
    }

    /**
     * Returns a feed of the changes in a collection that the host names.
     *
     * @param database the host's database
     * @param prefix what the names of the collections begin with
     * @return the feed
     * @throws StoreException when the database cannot be reached
     */
    public static MongoChangeFeed on(MongoDatabase database, String prefix) {
        return on(database, prefix, ChangeStream.Pace.USUAL);
    }

    /** Returns a feed that notices an outage sooner, for tests. */
    static MongoChangeFeed on(MongoDatabase database, String prefix, ChangeStream.Pace pace) {
        return new MongoChangeFeed(Collections.of(database, prefix), pace);
    }

    /**
     * Begins to listen: the stream is open when this returns.
     *
     * @throws StoreException when the server cannot be reached or has no change streams
     */
    @Override
    public Subscription subscribe(Listener listener) {
        return DriverCalls.call("watch for changes", () -> ChangeStream.begin(collections.keys(), pace, listener));
    }
}
