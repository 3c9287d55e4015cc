package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The form of an actor in documents. */
final class Actors {
    private Actors() {}

    static BsonDocument document(Actor actor) {
        Origin origin = actor.origin();
        BsonDocument document =
                new BsonDocument("kind", new BsonString(actor.kind().name())).append("id", new BsonString(actor.id()));
        Values.append(document, "address", origin.address());
        Values.append(document, "requestId", origin.requestId());
        return origin.onlyNamed() ? document.append("onlyNamed", BsonBoolean.TRUE) : document;
    }

    static Actor actor(BsonDocument document) {
        Origin origin = new Origin(
                Values.textOrNull(document, "address"),
                Values.textOrNull(document, "requestId"),
                document.getBoolean("onlyNamed", BsonBoolean.FALSE).getValue());
        return new Actor(Actor.Kind.of(Values.text(document, "kind")), Values.text(document, "id"), origin);
    }

    static void append(BsonDocument document, String field, @Nullable Actor actor) {
        if (actor != null) {
            document.append(field, document(actor));
        }
    }

    static @Nullable Actor actorOrNull(BsonDocument document, String field) {
        return Values.present(document, field) ? actor(document.getDocument(field)) : null;
    }

    /** Returns the filter of documents whose actor is a user. */
    static Bson is(String field, String user) {
        return and(
                eq(field + ".kind", new BsonString(Actor.Kind.USER.name())), eq(field + ".id", new BsonString(user)));
    }
}
