package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static dev.latchkey.adapter.mongo.KeyDocuments.HANDLES;
import static dev.latchkey.adapter.mongo.KeyDocuments.ID;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import dev.latchkey.ports.KeyArchive.DroppedHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;

/**
 * The handles that must not be used again. Those that a key carries are in its document, where a unique index keeps
 * them apart. Each of the others is a document of its own, which is written before the handle leaves its key, and which
 * stays. Therefore a key's document does not grow with the number of its rotations, and a purged key frees no handle.
 *
 * <p>A handle may be in both places, because the change that dropped it was not made and its key still carries it. That
 * does no harm: the handle is taken either way.
 */
final class Handles {
    private static final String KEY_ID = "keyId";

    private final Collections collections;

    Handles(Collections collections) {
        this.collections = collections;
    }

    /**
     * Tells whether one of some handles is carried by a key, or was before. A handle that leaves its key between the
     * two reads is found by the second.
     */
    boolean areTaken(Collection<String> handles) {
        List<BsonString> texts = handles.stream().map(BsonString::new).toList();
        return !handles.isEmpty()
                && (isThere(collections.keys(), HANDLES, texts) || isThere(collections.droppedHandles(), ID, texts));
    }

    private static boolean isThere(MongoCollection<BsonDocument> where, String field, List<BsonString> texts) {
        return where.find(in(field, texts)).projection(Projections.include(ID)).first() != null;
    }

    /** Returns the document that keeps a handle of a key taken. */
    static BsonDocument document(BsonValue keyId, String handle) {
        return new BsonDocument(ID, new BsonString(handle)).append(KEY_ID, keyId);
    }

    /** Lists handles that were dropped, in order; also one whose key still carries it. */
    List<DroppedHandle> dropped(String after, int limit) {
        List<DroppedHandle> found = new ArrayList<>();
        collections
                .droppedHandles()
                .find(gt(ID, new BsonString(after)))
                .sort(Sorts.ascending(ID))
                .limit(limit)
                .batchSize(limit + 1)
                .forEach(document ->
                        found.add(new DroppedHandle(Values.text(document, ID), Values.uuid(document, KEY_ID))));
        return found;
    }

    /** Tells whose some of the dropped handles were. */
    Map<String, UUID> owners(List<BsonString> texts) {
        Map<String, UUID> owners = new HashMap<>();
        collections
                .droppedHandles()
                .find(in(ID, texts))
                .forEach(document -> owners.put(Values.text(document, ID), Values.uuid(document, KEY_ID)));
        return owners;
    }

    /** Remembers handles that are about to leave their keys. Those that are remembered already stay as they are. */
    void remember(List<BsonDocument> dropped) {
        DriverCalls.insertAbsent(collections.droppedHandles(), dropped);
    }
}
