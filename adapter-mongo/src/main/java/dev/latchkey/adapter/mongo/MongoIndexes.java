package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchQuery;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.BsonBoolean;
import org.bson.BsonDocument;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/**
 * The indexes that this adapter needs. Nothing is created unasked: the host calls {@link #ensure}, or creates them
 * itself, under any names.
 */
public final class MongoIndexes {
    /** What makes an index another one than needed: it would leave documents out, or take for equal what differs. */
    private static final List<String> FOREIGN = List.of("partialFilterExpression", "sparse", "collation", "hidden");

    private static final BsonDocument SIMPLE = new BsonDocument("locale", new BsonString("simple"));

    private static final Need BY_HANDLE = new Need(true, List.of(KeyDocuments.HANDLES));

    /** Of lists without keys that are revoked or recorded as expired. */
    private static final Need LIVING =
            new Need(false, List.of("tenant", "revocation.at", "expiredAt", "-createdAt", "-_id"));

    private static final Need LIVING_IN_SLOT =
            new Need(false, List.of("tenant", "slot", "revocation.at", "expiredAt", "-createdAt", "-_id"));

    /** Of the keys whose expiry is to be recorded. */
    private static final Need DUE = new Need(false, List.of("revocation.at", "expiredAt", "expiresAt", "_id"));

    private record Need(boolean unique, List<String> fields) {
        BsonDocument keys() {
            BsonDocument keys = new BsonDocument();
            for (String field : fields) {
                boolean descending = field.startsWith("-");
                keys.append(descending ? field.substring(1) : field, new BsonInt32(descending ? -1 : 1));
            }
            return keys;
        }
    }

    private static final Need NEWEST = new Need(false, List.of("tenant", "-createdAt", "-_id"));
    private static final Need OF_ISSUER = new Need(false, List.of("tenant", "issuers", "-createdAt", "-_id"));
    private static final Need OF_RESOURCE = new Need(false, List.of("tenant", "resource", "-createdAt", "-_id"));
    private static final Need OF_OWNER = new Need(false, List.of("tenant", "owner", "-createdAt", "-_id"));
    private static final Need OF_TAG = new Need(false, List.of("tenant", "tags", "-createdAt", "-_id"));
    private static final Need BY_EXPIRY = new Need(false, List.of("tenant", "expiresAt", "_id"));
    private static final Need BY_LAST_USE = new Need(false, List.of("tenant", KeyDocuments.LAST_USED_ON, "_id"));
    private static final Need BY_NAME = new Need(false, List.of("tenant", "name", "_id"));

    private MongoIndexes() {}

    /** Returns the index for a search. */
    static BsonDocument hint(SearchQuery query) {
        Need need = switch (query.order().sort()) {
            case EXPIRES -> BY_EXPIRY;
            case LAST_USED -> BY_LAST_USE;
            case NAME -> BY_NAME;
            case CREATED -> isLiving(query) ? LIVING : byAge(query.filter());
        };
        return need.keys();
    }

    private static Need byAge(@Nullable SearchFilter filter) {
        if (filter == null) {
            return NEWEST;
        }
        return switch (filter.member()) {
            case RESOURCE -> OF_RESOURCE;
            case OWNER -> OF_OWNER;
            case TAG -> OF_TAG;
            case ISSUER -> OF_ISSUER;
            case PERMISSION, TEXT -> NEWEST;
        };
    }

    /** Tells whether a search passes no key that is revoked or recorded as expired. */
    static boolean isLiving(SearchQuery query) {
        return query.order().sort() == SearchOrder.Sort.CREATED
                && byAge(query.filter()).equals(NEWEST)
                && query.state().statuses().stream().noneMatch(KeyStatus::isDead);
    }

    /**
     * Returns the index for a list, or null to let the server choose. A server that has seen few revoked keys may
     * choose an index that has them too, and then passes all of them when they have become many. For the beginning of a
     * handle it may choose an index that has the order of the list, and then passes all keys of the tenant.
     */
    static @Nullable BsonDocument hint(KeyQuery query) {
        KeyFilter filter = query.filter();
        if (filter != null && filter.member() == KeyFilter.Member.HANDLE) {
            return BY_HANDLE.keys();
        }
        if (query.aliveAt() == null || (filter != null && filter.member() != KeyFilter.Member.SLOT)) {
            return null;
        }
        return (filter == null ? LIVING : LIVING_IN_SLOT).keys();
    }

    /** Returns the index for the keys whose expiry is to be recorded. */
    static BsonDocument due() {
        return DUE.keys();
    }

