package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyUse.Outcome;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The usage of keys, in collections of its own: no write here touches a key's document, so none can undo a change, make
 * one fail, or wake those who watch for changes.
 */
final class Usage {
    private static final String LAST_USED_AT = "lastUsedAt";
    static final String USES = "uses";
    static final String LIMITED = "limited";
    static final String REFUSED = "refused";
    static final String KEY_ID = "keyId";
    static final String DAY = "day";

    /** Ids in one command, and in its answer: well below what a message may hold. */
    static final int CHUNK = 1_000;

    /**
     * Two nodes may be the first to count a key at the same moment; the one that comes late tries again and finds the
     * document.
     */
    private static final int TRIES = 5;

    private record Day(UUID keyId, LocalDate date, Outcome outcome) {}

    private final Collections collections;

    Usage(Collections collections) {
        this.collections = collections;
    }

    /** Adds what belongs to keys that exist, and returns how many documents of days that concerns. */
    int add(Collection<KeyUse> uses) {
        Map<UUID, KeyUse> perKey = new HashMap<>();
        Map<Day, KeyUse> perDay = new HashMap<>();
        Set<UUID> known = known(uses);
        for (KeyUse use : uses) {
            if (known.contains(use.keyId())) {
                perDay.merge(new Day(use.keyId(), use.day(), use.outcome()), use, KeyUse::plus);
            }
            if (known.contains(use.keyId()) && use.isAccepted()) {
                perKey.merge(use.keyId(), use, KeyUse::plus);
            }
        }
        List<UpdateOneModel<BsonDocument>> keys = new ArrayList<>();
        perKey.forEach((id, use) -> keys.add(upsert(
                eq(ID, Values.uuid(id)),
                Updates.combine(Updates.max(LAST_USED_AT, Values.date(use.at())), Updates.inc(USES, use.count())))));
        List<UpdateOneModel<BsonDocument>> days = new ArrayList<>();
        perDay.forEach((day, use) -> days.add(upsert(
                and(eq(KEY_ID, Values.uuid(day.keyId())), eq(DAY, Values.day(day.date()))),
                Updates.inc(counter(day.outcome()), use.count()))));
        write(collections.usage(), keys);
        write(collections.usageDays(), days);
        return days.size();
    }

    private static String counter(Outcome outcome) {
        return switch (outcome) {
            case ACCEPTED -> USES;
            case LIMITED -> LIMITED;
            case REFUSED -> REFUSED;
        };
    }

    private Set<UUID> known(Collection<KeyUse> uses) {
        List<UUID> ids = uses.stream().map(KeyUse::keyId).distinct().toList();
        return existing(ids);
    }

    /** Tells which of some keys are there. */
    Set<UUID> existing(List<UUID> ids) {
        Set<UUID> existing = new HashSet<>();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            collections
                    .keys()
                    .find(in(ID, values(ids.subList(from, Math.min(from + CHUNK, ids.size())))))
                    .projection(Projections.include(ID))
                    .batchSize(CHUNK + 1)
                    .forEach(document -> existing.add(Values.uuid(document, ID)));
        }
        return existing;
    }

    private static UpdateOneModel<BsonDocument> upsert(Bson filter, Bson update) {
        return new UpdateOneModel<>(filter, update, new UpdateOptions().upsert(true));
    }

    private static void write(MongoCollection<BsonDocument> where, List<UpdateOneModel<BsonDocument>> all) {
        List<UpdateOneModel<BsonDocument>> rest = all;
        for (int tries = 1; !rest.isEmpty(); tries++) {
            List<UpdateOneModel<BsonDocument>> tried = rest;
            try {
                where.bulkWrite(tried, new BulkWriteOptions().ordered(false));
                return;
            } catch (MongoBulkWriteException e) {
                if (tries == TRIES || !DriverCalls.areDuplicates(e)) {
                    throw e;
                }
                rest = e.getWriteErrors().stream()
                        .map(BulkWriteError::getIndex)
                        .map(tried::get)
                        .toList();
            }
        }
    }

    /** The usage of one key. */
    record Sum(@Nullable Instant lastUsedAt, long uses) {
        static final Sum NONE = new Sum(null, 0);
    }

    /** Reads the usage of the keys of a page. */
    Map<UUID, Sum> of(List<UUID> ids) {
        Map<UUID, Sum> sums = new HashMap<>();
        if (!ids.isEmpty()) {
            collections
                    .usage()
                    .find(in(ID, values(ids)))
                    .batchSize(CHUNK + 1)
                    .forEach(document -> sums.put(
                            Values.uuid(document, ID),
                            new Sum(Values.instant(document, LAST_USED_AT), Values.number(document, USES))));
        }
        return sums;
    }

    /** Forgets keys. */
    void remove(List<UUID> ids) {
        if (!ids.isEmpty()) {
            collections.usage().deleteMany(in(ID, values(ids)));
            collections.usageDays().deleteMany(in(KEY_ID, values(ids)));
        }
    }

    static List<BsonValue> values(List<UUID> ids) {
        return ids.stream().<BsonValue>map(Values::uuid).toList();
    }
}
