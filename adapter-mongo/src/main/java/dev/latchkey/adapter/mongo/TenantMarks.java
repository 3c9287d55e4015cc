package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.PENDING;
import static dev.latchkey.adapter.mongo.KeyDocuments.VERSION;

import com.mongodb.MongoWriteException;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The marks of tenants. Each is a document among those of the keys, so that its event is written with it and is moved
 * as theirs are. It has no tenant and no well-formed handle, and is marked as the rest of a key that is being purged
 * is, so that no query for keys finds it.
 */
final class TenantMarks {
    private static final String MARK = "mark";
    private static final String ACTOR = "actor";

    private final Collections collections;
    private final AuditTrail trail;

    TenantMarks(Collections collections, AuditTrail trail) {
        this.collections = collections;
        this.trail = trail;
    }

    boolean isEnded(String tenant) {
        return find(tenant).filter(TenantMark::ended).isPresent();
    }

    Optional<TenantMark> find(String tenant) {
        return Optional.ofNullable(collections.keys().find(eq(ID, id(tenant))).first())
                .map(document -> mark(tenant, document));
    }

    /** Writes a mark over the version before. */
    Replacement write(TenantMark next) {
        BsonDocument written = next.version() == 1 ? insert(next) : update(next);
        if (written == null) {
            return Replacement.STALE;
        }
        trail.moveIfPossible(written);
        return Replacement.REPLACED;
    }

    private @Nullable BsonDocument insert(TenantMark next) {
        BsonBinary id = id(next.tenant());
        BsonDocument handle =
                new BsonDocument(KeyDocuments.HANDLE, new BsonString("tenant " + TenantMark.id(next.tenant())));
        BsonDocument document = new BsonDocument(ID, id)
                .append(KeyDocuments.PURGED, BsonBoolean.TRUE)
                .append(KeyDocuments.OCCUPIES, id)
                .append(KeyDocuments.TURN, id)
                .append(KeyDocuments.SECRETS, new BsonArray(List.of(handle)))
                .append(VERSION, new BsonInt64(1))
                .append(MARK, document(next))
                .append(PENDING, new BsonArray(List.of(AuditTrail.document(next.event()))));
        try {
            collections.keys().insertOne(document);
            return document;
        } catch (MongoWriteException e) {
            if (DriverCalls.isDuplicate(e)) {
                return null;
            }
            throw e;
        }
    }

    private @Nullable BsonDocument update(TenantMark next) {
        return collections
                .keys()
                .findOneAndUpdate(
                        KeyFilters.version(TenantMark.id(next.tenant()), next.version() - 1),
                        new BsonDocument(
                                        "$set",
                                        new BsonDocument(MARK, document(next))
                                                .append(VERSION, new BsonInt64(next.version())))
                                .append("$push", new BsonDocument(PENDING, AuditTrail.document(next.event()))),
                        new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
    }

    /** Writes another form of a mark over the same version, if it is still there. */
    void change(TenantMark mark) {
        collections
                .keys()
                .updateOne(
                        KeyFilters.version(TenantMark.id(mark.tenant()), mark.version()),
                        Updates.set(MARK, document(mark)));
    }

    /** Replaces a user in all marks. Only they have no tenant. */
    void replace(Pseudonym pseudonym) {
        Bson concerned = and(eq(KeyDocuments.TENANT, null), Actors.is(MARK + "." + ACTOR, pseudonym.user()));
        for (BsonDocument document : collections.keys().find(concerned)) {
            BsonDocument actor = document.getDocument(MARK).getDocument(ACTOR);
            collections
                    .keys()
                    .updateOne(
                            and(concerned, eq(ID, document.get(ID)), eq(VERSION, document.get(VERSION))),
                            Updates.set(MARK + "." + ACTOR, Actors.document(pseudonym.in(Actors.actor(actor)))));
        }
    }

    private static BsonBinary id(String tenant) {
        return Values.uuid(TenantMark.id(tenant));
    }

    private static BsonDocument document(TenantMark mark) {
        return new BsonDocument("ended", BsonBoolean.valueOf(mark.ended()))
                .append("at", Values.date(mark.at()))
                .append("reason", new BsonString(mark.reason()))
                .append(ACTOR, Actors.document(mark.actor()));
    }

    private static TenantMark mark(String tenant, BsonDocument document) {
        BsonDocument mark = document.getDocument(MARK);
        return new TenantMark(
                tenant,
                Values.number(document, VERSION),
                mark.getBoolean("ended").getValue(),
                Values.instant(mark, "at"),
                Values.text(mark, "reason"),
                Actors.actor(mark.getDocument(ACTOR)));
    }
}
