package dev.latchkey.adapter.mongo;

import static dev.latchkey.adapter.mongo.Values.date;
import static dev.latchkey.adapter.mongo.Values.instant;
import static dev.latchkey.adapter.mongo.Values.text;
import static dev.latchkey.adapter.mongo.Values.textOrNull;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Revocation;
import dev.latchkey.core.key.Stored;
import dev.latchkey.core.key.Suspension;
import java.time.Instant;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** The forms of suspensions and revocations in the document of a key. */
final class StopDocuments {
    private StopDocuments() {}

    static BsonDocument document(Suspension suspension) {
        return document(suspension.at(), suspension.reason(), suspension.by())
                .append("cause", new BsonString(suspension.cause().name()));
    }

    static BsonDocument document(Revocation revocation) {
        return document(revocation.at(), revocation.reason(), revocation.by());
    }

    private static BsonDocument document(Instant at, String reason, @Nullable Actor by) {
        BsonDocument document = new BsonDocument("at", date(at)).append("reason", new BsonString(reason));
        Actors.append(document, "by", by);
        return document;
    }

    /**
     * Reads the suspension in the document of a key. What an older release has written has neither a cause nor who did
     * it.
     */
    static @Nullable Suspension suspension(BsonDocument key) {
        BsonDocument document = key.getDocument(KeyDocuments.SUSPENSION, new BsonDocument());
        return document.isEmpty()
                ? null
                : new Suspension(
                        Suspension.Cause.of(textOrNull(document, "cause")),
                        instant(document, "at"),
                        Stored.reason(text(document, "reason")),
                        Actors.actorOrNull(document, "by"));
    }

    /** Reads the revocation in the document of a key. */
    static @Nullable Revocation revocation(BsonDocument key) {
        BsonDocument document = key.getDocument(KeyDocuments.REVOCATION, new BsonDocument());
        return document.isEmpty()
                ? null
                : new Revocation(
                        instant(document, "at"),
                        Stored.reason(text(document, "reason")),
                        Actors.actorOrNull(document, "by"));
    }
}
