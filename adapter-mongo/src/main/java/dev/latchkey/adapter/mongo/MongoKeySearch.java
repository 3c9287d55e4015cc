package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;
import static dev.latchkey.adapter.mongo.KeyDocuments.CREATED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.EXPIRED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.EXPIRES_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;
import static dev.latchkey.adapter.mongo.KeyDocuments.ISSUERS;
import static dev.latchkey.adapter.mongo.KeyDocuments.LAST_USED_ON;
import static dev.latchkey.adapter.mongo.KeyDocuments.NAME;
import static dev.latchkey.adapter.mongo.KeyDocuments.OWNER;
import static dev.latchkey.adapter.mongo.KeyDocuments.RESOURCE;
import static dev.latchkey.adapter.mongo.KeyDocuments.REVOKED_AT;
import static dev.latchkey.adapter.mongo.KeyDocuments.TAGS;
import static dev.latchkey.adapter.mongo.KeyDocuments.TENANT;

import com.mongodb.client.model.Sorts;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPage.Candidate;
import dev.latchkey.ports.query.SearchPart;
import dev.latchkey.ports.query.SearchPart.Keys;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The search among keys. A query reads keys in the order of an index, and what the index does not tell is asked of the
 * keys that were read.
 */
final class MongoKeySearch implements KeySearch {
    private final Collections collections;
    private final KeyPages pages;

    MongoKeySearch(Collections collections, KeyPages pages) {
        this.collections = collections;
        this.pages = pages;
    }

    @Override
    public SearchPage search(SearchQuery query) {
        return DriverCalls.call(
                "search the keys of tenant " + query.tenant(),
                () -> SearchPage.of(query, (after, limit) -> read(query, after, limit)));
    }

    private List<Candidate> read(SearchQuery query, @Nullable SearchPosition after, int limit) {
        List<Candidate> found = new ArrayList<>();
        for (SearchPart part : SearchPart.of(query.order(), after)) {
            if (found.size() < limit) {
                found.addAll(rows(query, part, limit - found.size()));
            }
        }
        return found;
    }

    private List<Candidate> rows(SearchQuery query, SearchPart part, int limit) {
        SearchOrder order = query.order();
        String sorted = sorted(order.sort());
        List<Bson> all = new ArrayList<>();
        all.add(eq(TENANT, new BsonString(query.tenant())));
        SearchFilter filter = query.filter();
        if (filter != null) {
            filter(filter, all);
        }
        if (MongoIndexes.isLiving(query)) {
            all.add(eq(REVOKED_AT, BsonNull.VALUE));
            all.add(eq(EXPIRED_AT, BsonNull.VALUE));
        }
        if (part.keys() == Keys.NEVER) {
            // The end of a range is the creation of the keys then, which the index does not have.
            all.add(eq(sorted, BsonNull.VALUE));
        } else {
            range(order, sorted, all);
        }
        SearchPosition after = part.after();
        if (after != null) {
            all.add(after(order, sorted, part.keys(), after));
        }
        return pages.candidates(
                order,
                collections
                        .keys()
                        .find(and(all))
                        .hint(MongoIndexes.hint(query))
                        .sort(order.descending() ? Sorts.descending(sorted, ID) : Sorts.ascending(sorted, ID)),
                limit);
    }

    private static void range(SearchOrder order, String sorted, List<Bson> all) {
        if (order.sort() == Sort.EXPIRES || order.sort() == Sort.LAST_USED) {
            // In an index keys without the field come first.
            all.add(ne(sorted, BsonNull.VALUE));
        }
        Instant from = order.from();
        Instant before = order.before();
        if (from != null) {
            all.add(gte(sorted, Values.date(from)));
        }
        if (before != null) {
            all.add(lt(sorted, Values.date(before)));
        }
    }

    private static String sorted(Sort sort) {
        return switch (sort) {
            case CREATED -> CREATED_AT;
            case EXPIRES -> EXPIRES_AT;
            case LAST_USED -> LAST_USED_ON;
            case NAME -> NAME;
        };
    }

    private static void filter(SearchFilter filter, List<Bson> all) {
        BsonValue text = new BsonString(filter.value());
        switch (filter.member()) {
            case RESOURCE -> all.add(eq(RESOURCE, text));
            case OWNER -> all.add(eq(OWNER, text));
            case TAG -> all.add(eq(TAGS, text));
            case ISSUER -> all.add(eq(ISSUERS, Values.uuid(filter.issuer())));
            case PERMISSION, TEXT -> {
                // No index tells: the keys that were read are asked.
            }
        }
    }

    private static Bson after(SearchOrder order, String sorted, Keys keys, SearchPosition position) {
        BsonValue id = Values.uuid(position.id());
        Bson laterId = order.descending() ? lt(ID, id) : gt(ID, id);
        Instant at = position.at();
        String name = position.name();
        if (keys == Keys.NEVER || (at == null && name == null)) {
            return laterId;
        }
        BsonValue value = at == null ? new BsonString(name) : Values.date(at);
        Bson later = order.descending() ? lt(sorted, value) : gt(sorted, value);
        return switch (keys) {
            case TIED -> and(eq(sorted, value), laterId);
            case BEYOND -> later;
            default -> and(order.descending() ? lte(sorted, value) : gte(sorted, value), or(later, laterId));
        };
    }
}
