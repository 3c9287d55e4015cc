package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.not;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLES;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.LAST_USED_ON;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.PushOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.KeyUsage;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The usage of keys, in collections of its own, so that none can undo a change or make one fail. A key's document has
 * the day of the last use alone, which is written once a day and is no change of the key.
 */
final class Usage {
    static final String LAST_USED_AT = "lastUsedAt";

    /** A document with the last use of each secret by its handle. */
    private static final String SECRETS = "secrets";

    static final String USES = "uses";
    static final String LIMITED = "limited";
    static final String REFUSED = "refused";
    static final String KEY_ID = "keyId";
    static final String DAY = "day";

    /**
     * The last batches that the document has, each with its writer and its number, the latest ones last: a document can
     * be written and the next one fail, and the batch then comes again.
     */
    static final String BATCHES = "batches";

    private static final String WRITER = "writer";
    private static final String NUMBER = "number";

    /** One more than others, because the writer's own previous batch is removed after the next one was added. */
    static final int MAX_BATCHES = UseBatch.WRITERS + 1;

    /** Ids in one command, and in its answer: well below what a message may hold. */
    static final int CHUNK = 1_000;

    private record Day(UUID keyId, LocalDate date) {}

    /** What is added to a document, which is made if it is not there. */
    private record Addition(Bson document, Bson update) {}

    private final Collections collections;
    private final LastDays lastDays;

    Usage(Collections collections) {
        this.collections = collections;
        this.lastDays = new LastDays(collections);
    }

    /** Adds what belongs to keys that exist, to each document that does not have the batch. */
    void add(UseBatch batch) {
        List<KeyUse> uses = batch.uses();
        Map<UUID, KeyUse> perKey = new HashMap<>();
        Map<UUID, Map<String, KeyUse>> perSecret = new HashMap<>();
        Map<Day, KeyUsage.Day> perDay = new HashMap<>();
        Map<UUID, BsonDocument> known =
                known(uses.stream().map(KeyUse::keyId).distinct().toList());
        for (KeyUse use : uses) {
            if (known.containsKey(use.keyId())) {
                perDay.merge(
                        new Day(use.keyId(), use.day()),
                        use.addTo(KeyUsage.Day.none(use.day())),
                        (day, more) -> use.addTo(day));
            }
            if (known.containsKey(use.keyId()) && use.isAccepted()) {
                perKey.merge(use.keyId(), use, KeyUse::plus);
                if (use.handle() != null) {
                    perSecret
                            .computeIfAbsent(use.keyId(), any -> new HashMap<>())
                            .merge(use.handle(), use, KeyUse::plus);
                }
            }
        }
        List<Addition> keys = new ArrayList<>();
        perKey.forEach((id, use) -> {
            Map<String, KeyUse> secrets = new HashMap<>(perSecret.getOrDefault(id, Map.of()));
            secrets.keySet().retainAll(KeyDocuments.handles(known.getOrDefault(id, new BsonDocument())));
            keys.add(new Addition(eq(ID, Values.uuid(id)), use(use, secrets)));
        });
        List<Addition> days = new ArrayList<>();
        perDay.forEach((day, counts) -> days.add(new Addition(
                and(eq(KEY_ID, Values.uuid(day.keyId())), eq(DAY, Values.day(day.date()))), counts(counts))));
        write(collections.usage(), batch, keys);
        write(collections.usageDays(), batch, days);
        lastDays.write(perKey.values(), known);
    }

    private static Bson use(KeyUse use, Map<String, KeyUse> secrets) {
        List<Bson> updates = new ArrayList<>(
                List.of(Updates.max(LAST_USED_AT, Values.date(use.at())), Updates.inc(USES, use.count())));
        secrets.forEach((handle, last) -> updates.add(secret(handle, last.at())));
        return Updates.combine(updates);
    }

    static Bson secret(String handle, Instant last) {
        return Updates.max(SECRETS + "." + handle, Values.date(last));
    }

    /** Names only the outcomes that there were. */
    private static Bson counts(KeyUsage.Day day) {
        List<Bson> counts = new ArrayList<>();
        addCount(counts, USES, day.accepted());
        addCount(counts, LIMITED, day.limited());
        addCount(counts, REFUSED, day.refused());
        return Updates.combine(counts);
    }

    private static void addCount(List<Bson> counts, String field, long count) {
        if (count > 0) {
            counts.add(Updates.inc(field, count));
        }
    }

    /** Returns the handles and the days of last use of the keys that are there. */
    Map<UUID, BsonDocument> known(List<UUID> ids) {
        return existing(ids, Projections.include(HANDLES, LAST_USED_ON));
    }

    /** Tells which of some keys are there. */
    Set<UUID> existing(List<UUID> ids) {
        return existing(ids, Projections.include(ID)).keySet();
    }

    private Map<UUID, BsonDocument> existing(List<UUID> ids, Bson projection) {
        Map<UUID, BsonDocument> existing = new HashMap<>();
        for (int from = 0; from < ids.size(); from += CHUNK) {
            collections
                    .keys()
                    .find(in(ID, values(ids.subList(from, Math.min(from + CHUNK, ids.size())))))
                    .projection(projection)
                    .batchSize(CHUNK + 1)
                    .forEach(document -> existing.put(Values.uuid(document, ID), document));
        }
        return existing;
    }

