package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.in;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.ports.StoreException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.bson.BSONException;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** What every call of the driver goes through, so that none of its exceptions gets out. */
final class DriverCalls {
    private DriverCalls() {}

    /**
     * Refuses a driver that is older than what this module calls, whose methods would be missing later, one by one.
     *
     * @param collections the driver's type of collections, which 5.2 gave the method that is looked for
     * @throws StoreException when the method is missing
     */
    static void checkDriver(Class<?> collections) {
        try {
            collections.getMethod("withTimeout", long.class, TimeUnit.class);
        } catch (NoSuchMethodException e) {
            throw new StoreException(
                    "The MongoDB driver of the application is older than 5.2. Use"
                            + " org.mongodb:mongodb-driver-sync 5.2 or later, and no older version of"
                            + " org.mongodb:mongodb-driver-core or org.mongodb:bson",
                    e);
        }
    }

    /**
     * Calls the driver.
     *
     * @param operation what for, ending with the ids involved
     * @throws StoreException when the driver fails, a client that the host has closed included, or a document cannot be
     *     read
     */
    static <T> T call(String operation, Supplier<T> work) {
        try {
            return work.get();
        } catch (MongoException
                | BSONException
                | InvalidValueException
                | IllegalArgumentException
                | IllegalStateException e) {
            throw new StoreException("Could not " + operation, e);
        }
    }

    /** Calls the driver as {@link #call} does. */
    static void run(String operation, Runnable work) {
        call(operation, () -> {
            work.run();
            return operation;
        });
    }

    /**
     * Inserts documents. Those of whose id there is one stay as they are.
     *
     * @throws MongoException when the driver fails, or when another unique index refuses a document
     */
    static void insertAbsent(MongoCollection<BsonDocument> into, List<BsonDocument> documents) {
        if (documents.isEmpty()) {
            return;
        }
        try {
            into.insertMany(documents, new InsertManyOptions().ordered(false));
        } catch (MongoBulkWriteException e) {
            Set<BsonValue> ids = new HashSet<>();
            documents.forEach(document -> ids.add(document.get(KeyDocuments.ID)));
            if (!areDuplicates(e) || into.countDocuments(in(KeyDocuments.ID, ids)) < ids.size()) {
                throw e;
            }
        }
    }

    /** Tells that unique indexes refused some writes of several, and that nothing else went wrong. */
    static boolean areDuplicates(MongoBulkWriteException e) {
        return e.getWriteConcernError() == null
                && e.getWriteErrors().stream().allMatch(error -> isDuplicate(error.getCode()));
    }

    /** Tells that a unique index refused a write. */
    static boolean isDuplicate(MongoException e) {
        return isDuplicate(e.getCode());
    }

    /** Tells that a unique index refused a write. */
    static boolean isDuplicate(int code) {
        return ErrorCategory.fromErrorCode(code) == ErrorCategory.DUPLICATE_KEY;
    }
}
