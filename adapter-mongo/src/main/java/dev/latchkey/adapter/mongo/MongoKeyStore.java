package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static dev.latchkey.adapter.mongo.KeyDocuments.CREATED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.DEAD_SINCE;
import static dev.latchkey.adapter.mongo.KeyDocuments.EXPIRES_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLES;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.OCCUPIES;
import static dev.latchkey.adapter.mongo.KeyDocuments.PENDING;
import static dev.latchkey.adapter.mongo.KeyDocuments.RESOURCE;
import static dev.latchkey.adapter.mongo.KeyDocuments.REVOCATION;
import static dev.latchkey.adapter.mongo.KeyDocuments.SECRETS;
import static dev.latchkey.adapter.mongo.KeyDocuments.SLOT;
import static dev.latchkey.adapter.mongo.KeyDocuments.TENANT;
import static dev.latchkey.adapter.mongo.KeyDocuments.VERSION;

import com.mongodb.MongoException;
import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/**
 * Keys in MongoDB, in the host's database and through the host's client: a standalone server, a replica set, or an unsharded collection of a sharded
 * cluster. It uses no transaction and no session of its own.
 *
 * <p>A key with its secrets is one document, and every change is one conditional write of that document, into which the audit event goes too: both are
 * there or neither. Thereafter the event is copied to a collection of its own and taken out of the document; where that is cut short, the event is listed
 * all the same, and the next change of the key, listing or purge on any node finishes it. Usage is kept apart and written by itself.
 *
 * <p>Reads go to the primary and see what a majority has; writes are acknowledged by a majority's journals, or by that of a standalone server, whatever the host's client is set to. Which it is, is looked at when the store is made: make it
 * anew after a standalone server was turned into a replica set. Time-outs
 * are the host's: {@code serverSelectionTimeoutMS}, {@code socketTimeoutMS} or {@code timeoutMS} bound every call. While a partition lasts, a primary
 * that does not know yet that it was replaced (ten seconds unless the replica set is configured otherwise) may answer reads with what it last knew.
 *
 * <p>The authenticating read, {@link #findByHandle}, is one query on a unique index. Immutable, safe for use by several threads.
 *
 * @see MongoIndexes the indexes that must be there
 */
public final class MongoKeyStore implements KeyStore {
    private static final int TRIES = 10;
    private static final int PURGED_AT_ONCE = 500;

    private static final Bson WHOLE_KEY = Projections.exclude(HANDLES, PENDING);

    private final Layout layout;
    private final AuditTrail trail;
    private final Usage usage;

    private MongoKeyStore(Layout layout) {
        MongoIndexes.check(layout);
        this.layout = layout;
        this.trail = new AuditTrail(layout);
        this.usage = new Usage(layout);
    }

    /**
     * A store in collections whose names begin with {@code latchkey_}.
     *
     * @param database the host's database
     * @return the store
     * @throws StoreException when the database cannot be reached, or an index is missing or is another than needed ({@link MongoIndexes})
     */
    public static MongoKeyStore on(MongoDatabase database) {
        return on(database, Layout.PREFIX);
    }

    /**
     * A store in collections of the host's naming.
     *
     * @param database the host's database
     * @param prefix what the names of the collections begin with
     * @return the store
     * @throws StoreException as for {@link #on(MongoDatabase)}
     */
    public static MongoKeyStore on(MongoDatabase database, String prefix) {
        return new MongoKeyStore(Layout.of(database, prefix));
    }

