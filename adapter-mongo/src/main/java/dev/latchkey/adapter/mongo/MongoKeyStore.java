package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.eq;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLES;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.PENDING;
import static dev.latchkey.adapter.mongo.KeyDocuments.TURN;

import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.latchkey.core.CheckReturnValue;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.BsonString;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * Keys in MongoDB, in the host's database and through the host's client: a standalone server, a replica set, or an
 * unsharded collection of a sharded cluster. It uses no transaction and no session of its own.
 *
 * <p>A key with its secrets is one document, and every change is one conditional write of that document, into which the
 * audit event goes too: both are there or neither. Thereafter the event is copied to a collection of its own and taken
 * out of the document; where that is cut short, the event is listed all the same, and the next change of the key,
 * listing or purge on any node finishes it. Usage is kept apart and written by itself.
 *
 * <p>Reads go to the primary and see what a majority has; writes are acknowledged by a majority's journals, or by that
 * of a standalone server, whatever the host's client is set to. Which it is, is looked at when the store is made: make
 * it anew after a standalone server was turned into a replica set. Time-outs are the host's: {@code
 * serverSelectionTimeoutMS}, {@code socketTimeoutMS} or {@code timeoutMS} bound every call. While a partition lasts, a
 * primary that does not know yet that it was replaced (ten seconds unless the replica set is configured otherwise) may
 * answer reads with what it last knew.
 *
 * <p>The authenticating read, {@link #findByHandle}, is one query on a unique index, and {@link KeyVersions#find} is
 * one by {@code _id}. Immutable, safe for use by several
 * threads.
 *
 * @see MongoIndexes the indexes that must be there
 */
public final class MongoKeyStore
        implements KeyStore, KeyHistory.Source, KeySearch.Source, KeyVersions.Source, KeyArchive.Source {
    private static final Bson WHOLE_KEY = Projections.exclude(PENDING);

    private final Collections collections;
    private final KeyWrites writes;
    private final AuditTrail trail;
    private final Usage usage;
    private final KeyPages pages;
    private final Purger purger;
    private final TenantMarks marks;

    private MongoKeyStore(Collections collections) {
        MongoIndexes.check(collections);
        this.collections = collections;
        this.trail = new AuditTrail(collections);
        this.usage = new Usage(collections);
        this.pages = new KeyPages(collections, usage);
        this.marks = new TenantMarks(collections, trail);
        Handles handles = new Handles(collections);
        this.writes = new KeyWrites(collections, handles, trail, usage, marks);
        this.purger = new Purger(collections, handles, trail, usage);
    }

    /**
     * Returns a store in collections whose names begin with {@code latchkey_}.
     *
     * @param database the host's database
     * @return the store
     * @throws StoreException when the database cannot be reached, or an index is missing or is another than needed
     *     ({@link MongoIndexes})
     */
    public static MongoKeyStore on(MongoDatabase database) {
        return on(database, Collections.PREFIX);
    }

    /**
     * Returns a store in collections that the host names.
     *
     * @param database the host's database
     * @param prefix what the names of the collections begin with
     * @return the store
     * @throws StoreException as for {@link #on(MongoDatabase)}
     */
    public static MongoKeyStore on(MongoDatabase database, String prefix) {
        return new MongoKeyStore(Collections.of(database, prefix));
    }

    @Override
    @CheckReturnValue
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        return DriverCalls.call("insert key " + key.id(), () -> Reply.of(writes.insert(key, event)));
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        return DriverCalls.call("replace key " + next.id(), () -> Reply.of(writes.replace(next, event)));
    }

    @Override
    public Reply<Optional<ApiKey>> findById(UUID id) {
        return DriverCalls.call("find key " + id, () -> Reply.of(find(eq(ID, Values.uuid(id)))));
    }

    @Override
    public Reply<Optional<ApiKey>> findByHandle(String handle) {
        return DriverCalls.call(
                "find the key of handle " + handle, () -> Reply.of(find(eq(HANDLES, new BsonString(handle)))));
    }

    @Override
    public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
        Bson occupied = KeyFilters.slot(tenant, scope, new BsonString(slot));
        Bson held = KeyFilters.holders(tenant, scope, slot);
        return DriverCalls.call(
                "find the last holder of a slot of tenant " + tenant,
                () -> Reply.of(find(occupied).or(() -> last(held))));
    }

    private Optional<ApiKey> find(Bson filter) {
        return Optional.ofNullable(
                        collections.keys().find(filter).projection(WHOLE_KEY).first())
                .filter(document -> !KeyDocuments.isPurged(document))
                .map(KeyDocuments::key);
    }

    private Optional<ApiKey> last(Bson filter) {
        return Optional.ofNullable(collections
                        .keys()
                        .find(filter)
                        .projection(WHOLE_KEY)
                        .sort(Sorts.descending(TURN))
                        .first())
                .map(KeyDocuments::key);
    }

    @Override
    public Page<ListedKey> list(KeyQuery query) {
        return DriverCalls.call("list the keys of tenant " + query.tenant(), () -> pages.list(query));
    }

    @Override
    public void recordUse(UseBatch batch) {
        DriverCalls.run("record the use of " + batch.uses().size() + " keys", () -> usage.add(batch));
    }

    @Override
    public KeySearch search() {
        return new MongoKeySearch(collections, pages);
    }

    @Override
    public KeyVersions versions() {
        return new MongoKeyVersions(collections);
    }

    @Override
    public KeyHistory history() {
        return new MongoKeyHistory(collections, usage);
    }

    @Override
    public KeyArchive archive() {
        return new MongoKeyArchive(collections, writes, trail);
    }

    @Override
    public Page<AuditEvent> audit(AuditQuery query) {
        return DriverCalls.call("list the audit of tenant " + query.tenant(), () -> trail.page(query));
    }

    @Override
    public int purge(Purge purge) {
        return DriverCalls.call("purge what has been dead since before " + purge.before(), () -> purger.purge(purge));
    }

    @Override
    public List<ApiKey> expired(Instant before, int limit) {
        return DriverCalls.call("find keys that expired before " + before, () -> pages.expired(before, limit));
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> recordEvent(AuditEvent event) {
        return DriverCalls.call(
                "record an event of tenant " + event.tenant(),
                () -> Reply.of(trail.insert(event) ? Replacement.REPLACED : Replacement.STALE));
    }

    @Override
    @CheckReturnValue
    public Reply<Replacement> markTenant(TenantMark next) {
        return DriverCalls.call("mark tenant " + next.tenant(), () -> Reply.of(marks.write(next)));
    }

    @Override
    public Reply<Optional<TenantMark>> findTenantMark(String tenant) {
        return DriverCalls.call("find the mark of tenant " + tenant, () -> Reply.of(marks.find(tenant)));
    }

    @Override
    public Page<ApiKey> all(@Nullable UUID after, int limit) {
        return DriverCalls.call("walk over all keys", () -> pages.all(after, limit));
    }
}
