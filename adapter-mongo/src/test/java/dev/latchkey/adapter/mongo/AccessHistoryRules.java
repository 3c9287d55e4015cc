package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.empty;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.latchkey.contract.audit.AccessHistoryContract;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.TimelineEntry;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of access histories, read through another client than the one that writes. */
@ExtendWith(Acting.class)
abstract class AccessHistoryRules extends AccessHistoryContract {
    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected AuditSink sink() {
        return MongoAuditSink.on(Acting.asApplication(database()));
    }

    @Override
    protected AccessHistory history(AuditSink sink) {
        return MongoAuditSink.on(Acting.asRetention(elsewhere()));
    }

    /** As a call leaves it whose process ends before it has moved its events, or as an older release does. */
    @Test
    void whatIsLeftInABatchIsListedOnceAndMovedByAReader() {
        MongoAuditSink sink = MongoAuditSink.on(Acting.asApplication(database()));
        MongoCollection<BsonDocument> batches = database().getCollection("latchkey_access_event", BsonDocument.class);
        MongoCollection<BsonDocument> events = database().getCollection("latchkey_access", BsonDocument.class);
        sink.record(List.of(event(1)));
        for (int i = 0; i < 3; i++) {
            batches.insertOne(batch(event(2), event(3)));
        }
        BsonDocument half = batch(event(4), event(5));
        batches.insertOne(half);
        events.insertOne(AccessTrail.events(half).get(1));

        List<TimelineEntry.Access> listed =
                sink.list(AccessQuery.of(Keys.TENANT, 100)).items();
        assertThat(listed)
                .extracting(TimelineEntry.Access::event)
                .containsExactly(
                        event(5), event(4), event(3), event(3), event(3), event(2), event(2), event(2), event(1));
        assertThat(batches.countDocuments()).isZero();
        assertThat(events.countDocuments()).isEqualTo(9);
        assertThat(sink.list(AccessQuery.of(Keys.TENANT, 100)).items()).isEqualTo(listed);
    }

    private static BsonDocument batch(AccessEvent... events) {
        return AccessTrail.batch(List.of(events), Keys.T0);
    }

    private static AccessEvent event(long millis) {
        return new AccessEvent(
                Keys.T0.plusMillis(millis), AccessEvent.Kind.REFUSED, "NETWORK", Keys.TENANT, null, null, null, 1);
    }

    @Override
    protected boolean rewriteKinds(AuditSink sink, String newer) {
        return database()
                        .getCollection("latchkey_access")
                        .updateMany(empty(), Updates.set("kind", newer))
                        .getModifiedCount()
                > 0;
    }
}
