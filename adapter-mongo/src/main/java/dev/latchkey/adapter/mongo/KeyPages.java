package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static dev.latchkey.adapter.mongo.KeyDocuments.CREATED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;

import com.mongodb.client.FindIterable;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The pages of keys. */
final class KeyPages {
    private final Collections collections;
    private final Usage usage;

    KeyPages(Collections collections, Usage usage) {
        this.collections = collections;
        this.usage = usage;
    }

    Page<ListedKey> list(KeyQuery query) {
        Page<ApiKey> shown = page(
                collections
                        .keys()
                        .find(KeyFilters.page(query))
                        .hint(MongoIndexes.hint(query))
                        .sort(Sorts.descending(CREATED_AT, ID)),
                query.limit());
        Map<UUID, Usage.Sum> sums =
                usage.of(shown.items().stream().map(ApiKey::id).toList());
        List<ListedKey> listed = new ArrayList<>();
        for (ApiKey key : shown.items()) {
            Usage.Sum sum = sums.getOrDefault(key.id(), Usage.Sum.NONE);
            listed.add(new ListedKey(key, sum.lastUsedAt(), sum.uses()));
        }
        return new Page<>(listed, shown.more());
    }

    Page<ApiKey> all(@Nullable UUID after, int limit) {
        Bson present = exists(KeyDocuments.PURGED, false);
        Bson following = after == null ? present : and(present, gt(ID, Values.uuid(after)));
        return page(collections.keys().find(following).sort(Sorts.ascending(ID)), limit);
    }

    private static Page<ApiKey> page(FindIterable<BsonDocument> found, int limit) {
        List<ApiKey> keys = new ArrayList<>();
        found.projection(Projections.exclude(KeyDocuments.PENDING))
                .limit(limit + 1)
                // Else the server answers with a hundred, and is asked again.
                .batchSize(limit + 2)
                .forEach(document -> keys.add(KeyDocuments.key(document)));
        return Page.of(keys, limit);
    }
}
