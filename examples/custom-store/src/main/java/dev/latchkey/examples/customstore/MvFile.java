package dev.latchkey.examples.customstore;

import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.Page;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.h2.mvstore.tx.Transaction;
import org.h2.mvstore.tx.TransactionMap;
import org.h2.mvstore.tx.TransactionStore;
import org.h2.mvstore.type.ByteArrayDataType;
import org.h2.mvstore.type.StringDataType;
import org.jspecify.annotations.Nullable;

/**
 * The engine: one ordered map in one file of H2's MVStore, which belongs to one process at a time. Safe for use by
 * several threads. A thread that is interrupted while it reads the file closes it, as channels do: from then on
 * everything fails, until the file is opened again.
 */
public final class MvFile implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;

    private final MVStore file;
    private final TransactionStore transactions;

    private MvFile(MVStore file) {
        this.file = file;
        this.transactions = new TransactionStore(file);
    }

    /** Opens a file, or makes one. What a crash cut short is undone. */
    public static MvFile open(Path path) {
        try {
            MvFile opened =
                    new MvFile(new MVStore.Builder().fileName(path.toString()).open());
            opened.transactions.init();
            opened.transactions.endLeftoverTransactions();
            return opened;
        } catch (MVStoreException e) {
            throw new StoreException("open " + path, e);
        }
    }

    @Override
    public void close() {
        file.close();
    }

    // snippet: transactions
    /** Sees what is committed, each row as it is when it is read. */
    <T> T read(String operation, Function<Rows, T> work) {
        try {
            Transaction transaction = transactions.begin();
            try {
                transaction.setTimeoutMillis(PATIENCE_MILLIS);
                T result = work.apply(
                        new Rows(transaction.openMap("rows", StringDataType.INSTANCE, ByteArrayDataType.INSTANCE)));
                transaction.commit();
                return result;
            } finally {
                if (transaction.getStatus() == Transaction.STATUS_OPEN) {
                    transaction.rollback();
                }
            }
        } catch (MVStoreException e) {
            throw new StoreException(operation, e);
        }
    }

    /**
     * All that the work writes is committed, or nothing; when this returns, it is on the disk. Changes come one after
     * another.
     */
    <T> T change(String operation, Function<Rows, T> work) {
        T result = read(operation, rows -> {
            // The transaction that wrote this row has it until it ends.
            rows.put("writer", new byte[0]);
            return work.apply(rows);
        });
        try {
            file.commit();
            file.sync();
        } catch (MVStoreException e) {
            throw new StoreException(operation, e);
        }
        return result;
    }
    // end

    /** The map, in one transaction. */
    static final class Rows {
        private final TransactionMap<String, byte[]> map;

        private Rows(TransactionMap<String, byte[]> map) {
            this.map = map;
        }

        byte @Nullable [] get(String name) {
            return map.get(name);
        }

        void put(String name, byte[] value) {
            map.put(name, value);
        }

        void remove(String name) {
            map.remove(name);
        }

        // snippet: page
        /**
         * Goes down a shelf (the rows whose names begin alike) from a position, until it has one item more than a page
         * may have.
         */
        <T> Page<T> page(String shelf, String after, int limit, Function<byte[], @Nullable T> reader) {
            List<T> found = new ArrayList<>();
            Map.Entry<String, byte[]> row = map.lowerEntry(shelf + after);
            while (row != null && row.getKey().startsWith(shelf) && found.size() <= limit) {
                Optional.ofNullable(reader.apply(row.getValue())).ifPresent(found::add);
                row = map.lowerEntry(row.getKey());
            }
            return Page.of(found, limit);
        }
        // end

        /** Goes up a shelf from a position to another one. */
        <T> Page<T> pageUp(String shelf, String after, String end, int limit, Function<byte[], @Nullable T> reader) {
            List<T> found = new ArrayList<>();
            Map.Entry<String, byte[]> row = map.higherEntry(shelf + after);
            while (row != null && row.getKey().compareTo(shelf + end) < 0 && found.size() <= limit) {
                Optional.ofNullable(reader.apply(row.getValue())).ifPresent(found::add);
                row = map.higherEntry(row.getKey());
            }
            return Page.of(found, limit);
        }
    }
}
