package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.model.Projections;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyVersion;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The versions of keys: a part of one document, by its id. Immutable, safe for use by several threads. */
final class MongoKeyVersions implements KeyVersions {
    private static final Bson VERSION = Projections.include(
            KeyDocuments.VERSION, KeyDocuments.CHANGED_AT, KeyDocuments.CREATED_AT, KeyDocuments.PURGED);

    private final Collections collections;

    MongoKeyVersions(Collections collections) {
        this.collections = collections;
    }

    @Override
    public Reply<Optional<KeyVersion>> find(UUID id) {
        Bson byId = eq(KeyDocuments.ID, Values.uuid(id));
        return DriverCalls.call("find the version of key " + id, () -> {
            @Nullable BsonDocument found =
                    collections.keys().find(byId).projection(VERSION).first();
            return Reply.of(Optional.ofNullable(found)
                    .filter(document -> !KeyDocuments.isPurged(document))
                    .map(KeyDocuments::version));
        });
    }
}
