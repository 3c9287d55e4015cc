package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.audit.AuditSinkContract;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of audit sinks, and how to read what this one keeps. */
@ExtendWith(Acting.class)
abstract class SinkRules extends AuditSinkContract {
    abstract MongoDatabase database();

    @Override
    protected AuditSink sink() {
        return MongoAuditSink.on(Acting.asApplication(database()));
    }

    @Override
    protected List<AccessEvent> kept(AuditSink from) {
        List<AccessEvent> kept = new ArrayList<>();
        for (BsonDocument event :
                database().getCollection("latchkey_access", BsonDocument.class).find()) {
            kept.add(new AccessEvent(
                    Values.instant(event, "at"),
                    AccessEvent.Kind.valueOf(Values.text(event, "kind")),
                    Values.text(event, "reason"),
                    Values.textOrNull(event, "tenant"),
                    event.containsKey("keyId") ? Values.uuid(event, "keyId") : null,
                    Values.textOrNull(event, "address"),
                    event.containsKey("actor") ? Actors.actor(event.getDocument("actor")) : null,
                    Values.number(event, "count")));
        }
        return kept;
    }
}