    private static void write(MongoCollection<BsonDocument> where, UseBatch batch, List<Addition> additions) {
        List<UpdateOneModel<BsonDocument>> writes = new ArrayList<>();
        additions.forEach(addition -> writes.add(write(batch, addition, true)));
        additions.forEach(addition -> writes.add(forgetEarlier(batch, addition)));
        BulkWriteOptions unordered = new BulkWriteOptions().ordered(false);
        try {
            if (!writes.isEmpty()) {
                where.bulkWrite(writes, unordered);
            }
        } catch (MongoBulkWriteException e) {
            if (!DriverCalls.areDuplicates(e)) {
                throw e;
            }
            // These documents are there by now: another node has made them, or they have this batch.
            List<UpdateOneModel<BsonDocument>> rest = e.getWriteErrors().stream()
                    .map(error -> write(batch, additions.get(error.getIndex()), false))
                    .toList();
            where.bulkWrite(rest, unordered);
        }
    }

    private static UpdateOneModel<BsonDocument> write(UseBatch batch, Addition addition, boolean upsert) {
        BsonDocument own =
                new BsonDocument(WRITER, Values.uuid(batch.writer())).append(NUMBER, new BsonInt64(batch.number()));
        Bson without = not(elemMatch(BATCHES, and(isOf(batch), gte(NUMBER, batch.number()))));
        Bson with = Updates.pushEach(BATCHES, List.of(own), new PushOptions().slice(-MAX_BATCHES));
        return new UpdateOneModel<>(
                and(addition.document(), without),
                Updates.combine(addition.update(), with),
                new UpdateOptions().upsert(upsert));
    }

    /** Removes earlier batches of the writer, which it does not give again, so that each writer has one. */
    private static UpdateOneModel<BsonDocument> forgetEarlier(UseBatch batch, Addition addition) {
        Bson earlier = and(isOf(batch), lt(NUMBER, batch.number()));
        return new UpdateOneModel<>(
                and(addition.document(), elemMatch(BATCHES, earlier)),
                Updates.pullByFilter(new BsonDocument(BATCHES, earlier.toBsonDocument())));
    }

    private static Bson isOf(UseBatch batch) {
        return eq(WRITER, Values.uuid(batch.writer()));
    }

    /** The usage of one key, and the last uses of its secrets by their handles. */
    record Sum(@Nullable Instant lastUsedAt, long uses, Map<String, Instant> secrets) {
        static final Sum NONE = new Sum(null, 0, Map.of());

        /** Returns this with the days that are kept of it. */
        KeyUsage with(List<KeyUsage.Day> days) {
            return new KeyUsage(lastUsedAt, secrets, days);
        }

        private static Sum of(BsonDocument document) {
            Map<String, Instant> secrets = new HashMap<>();
            BsonDocument stored = document.getDocument(SECRETS, new BsonDocument());
            stored.keySet().forEach(handle -> secrets.put(handle, Values.instant(stored, handle)));
            return new Sum(Values.instant(document, LAST_USED_AT), Values.number(document, USES), secrets);
        }
    }

    /** Reads the usage of the keys of a page. */
    Map<UUID, Sum> of(List<UUID> ids) {
        Map<UUID, Sum> sums = new HashMap<>();
        if (!ids.isEmpty()) {
            collections
                    .usage()
                    .find(in(ID, values(ids)))
                    .batchSize(CHUNK + 1)
                    .forEach(document -> sums.put(Values.uuid(document, ID), Sum.of(document)));
        }
        return sums;
    }

    /** Forgets secrets that a key no longer carries. If it fails, nobody reads what stays. */
    void forgetSecrets(UUID keyId, Collection<String> handles) {
        if (!handles.isEmpty()) {
            List<Bson> secrets = handles.stream()
                    .map(handle -> Updates.unset(SECRETS + "." + handle))
                    .toList();
            collections.usage().updateOne(eq(ID, Values.uuid(keyId)), Updates.combine(secrets));
        }
    }

    /** Forgets keys. */
    void remove(List<UUID> ids) {
        if (!ids.isEmpty()) {
            collections.usage().deleteMany(in(ID, values(ids)));
            collections.usageDays().deleteMany(in(KEY_ID, values(ids)));
        }
    }

    /** Returns the days that a filter finds, by key, each in their order. */
    Map<UUID, List<KeyUsage.Day>> days(Bson filter) {
        Map<UUID, List<KeyUsage.Day>> days = new HashMap<>();
        collections
                .usageDays()
                .find(filter)
                .sort(Sorts.ascending(KEY_ID, DAY))
                .batchSize(CHUNK + 1)
                .forEach(document -> days.computeIfAbsent(Values.uuid(document, KEY_ID), id -> new ArrayList<>())
                        .add(day(document)));
        return days;
    }

    /** Reads the counts of a day. */
    private static KeyUsage.Day day(BsonDocument document) {
        return new KeyUsage.Day(
                Values.day(document, DAY),
                Values.numberOrZero(document, USES),
                Values.numberOrZero(document, LIMITED),
                Values.numberOrZero(document, REFUSED));
    }

    static List<BsonValue> values(List<UUID> ids) {
        return ids.stream().<BsonValue>map(Values::uuid).toList();
    }
}
