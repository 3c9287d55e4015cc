package dev.latchkey.adapter.mongo;

import de.bwaldvogel.mongo.backend.AbstractCursor;
import de.bwaldvogel.mongo.backend.Cursor;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.util.List;

/**
 * The server in Java with change streams in the form that replica sets send. Its own streams do not have the id of a
 * document that was updated, nor anything of {@code findAndModify}, and lose changes when several are made together.
 */
final class ReplicaBackend extends MemoryBackend {
    private static final String ID = "_id";
    private static final String KEY = "documentKey";

    @Override
    public Document handleMessage(MongoMessage message) {
        Document command = message.getDocument();
        Document answer = super.handleMessage(message);
        if (command.containsKey("findAndModify") && answer.containsKey("lastErrorObject")) {
            String namespace = message.getDatabaseName() + "." + command.get("findAndModify");
            Object id = ((Document) answer.get("value")).get(ID);
            oplog.handleUpdate(
                    namespace, (Document) command.get("query"), (Document) command.get("update"), List.of(id));
        }
        return answer;
    }

    @Override
    protected Oplog createOplog() {
        return new ReplicaOplog(super.createOplog());
    }

    /** One call after another, so that positions rise in the order in which changes can be read. */
    private final class ReplicaOplog implements Oplog {
        private final Oplog oplog;

        ReplicaOplog(Oplog oplog) {
            this.oplog = oplog;
        }

        @Override
        public synchronized void handleInsert(String namespace, List<Document> documents) {
            oplog.handleInsert(namespace, documents);
        }

        @Override
        public synchronized void handleUpdate(
                String namespace, Document selector, Document update, List<Object> modifiedIds) {
            for (Object id : modifiedIds) {
                Document identified = update.clone();
                identified.put(ID, id);
                oplog.handleUpdate(namespace, selector, identified, List.of(id));
            }
        }

        @Override
        public synchronized void handleDelete(String namespace, Document query, List<Object> deletedIds) {
            oplog.handleDelete(namespace, query, deletedIds);
        }

        @Override
        public synchronized void handleDropCollection(String namespace) {
            oplog.handleDropCollection(namespace);
        }

        @Override
        public synchronized Cursor createCursor(Document options, String namespace, Aggregation aggregation) {
            Cursor cursor = oplog.createCursor(options, namespace, aggregation);
            Cursor replica = new AbstractCursor(cursor.getId()) {
                @Override
                public boolean isEmpty() {
                    return cursor.isEmpty();
                }

                @Override
                public List<Document> takeDocuments(int limit) {
                    return take(cursor, limit);
                }
            };
            getCursorRegistry().remove(cursor);
            getCursorRegistry().add(replica);
            return replica;
        }

        private synchronized List<Document> take(Cursor cursor, int limit) {
            List<Document> taken = cursor.takeDocuments(limit);
            taken.stream()
                    .filter(change -> "update".equals(change.get("operationType")))
                    .forEach(ReplicaOplog::complete);
            return taken;
        }

        /** What the server calls the key of an update is the update. */
        private static void complete(Document change) {
            Document update = (Document) change.get(KEY);
            Document fields = (Document) update.getOrDefault("$set", new Document());
            change.put(KEY, new Document(ID, update.get(ID)));
            change.put("updateDescription", new Document("updatedFields", fields).append("removedFields", List.of()));
        }
    }
}
