package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;
import static com.mongodb.client.model.Filters.size;
import static dev.latchkey.adapter.mongo.KeyDocuments.CREATED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.EXPIRED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.EXPIRES_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLE;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLES;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.ISSUERS;
import static dev.latchkey.adapter.mongo.KeyDocuments.OCCUPIES;
import static dev.latchkey.adapter.mongo.KeyDocuments.PURGED;
import static dev.latchkey.adapter.mongo.KeyDocuments.RESOURCE;
import static dev.latchkey.adapter.mongo.KeyDocuments.REVOKED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.SECRETS;
import static dev.latchkey.adapter.mongo.KeyDocuments.SLOT;
import static dev.latchkey.adapter.mongo.KeyDocuments.TENANT;
import static dev.latchkey.adapter.mongo.KeyDocuments.TURN;
import static dev.latchkey.adapter.mongo.KeyDocuments.VERSION;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonInt64;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** The conditions by which documents of keys are found. */
final class KeyFilters {
    private KeyFilters() {}

    static Bson version(UUID id, long version) {
        return and(eq(ID, Values.uuid(id)), eq(VERSION, new BsonInt64(version)));
    }

    /** Adds that the key has these handles and no others, so that a change neither brings nor drops one. */
    static Bson carriesExactly(Bson key, Set<String> handles) {
        List<Bson> all = new ArrayList<>();
        all.add(key);
        handles.forEach(handle -> all.add(eq(HANDLES, new BsonString(handle))));
        all.add(size(SECRETS, handles.size()));
        return and(all);
    }

    static Bson slot(String tenant, Scope scope, BsonValue occupies) {
        return and(
                eq(TENANT, new BsonString(tenant)), eq(RESOURCE, KeyDocuments.resource(scope)), eq(OCCUPIES, occupies));
    }

    /** The keys that a slot has or had. */
    static Bson holders(String tenant, Scope scope, String slot) {
        return and(
                eq(TENANT, new BsonString(tenant)),
                eq(RESOURCE, KeyDocuments.resource(scope)),
                eq(SLOT, new BsonString(slot)));
    }

    static Bson slotOf(ApiKey key) {
        return slot(key.tenant(), key.scope(), KeyDocuments.occupies(key));
    }

    /** Returns the filter for keys that are in the slot of a new key, or have its turn there. */
    static Bson rivals(ApiKey key) {
        Bson inSlot = slotOf(key);
        return key.slot() == null
                ? inSlot
                : or(inSlot, and(holders(key.tenant(), key.scope(), key.slot()), eq(TURN, KeyDocuments.turn(key))));
    }

    private static Bson filter(KeyFilter filter) {
        return switch (filter.member()) {
            case SLOT -> eq(SLOT, new BsonString(filter.value()));
            case ISSUER -> eq(ISSUERS, Values.uuid(filter.issuer()));
            // Both bounds of one secret, so that the server reads a single range of the index.
            case HANDLE ->
                elemMatch(
                        SECRETS,
                        and(gte(HANDLE, new BsonString(filter.value())), lt(HANDLE, new BsonString(filter.above()))));
        };
    }

    /** The keys that expired before an instant, and whose expiry is to be recorded. */
    static Bson due(Instant before) {
        return and(
                eq(REVOKED_AT, BsonNull.VALUE),
                eq(EXPIRED_AT, BsonNull.VALUE),
                lt(EXPIRES_AT, Values.date(before)),
                exists(PURGED, false));
    }

    /** The keys of a list that follow a position. */
    static Bson page(KeyQuery query) {
        List<Bson> all = new ArrayList<>();
        all.add(eq(TENANT, new BsonString(query.tenant())));
        if (query.filter() != null) {
            all.add(filter(query.filter()));
        }
        if (query.aliveAt() != null) {
            all.add(eq(REVOKED_AT, BsonNull.VALUE));
            all.add(eq(EXPIRED_AT, BsonNull.VALUE));
            all.add(or(exists(EXPIRES_AT, false), gt(EXPIRES_AT, Values.date(query.aliveAt()))));
        }
        KeyQuery.Position after = query.after();
        if (after != null) {
            BsonValue createdAt = Values.date(after.createdAt());
            all.add(lte(CREATED_AT, createdAt));
            all.add(or(lt(CREATED_AT, createdAt), lt(ID, Values.uuid(after.id()))));
        }
        return and(all);
    }
}
