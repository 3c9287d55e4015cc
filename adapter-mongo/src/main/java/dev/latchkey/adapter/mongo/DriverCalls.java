package dev.latchkey.adapter.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoException;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.ports.StoreException;
import java.util.function.Supplier;
import org.bson.BSONException;

/** What every call of the driver goes through, so that none of its exceptions gets out. */
final class DriverCalls {
    private DriverCalls() {}

    /**
     * DriverCalls the driver.
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