    private static Map<MongoCollection<BsonDocument>, List<Need>> needs(Collections collections) {
        Map<MongoCollection<BsonDocument>, List<Need>> needs = new LinkedHashMap<>();
        needs.put(
                collections.keys(),
                List.of(
                        BY_HANDLE,
                        new Need(true, List.of("tenant", "resource", "occupies")),
                        NEWEST,
                        new Need(false, List.of("tenant", "slot", "-createdAt", "-_id")),
                        new Need(true, List.of("tenant", "resource", "slot", "-turn")),
                        OF_ISSUER,
                        OF_RESOURCE,
                        OF_OWNER,
                        OF_TAG,
                        BY_EXPIRY,
                        BY_LAST_USE,
                        BY_NAME,
                        LIVING,
                        LIVING_IN_SLOT,
                        DUE,
                        new Need(false, List.of("deadSince")),
                        new Need(false, List.of("pending.tenant"))));
        needs.put(
                collections.events(),
                List.of(
                        new Need(false, List.of("tenant", "-at", "-keyId", "-version")),
                        new Need(false, List.of("tenant", "keyId", "-at", "-version")),
                        // Of all events, because an index that leaves some out does not fit.
                        new Need(false, List.of("action", "at")),
                        new Need(false, List.of("keyId"))));
        needs.put(
                collections.usageDays(),
                List.of(new Need(true, List.of("keyId", "day")), new Need(false, List.of("day"))));
        needs.put(
                collections.accessEvents(),
                List.of(
                        new Need(false, List.of("tenant", "-at", "-_id")),
                        new Need(false, List.of("tenant", "keyId", "-at", "-_id")),
                        new Need(false, List.of("at"))));
        needs.put(collections.buckets(), List.of(new Need(false, List.of("expiresAt"))));
        return needs;
    }

    /**
     * Creates what is missing, and does nothing when nothing is. Before it creates the index of last uses, it copies
     * the days of those that an older release has recorded. Several nodes may do so at the same time, and a call that
     * was cut short may be repeated. Needs the right to create indexes; on a large collection it takes long.
     *
     * @param database the host's database
     * @throws StoreException when the database cannot be reached or refuses, for example because there is such an index
     *     with other options
     */
    public static void ensure(MongoDatabase database) {
        ensure(database, Collections.PREFIX);
    }

    /**
     * Creates what is missing, for collections of the host's naming.
     *
     * @param database the host's database
     * @param prefix what the names of the collections begin with
     * @throws StoreException as for {@link #ensure(MongoDatabase)}
     */
    public static void ensure(MongoDatabase database, String prefix) {
        DriverCalls.call("create the indexes of " + prefix + "*", () -> {
            Collections collections = Collections.of(database, prefix);
            if (indexes(collections.keys()).stream().noneMatch(index -> isFit(BY_LAST_USE, index))) {
                new LastDays(collections).copyAll();
            }
            needs(collections).forEach((collection, needs) -> {
                List<BsonDocument> present = indexes(collection);
                needs.stream()
                        .filter(need -> present.stream().noneMatch(index -> isFit(need, index)))
                        .forEach(need -> collection.createIndex(need.keys(), new IndexOptions().unique(need.unique())));
            });
            return true;
        });
    }

    /**
     * Looks whether every index is there, and is what it must be. Stores do so when they are made.
     *
     * @param database the host's database
     * @throws StoreException when one is missing or differs, naming all of them; or when the database cannot be reached
     */
    public static void check(MongoDatabase database) {
        check(database, Collections.PREFIX);
    }

    /**
     * Checks collections of the host's naming.
     *
     * @param database the host's database
     * @param prefix what the names of the collections begin with
     * @throws StoreException as for {@link #check(MongoDatabase)}
     */
    public static void check(MongoDatabase database, String prefix) {
        check(Collections.of(database, prefix));
    }

    static void check(Collections collections) {
        List<String> problems = new ArrayList<>();
        DriverCalls.call("read the indexes", () -> {
            needs(collections).forEach((collection, needs) -> {
                List<BsonDocument> present = indexes(collection);
                needs.forEach(need -> compare(need, present, collection, problems));
            });
            return true;
        });
        if (!problems.isEmpty()) {
            throw new StoreException(
                    "The database lacks what Latchkey needs: call MongoIndexes.ensure. " + String.join("; ", problems),
                    null);
        }
    }

    private static List<BsonDocument> indexes(MongoCollection<BsonDocument> collection) {
        return collection.listIndexes(BsonDocument.class).into(new ArrayList<>());
    }

    private static void compare(
            Need need, List<BsonDocument> present, MongoCollection<BsonDocument> collection, List<String> problems) {
        String what = (need.unique() ? "unique index " : "index ") + need.keys().toJson() + " of "
                + collection.getNamespace().getCollectionName();
        if (present.stream().anyMatch(index -> isFit(need, index))) {
            return;
        }
        problems.add(present.stream()
                .filter(index -> sameKeys(need, index))
                .findFirst()
                .map(index -> "differs: " + what + " is " + index.toJson())
                .orElse("missing: " + what));
    }

    /** Equal fields in equal order; numbers may come back as doubles. */
    private static boolean sameKeys(Need need, BsonDocument index) {
        return parts(need.keys()).equals(parts(index.getDocument("key")));
    }

    private static List<String> parts(BsonDocument keys) {
        return keys.entrySet().stream()
                .map(field -> (field.getValue().isNumber()
                                ? field.getValue().asNumber().intValue()
                                : "")
                        + field.getKey())
                .toList();
    }

    private static boolean isFit(Need need, BsonDocument index) {
        boolean unique = index.getBoolean("unique", BsonBoolean.FALSE).getValue();
        return sameKeys(need, index)
                && (unique || !need.unique())
                && FOREIGN.stream().allMatch(option -> isNormal(index.get(option)));
    }

    /** Some servers write out what others leave out. */
    private static boolean isNormal(@Nullable BsonValue option) {
        return option == null || option.equals(BsonBoolean.FALSE) || option.equals(SIMPLE);
    }
}
