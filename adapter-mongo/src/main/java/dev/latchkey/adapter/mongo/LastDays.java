package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.eq;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.LAST_USED_ON;

import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import dev.latchkey.ports.KeyUse;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonDocument;

/** The days of last use in the documents of keys, by which searches have their order. */
final class LastDays {
    private final Collections collections;

    LastDays(Collections collections) {
        this.collections = collections;
    }

    /** Writes the days of keys that have an earlier one. Last, so that a reader of a day finds the use. */
    void write(Collection<KeyUse> uses, Map<UUID, BsonDocument> known) {
        List<UpdateOneModel<BsonDocument>> later = new ArrayList<>();
        for (KeyUse use : uses) {
            BsonDocument key = known.get(use.keyId());
            Instant day = key == null ? null : Values.instantOrNull(key, LAST_USED_ON);
            if (day == null || day.isBefore(Values.firstInstant(use.day()))) {
                later.add(day(use.keyId(), use.day()));
            }
        }
        if (!later.isEmpty()) {
            collections.keys().bulkWrite(later, new BulkWriteOptions().ordered(false));
        }
    }

    static UpdateOneModel<BsonDocument> day(UUID keyId, LocalDate day) {
        return new UpdateOneModel<>(eq(ID, Values.uuid(keyId)), Updates.max(LAST_USED_ON, Values.day(day)));
    }

    /** Copies the day of each last use to the document of its key, where an older release has not written it. */
    void copyAll() {
        List<UpdateOneModel<BsonDocument>> chunk = new ArrayList<>();
        collections
                .usage()
                .find()
                .projection(Projections.include(Usage.LAST_USED_AT))
                .batchSize(Usage.CHUNK)
                .forEach(document -> {
                    Instant last = Values.instant(document, Usage.LAST_USED_AT);
                    chunk.add(day(Values.uuid(document, ID), LocalDate.ofInstant(last, ZoneOffset.UTC)));
                    if (chunk.size() == Usage.CHUNK) {
                        collections.keys().bulkWrite(chunk, new BulkWriteOptions().ordered(false));
                        chunk.clear();
                    }
                });
        if (!chunk.isEmpty()) {
            collections.keys().bulkWrite(chunk, new BulkWriteOptions().ordered(false));
        }
    }
}