    @Override
    @CheckReturnValue
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return Calls.call("insert key " + key.id(), () -> {
            BsonDocument document = KeyDocuments.document(key, AuditTrail.document(event));
            for (int tries = 1; ; tries++) {
                try {
                    layout.keys().insertOne(document);
                    trail.copyIfPossible(document);
                    return Reply.of(Insertion.INSERTED);
                } catch (MongoException e) {
                    if (!Calls.isDuplicate(e)) {
                        throw e;
                    }
                    Optional<Insertion> obstacle = obstacle(key, document);
                    if (obstacle.isPresent()) {
                        return Reply.of(obstacle.get());
                    }
                    // What was in the way has gone meanwhile.
                    if (tries == TRIES) {
                        throw e;
                    }
                }
            }
        });
    }

    /** Looks for what a unique index refused, instead of reading it from the server's message, whose wording is no interface. */
    private Optional<Insertion> obstacle(ApiKey key, BsonDocument document) {
        if (isThere(eq(ID, document.get(ID)))) {
            throw new StoreException("There is a key with the id " + key.id(), null);
        }
        if (isThere(in(HANDLES, document.getArray(HANDLES)))) {
            return Optional.of(Insertion.HANDLE_TAKEN);
        }
        Bson slot = occupied(key.tenant(), key.scope(), KeyDocuments.occupies(key));
        return isThere(slot) ? Optional.of(Insertion.SLOT_TAKEN) : Optional.empty();
    }

    private boolean isThere(Bson filter) {
        return layout.keys().find(filter).projection(Projections.include(ID)).first() != null;
    }

    private static Bson occupied(String tenant, Scope scope, BsonValue occupies) {
        return and(
                eq(TENANT, new BsonString(tenant)), eq(RESOURCE, KeyDocuments.resource(scope)), eq(OCCUPIES, occupies));
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        List<Bson> all = new ArrayList<>();
        all.add(eq(ID, Values.uuid(next.id())));
        all.add(eq(VERSION, new BsonInt64(next.version() - 1)));
        for (Secret secret : next.secrets()) {
            // The index keeps handles apart between documents. Within the document, a handle that is no longer carried
            // must not come back either.
            BsonString handle = new BsonString(secret.handle());
            all.add(or(eq(SECRETS + ".handle", handle), ne(HANDLES, handle)));
        }
        return Calls.call("replace key " + next.id(), () -> {
            try {
                BsonDocument replaced = layout.keys()
                        .findOneAndUpdate(
                                and(all),
                                KeyDocuments.update(next, AuditTrail.document(event)),
                                new FindOneAndUpdateOptions()
                                        .projection(Projections.include(PENDING))
                                        .returnDocument(ReturnDocument.AFTER));
                if (replaced == null) {
                    return Reply.of(why(next));
                }
                trail.copyIfPossible(replaced);
                return Reply.of(Replacement.REPLACED);
            } catch (MongoException e) {
                if (Calls.isDuplicate(e)) {
                    return Reply.of(Replacement.HANDLE_TAKEN);
                }
                throw e;
            }
        });
    }

    /** Tells a stale version from a handle that this key had before and no longer carries. */
    private Replacement why(ApiKey next) {
        Bson same = and(eq(ID, Values.uuid(next.id())), eq(VERSION, new BsonInt64(next.version() - 1)));
        return isThere(same) ? Replacement.HANDLE_TAKEN : Replacement.STALE;
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return Calls.call("find key " + id, () -> Reply.of(find(eq(ID, Values.uuid(id)))));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return Calls.call(
                "find the key of handle " + handle,
                () -> Reply.of(find(eq(HANDLES, new BsonString(handle)))
                        .filter(key -> key.secret(handle).isPresent())));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        Bson filter = occupied(tenant, scope, new BsonString(slot));
        return Calls.call("find the key in a slot of tenant " + tenant, () -> Reply.of(find(filter)));
    }

    private Optional<ApiKey> find(Bson filter) {
        return Optional.ofNullable(
                        layout.keys().find(filter).projection(WHOLE_KEY).first())
                .map(KeyDocuments::key);
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        return Calls.call("list the keys of tenant " + query.tenant(), () -> {
            List<ApiKey> keys = new ArrayList<>();
            page(query).forEach(document -> keys.add(KeyDocuments.key(document)));
            Page<ApiKey> shown = Page.of(keys, query.limit());
            Map<UUID, Usage.Sum> sums =
                    usage.of(shown.items().stream().map(ApiKey::id).toList());
            List<ListedKey> listed = new ArrayList<>();
            for (ApiKey key : shown.items()) {
                Usage.Sum sum = sums.getOrDefault(key.id(), Usage.Sum.NONE);
                listed.add(new ListedKey(key, sum.lastUsedAt(), sum.uses()));
            }
            return new Page<>(listed, shown.more());
        });
    }

    private FindIterable<BsonDocument> page(KeyQuery query) {
        List<Bson> all = new ArrayList<>();
        all.add(eq(TENANT, new BsonString(query.tenant())));
        if (query.slot() != null) {
            all.add(eq(SLOT, new BsonString(query.slot())));
        }
        if (query.aliveAt() != null) {
            all.add(exists(REVOCATION, false));
            all.add(or(exists(EXPIRES_AT, false), gt(EXPIRES_AT, Values.date(query.aliveAt()))));
        }
        KeyQuery.Position after = query.after();
        if (after != null) {
            BsonValue createdAt = Values.date(after.createdAt());
            all.add(lte(CREATED_AT, createdAt));
            all.add(or(lt(CREATED_AT, createdAt), lt(ID, Values.uuid(after.id()))));
        }
        return layout.keys()
                .find(and(all))
                .projection(WHOLE_KEY)
                .sort(Sorts.descending(CREATED_AT, ID))
                .limit(query.limit() + 1)
                // Else the server answers with a hundred, and is asked again.
                .batchSize(query.limit() + 2);
    }

    @Override
    public void recordUse(Collection<KeyUse> uses) {
        Calls.call("record the use of " + uses.size() + " keys", () -> {
            usage.add(uses);
            return true;
        });
    }

    @Override
    public Page<AuditEvent> audit(AuditQuery query) {
        return Calls.call("list the audit of tenant " + query.tenant(), () -> trail.page(query));
    }

    @Override
    public int purge(Instant before, int limit) {
        return Calls.call("purge what has been dead since before " + before, () -> {
            int purged = 0;
            List<BsonDocument> dead = dead(before, limit);
            while (!dead.isEmpty()) {
                int removed = remove(dead);
                purged += removed;
                // A read may be older than a removal by another node.
                dead = removed > 0 && purged < limit ? dead(before, limit - purged) : List.of();
            }
            return purged;
        });
    }

    private List<BsonDocument> dead(Instant before, int limit) {
        return layout.keys()
                .find(lt(DEAD_SINCE, Values.date(before)))
                .sort(Sorts.ascending(DEAD_SINCE))
                .projection(Projections.include(VERSION, PENDING))
                .limit(Math.min(limit, PURGED_AT_ONCE))
                .batchSize(PURGED_AT_ONCE + 1)
                .into(new ArrayList<>());
    }

    /** Removes keys unless somebody changed them meanwhile; what another node was first to remove does not count. */
    private int remove(List<BsonDocument> dead) {
        dead.forEach(trail::copy);
        int removed = layout.keys()
                .bulkWrite(
                        dead.stream()
                                .map(key -> new DeleteOneModel<BsonDocument>(
                                        and(eq(ID, key.get(ID)), eq(VERSION, key.get(VERSION)))))
                                .toList(),
                        new BulkWriteOptions().ordered(false))
                .getDeletedCount();
        List<UUID> ids = dead.stream().map(key -> Values.uuid(key, ID)).toList();
        Set<UUID> left = usage.existing(ids);
        usage.remove(ids.stream().filter(id -> !left.contains(id)).toList());
        return removed;
    }
}
