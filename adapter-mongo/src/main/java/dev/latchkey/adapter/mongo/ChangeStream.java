package dev.latchkey.adapter.mongo;

import com.mongodb.MongoException;
import com.mongodb.client.MongoChangeStreamCursor;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.changestream.ChangeStreamDocument;
import com.mongodb.client.model.changestream.UpdateDescription;
import dev.latchkey.core.Announcements;
import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.ports.ChangeFeed.Listener;
import dev.latchkey.ports.ChangeFeed.Subscription;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One listener, its stream and its thread. Safe for use by several threads. */
final class ChangeStream implements Subscription {
    /** How long a silent server may be taken for one at which nothing happens. */
    static final int TIMEOUT_SECONDS = 5;

    private static final Logger LOG = LoggerFactory.getLogger(ChangeStream.class);

    /**
     * How fast a stream notices that it is broken.
     *
     * @param timeout how long a silent server may be taken for one at which nothing happens
     * @param pause how long the server holds a request for changes, and how long it takes until a broken stream is
     *     opened again; less than the timeout
     */
    record Pace(Duration timeout, Duration pause) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(TIMEOUT_SECONDS), Duration.ofSeconds(1));
    }

    /** Not every server holds the request. Where none does, this bounds how often it is asked. */
    private static final int BREATH_MILLIS = 10;

    // A stream that breaks again and again warns each time.
    private final RepeatedWarning broken = new RepeatedWarning(LOG::warn, LOG::debug);
    private final RepeatedWarning unfollowed = new RepeatedWarning(LOG::warn, LOG::debug);
    private final MongoCollection<BsonDocument> keys;
    private final long pauseMillis;
    private final Announcements<Listener> announcements;

    private ChangeStream(MongoCollection<BsonDocument> keys, Pace pace, Listener listener) {
        this.keys = keys.withTimeout(pace.timeout().toMillis(), TimeUnit.MILLISECONDS);
        this.pauseMillis = pace.pause().toMillis();
        this.announcements = new Announcements<>(listener, new RepeatedWarning(LOG::warn, LOG::debug));
    }

    static ChangeStream begin(MongoCollection<BsonDocument> keys, Pace pace, Listener listener) {
        ChangeStream stream = new ChangeStream(keys, pace, listener);
        MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor = stream.open();
        try {
            stream.announcements
                    .thread("latchkey-changes", () -> stream.run(cursor))
                    .start();
        } catch (RuntimeException | Error e) {
            try (cursor) {
                throw e;
            }
        }
        return stream;
    }

    private MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> open() {
        return keys.watch().maxAwaitTime(pauseMillis, TimeUnit.MILLISECONDS).cursor();
    }

    private void run(MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> first) {
        follow(first);
        while (!announcements.haveEndedWithin(pauseMillis)) {
            try {
                MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> next = open();
                // Whatever was missed meanwhile is not to be trusted after this, so there is no need to take up the old
                // stream where it broke.
                announcements.tell(Listener::resumed);
                follow(next);
            } catch (MongoException | IllegalStateException e) {
                LOG.debug("Opening the change stream failed again", e);
            }
        }
    }

    /** Returns when the stream is of no more use. */
    private void follow(MongoChangeStreamCursor<ChangeStreamDocument<BsonDocument>> cursor) {
        try (cursor) {
            boolean isWhole = true;
            while (isWhole && !announcements.haveEndedWithin(0)) {
                ChangeStreamDocument<BsonDocument> change = cursor.tryNext();
                isWhole = change == null ? !announcements.haveEndedWithin(BREATH_MILLIS) : tellOf(change);
            }
        } catch (MongoException | IllegalStateException e) {
            if (announcements.haveEndedWithin(0)) {
                LOG.debug("The change stream ended, because the subscription was closed", e);
            } else {
                broken.log("The change stream failed: no record is cached until it is replaced", e);
            }
        }
        announcements.tell(Listener::interrupted);
    }

    /** Tells of a change; false when nothing can follow it. */
    private boolean tellOf(ChangeStreamDocument<BsonDocument> change) {
        BsonDocument key = change.getDocumentKey();
        if (key == null) {
            unfollowed.log(
                    "The collection of keys was changed as a whole, all cached records are dropped: "
                            + change.getOperationTypeString(),
                    null);
            return false;
        }
        if (key.containsKey(KeyDocuments.ID) && key.isBinary(KeyDocuments.ID)) {
            if (!isMoveOfEvents(change)) {
                announcements.tell(told -> told.changed(Values.uuid(key, KeyDocuments.ID)));
            }
        } else {
            // Something changed, and the server does not say what.
            announcements.tell(Listener::interrupted);
            announcements.tell(Listener::resumed);
        }
        return true;
    }

    /** Every change of a key changes its version. */
    static boolean isMoveOfEvents(ChangeStreamDocument<BsonDocument> change) {
        UpdateDescription description = change.getUpdateDescription();
        BsonDocument updated = description == null ? null : description.getUpdatedFields();
        return updated != null && !updated.containsKey(KeyDocuments.VERSION);
    }

    /** Waits until the server has answered the last request, which it does after the pause at the latest. */
    @Override
    public void close() {
        announcements.end(Thread::interrupt);
    }
}
