package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static dev.latchkey.adapter.mongo.KeyDocuments.CREATED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.EXPIRES_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;

import com.mongodb.client.FindIterable;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchPage.Candidate;
import dev.latchkey.ports.query.SearchPosition;
import java.time.Instant;
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
        return new Page<>(listed(shown.items()), shown.more());
    }

    /** Reads at most so many keys of a search, with the positions that their documents have. */
    List<Candidate> candidates(SearchOrder order, FindIterable<BsonDocument> found, int limit) {
        List<BsonDocument> documents = documents(found, limit);
        List<ListedKey> keys = listed(documents.stream().map(KeyDocuments::key).toList());
        List<Candidate> candidates = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            candidates.add(candidate(order, keys.get(i), documents.get(i)));
        }
        return candidates;
    }

    /** A key may have been used since its document was read. */
    private static Candidate candidate(SearchOrder order, ListedKey listed, BsonDocument document) {
        if (order.sort() != Sort.LAST_USED) {
            return Candidate.of(order, listed);
        }
        Instant day = Values.instantOrNull(document, KeyDocuments.LAST_USED_ON);
        return new Candidate(listed, new SearchPosition(day, null, listed.key().id()));
    }

    private List<ListedKey> listed(List<ApiKey> keys) {
        Map<UUID, Usage.Sum> sums = usage.of(keys.stream().map(ApiKey::id).toList());
        List<ListedKey> listed = new ArrayList<>();
        for (ApiKey key : keys) {
            Usage.Sum sum = sums.getOrDefault(key.id(), Usage.Sum.NONE);
            // The uses of a secret may have stayed when the key dropped it.
            listed.add(new ListedKey(key, sum.lastUsedAt(), sum.uses(), sum.secrets()).as(key));
        }
        return listed;
    }

    List<ApiKey> expired(Instant before, int limit) {
        return keys(
                collections
                        .keys()
                        .find(KeyFilters.due(before))
                        .hint(MongoIndexes.due())
                        .sort(Sorts.ascending(EXPIRES_AT, ID)),
                limit);
    }

    Page<ApiKey> all(@Nullable UUID after, int limit) {
        Bson present = exists(KeyDocuments.PURGED, false);
        Bson following = after == null ? present : and(present, gt(ID, Values.uuid(after)));
        return page(collections.keys().find(following).sort(Sorts.ascending(ID)), limit);
    }

    private static Page<ApiKey> page(FindIterable<BsonDocument> found, int limit) {
        return Page.of(keys(found, limit + 1), limit);
    }

    private static List<ApiKey> keys(FindIterable<BsonDocument> found, int limit) {
        return documents(found, limit).stream().map(KeyDocuments::key).toList();
    }

    private static List<BsonDocument> documents(FindIterable<BsonDocument> found, int limit) {
        return found.projection(Projections.exclude(KeyDocuments.PENDING))
                .limit(limit)
                // Else the server answers with a hundred, and is asked again.
                .batchSize(limit + 1)
                .into(new ArrayList<>());
    }
}
