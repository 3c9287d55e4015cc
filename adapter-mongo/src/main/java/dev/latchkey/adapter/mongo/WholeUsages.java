package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.query.KeyUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;

/** The whole usage of keys, as an archive reads and raises it. */
final class WholeUsages {
    private final Collections collections;
    private final Usage usage;

    WholeUsages(Collections collections) {
        this.collections = collections;
        this.usage = new Usage(collections);
    }

    List<WholeUsage> read(List<UUID> keyIds) {
        Map<UUID, Usage.Sum> sums = usage.of(keyIds);
        Map<UUID, List<KeyUsage.Day>> days = usage.days(in(Usage.KEY_ID, Usage.values(keyIds)));
        Set<UUID> used = new HashSet<>(sums.keySet());
        used.addAll(days.keySet());
        return used.stream()
                .map(id -> {
                    Usage.Sum sum = sums.getOrDefault(id, Usage.Sum.NONE);
                    KeyUsage kept = sum.with(days.getOrDefault(id, List.of()));
                    return new WholeUsage(id, sum.uses(), kept);
                })
                .toList();
    }

    void raise(List<WholeUsage> usages) {
        Map<UUID, BsonDocument> known =
                usage.known(usages.stream().map(WholeUsage::keyId).toList());
        List<UpdateOneModel<BsonDocument>> keys = new ArrayList<>();
        List<UpdateOneModel<BsonDocument>> days = new ArrayList<>();
        List<UpdateOneModel<BsonDocument>> lastDays = new ArrayList<>();
        for (WholeUsage given : usages) {
            Instant at = given.usage().lastUsedAt();
            BsonDocument key = known.get(given.keyId());
            if (key != null && at != null) {
                keys.add(atLeast(eq(ID, Values.uuid(given.keyId())), sums(given, at, KeyDocuments.handles(key))));
                lastDays.add(LastDays.day(given.keyId(), LocalDate.ofInstant(at, ZoneOffset.UTC)));
            }
            if (key != null) {
                given.usage().days().forEach(day -> days.add(atLeast(given.keyId(), day)));
            }
        }
        write(collections.usage(), keys);
        write(collections.usageDays(), days);
        write(collections.keys(), lastDays);
    }

    private static List<Bson> sums(WholeUsage given, Instant at, Set<String> carried) {
        List<Bson> sums = new ArrayList<>(
                List.of(Updates.max(Usage.LAST_USED_AT, Values.date(at)), Updates.max(Usage.USES, given.uses())));
        given.usage().secretsUsedAt().forEach((handle, last) -> {
            if (carried.contains(handle)) {
                sums.add(Usage.secret(handle, last));
            }
        });
        return sums;
    }

    private static UpdateOneModel<BsonDocument> atLeast(UUID keyId, KeyUsage.Day day) {
        return atLeast(
                and(eq(Usage.KEY_ID, Values.uuid(keyId)), eq(Usage.DAY, Values.day(day.date()))),
                List.of(
                        Updates.max(Usage.USES, day.accepted()),
                        Updates.max(Usage.LIMITED, day.limited()),
                        Updates.max(Usage.REFUSED, day.refused())));
    }

    private static UpdateOneModel<BsonDocument> atLeast(Bson document, List<Bson> counts) {
        return new UpdateOneModel<>(document, Updates.combine(counts), new UpdateOptions().upsert(true));
    }

    private static void write(MongoCollection<BsonDocument> where, List<UpdateOneModel<BsonDocument>> writes) {
        if (!writes.isEmpty()) {
            where.bulkWrite(writes, new BulkWriteOptions().ordered(false));
        }
    }
}
