package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.Usage.DAY;
import static dev.latchkey.adapter.mongo.Usage.KEY_ID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.UsageQuery;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;

/** The history of the keys of a {@link MongoKeyStore}. */
final class MongoKeyHistory implements KeyHistory {
    private final Collections collections;
    private final Usage usage;
    private final EventErasure erasure;

    MongoKeyHistory(Collections collections, Usage usage) {
        this.collections = collections;
        this.usage = usage;
        this.erasure = new EventErasure(collections, usage);
    }

    @Override
    public Map<UUID, KeyUsage> usage(UsageQuery query) {
        return DriverCalls.call("read the usage of " + query.keyIds().size() + " keys", () -> {
            Map<UUID, Usage.Sum> sums = usage.of(query.keyIds());
            Map<UUID, List<KeyUsage.Day>> days = days(query);
            Set<UUID> used = new HashSet<>(sums.keySet());
            used.addAll(days.keySet());
            Map<UUID, KeyUsage> found = new HashMap<>();
            for (UUID id : used) {
                found.put(id, sums.getOrDefault(id, Usage.Sum.NONE).with(days.getOrDefault(id, List.of())));
            }
            return found;
        });
    }

    private Map<UUID, List<KeyUsage.Day>> days(UsageQuery query) {
        return usage.days(and(
                in(KEY_ID, Usage.values(query.keyIds())),
                gte(DAY, Values.day(query.from())),
                lte(DAY, Values.day(query.to()))));
    }

    @Override
    public int forgetChanges(Instant purgedBefore, int limit) {
        return DriverCalls.call(
                "remove the events of keys that were purged before " + purgedBefore,
                () -> erasure.forgetPurged(purgedBefore, limit));
    }

    @Override
    public int forgetTenant(String tenant, int limit) {
        return DriverCalls.call("remove the events of tenant " + tenant, () -> erasure.forgetTenant(tenant, limit));
    }

    @Override
    public int replaceUser(Pseudonym pseudonym) {
        return DriverCalls.call("replace a user in the audit", () -> erasure.replaceUser(pseudonym));
    }

    @Override
    public int forgetUsage(LocalDate before, int limit) {
        return DriverCalls.call(
                "remove the usage of days before " + before,
                () -> remove(collections.usageDays(), lt(DAY, Values.day(before)), Sorts.ascending(DAY), limit));
    }

    /** Removes the first documents of an order, and returns how many. */
    static int remove(MongoCollection<BsonDocument> from, Bson filter, Bson order, int limit) {
        int removed = 0;
        int found = 1;
        while (removed < limit && found > 0) {
            List<BsonValue> ids = new ArrayList<>();
            from.find(filter)
                    .sort(order)
                    .projection(Projections.include(ID))
                    .limit(Math.min(limit - removed, Usage.CHUNK))
                    .batchSize(Usage.CHUNK + 1)
                    .forEach(document -> ids.add(document.get(ID)));
            found = ids.isEmpty() ? 0 : (int) from.deleteMany(in(ID, ids)).getDeletedCount();
            removed += found;
        }
        return removed;
    }
}
