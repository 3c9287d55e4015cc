package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
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

    /** Of lists without revoked keys. */
    private static final Need LIVING = new Need(false, List.of("tenant", "revocation.at", "-createdAt", "-_id"));

    private static final Need LIVING_IN_SLOT =
            new Need(false, List.of("tenant", "slot", "revocation.at", "-createdAt", "-_id"));

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

    private MongoIndexes() {}

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

    private static Map<MongoCollection<BsonDocument>, List<Need>> needs(Collections collections) {
        Map<MongoCollection<BsonDocument>, List<Need>> needs = new LinkedHashMap<>();
        needs.put(
                collections.keys(),
                List.of(
                        BY_HANDLE,
                        new Need(true, List.of("tenant", "resource", "occupies")),
                        new Need(false, List.of("tenant", "-createdAt", "-_id")),
                        new Need(false, List.of("tenant", "slot", "-createdAt", "-_id")),
                        new Need(true, List.of("tenant", "resource", "slot", "-turn")),
                        new Need(false, List.of("tenant", "issuers", "-createdAt", "-_id")),
                        LIVING,
                        LIVING_IN_SLOT,
                        new Need(false, List.of("deadSince")),
                        new Need(false, List.of("pending.tenant"))));
        needs.put(
                collections.events(),
                List.of(
                        new Need(false, List.of("tenant", "-at", "-keyId", "-version")),
                        new Need(false, List.of("tenant", "keyId", "-at", "-version"))));
        needs.put(
                collections.usageDays(),
                List.of(new Need(true, List.of("keyId", "day")), new Need(false, List.of("day"))));
        needs.put(collections.buckets(), List.of(new Need(false, List.of("expiresAt"))));
        return needs;
    }

    /**
     * Creates what is missing, and does nothing when nothing is. Several nodes may do so at the same time, and a call
     * that was cut short may be repeated. Needs the right to create indexes; on a large collection it takes long.
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
            needs(Collections.of(database, prefix)).forEach((collection, needs) -> {
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
