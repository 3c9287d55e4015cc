package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry;
import java.time.Instant;
import java.util.List;

/**
 * Keeps access events in the collection {@code latchkey_access}, and lists them. The events of a call are written into
 * {@code latchkey_access_event} first, all in one document, and moved from there. They must fit into the 16 MB of a
 * document, which is some fifty thousand of them. Needs the indexes that {@link MongoIndexes} creates. Immutable, safe
 * for use by several threads.
 */
public final class MongoAuditSink implements AuditSink, AccessHistory {
    private final AccessTrail trail;

    private MongoAuditSink(Collections collections) {
        this.trail = new AccessTrail(collections);
    }

    /**
     * Returns a sink into the collections with the default names.
     *
     * @param database the host's database
     * @return the sink
     * @throws StoreException when the database cannot be reached
     */
    public static MongoAuditSink on(MongoDatabase database) {
        return on(database, Collections.PREFIX);
    }

    /**
     * Returns a sink into collections that the host names.
     *
     * @param database the host's database
     * @param prefix what the names of the collections begin with
     * @return the sink
     * @throws StoreException when the database cannot be reached
     */
    public static MongoAuditSink on(MongoDatabase database, String prefix) {
        return new MongoAuditSink(Collections.of(database, prefix));
    }

    @Override
    public void record(List<AccessEvent> events) {
        DriverCalls.call("record " + events.size() + " access events", () -> {
            trail.record(events);
            return true;
        });
    }

    @Override
    public Page<TimelineEntry.Access> list(AccessQuery query) {
        return DriverCalls.call("list the access events of tenant " + query.tenant(), () -> trail.page(query));
    }

    @Override
    public int forget(Instant before, int limit) {
        return DriverCalls.call("remove the access events before " + before, () -> trail.forget(before, limit));
    }

    @Override
    public int forgetTenant(String tenant, int limit) {
        return DriverCalls.call(
                "remove the access events of tenant " + tenant, () -> trail.forgetTenant(tenant, limit));
    }

    @Override
    public int replaceUser(Pseudonym pseudonym) {
        return DriverCalls.call("replace a user in the access events", () -> trail.replaceUser(pseudonym));
    }
}
