package dev.latchkey.adapter.jdbc;

import io.github.bucket4j.BucketExceptions.BucketExecutionException;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.select_for_update.AbstractSelectForUpdateBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.select_for_update.LockAndGetResult;
import io.github.bucket4j.distributed.proxy.generic.select_for_update.SelectForUpdateBasedTransaction;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/** Bucket4j's buckets in {@code latchkey_bucket}: a row each, locked while a token is taken. */
final class MariaDbBuckets extends AbstractSelectForUpdateBasedProxyManager<String> {
    private static final String LOCK = "select state from latchkey_bucket where id = ? for update";
    private static final String INSERT = "insert into latchkey_bucket (id) values (?)";
    private static final String UPDATE = "update latchkey_bucket set state = ?, expires_at = ? where id = ?";
    private static final String REMOVE = "delete from latchkey_bucket where id = ?";

    /** Found first, then deleted one by one: a row at a time is locked, as by those that take a token. */
    private static final String EXPIRED = "select id from latchkey_bucket where expires_at < ? limit ?";

    private static final String REMOVE_EXPIRED = "delete from latchkey_bucket where id = ? and expires_at < ?";

    private final DataSource dataSource;
    private final SqlDialect dialect;

    MariaDbBuckets(DataSource dataSource, SqlDialect dialect, ClientSideConfig config) {
        super(config);
        this.dataSource = dataSource;
        this.dialect = dialect;
    }

    private interface Work<T> {
        T run() throws SQLException;
    }

    private static <T> T attempt(Work<T> work) {
        try {
            return work.run();
        } catch (SQLException e) {
            throw new BucketExecutionException(e);
        }
    }

    private interface Step {
        void run() throws SQLException;
    }

    private static void run(Step step) {
        try {
            step.run();
        } catch (SQLException e) {
            throw new BucketExecutionException(e);
        }
    }

    @Override
    public boolean isExpireAfterWriteSupported() {
        return true;
    }

    @Override
    protected SelectForUpdateBasedTransaction allocateTransaction(String bucket, Optional<Long> timeoutNanos) {
        return attempt(() -> new Transaction(bucket, dataSource.getConnection()));
    }

    @Override
    public void removeProxy(String bucket) {
        run(() -> {
            try (Connection connection = dataSource.getConnection()) {
                new Session(connection, dialect).update(REMOVE, bucket);
            }
        });
    }

    int removeExpired(int limit) {
        return attempt(() -> {
            try (Connection connection = dataSource.getConnection()) {
                Session session = new Session(connection, dialect);
                long now = currentMillis();
                List<String> expired = session.query(
                        EXPIRED,
                        row -> {
                            List<String> ids = new ArrayList<>();
                            while (row.next()) {
                                ids.add(row.text());
                            }
                            return ids;
                        },
                        now,
                        limit);
                int removed = 0;
                for (String id : expired) {
                    removed += session.update(REMOVE_EXPIRED, id, now);
                }
                return removed;
            }
        });
    }

    /** Returns the time of the clock by which the buckets are filled. */
    private long currentMillis() {
        return TimeUnit.NANOSECONDS.toMillis(currentTimeNanos());
    }

    /** Takes a token. Used by one thread. */
    private final class Transaction implements SelectForUpdateBasedTransaction {
        private final String bucket;
        private final Connection connection;
        private final Session session;

        Transaction(String bucket, Connection connection) {
            this.bucket = bucket;
            this.connection = connection;
            this.session = new Session(connection, dialect);
        }

        @Override
        public void begin(Optional<Long> timeoutNanos) {
            run(() -> {
                dialect.isolateNext(connection);
                connection.setAutoCommit(false);
            });
        }

        @Override
        public LockAndGetResult tryLockAndGet(Optional<Long> timeoutNanos) {
            return attempt(() -> session.query(
                    LOCK,
                    row -> row.next() ? LockAndGetResult.locked(row.bytesOrNull()) : LockAndGetResult.notLocked(),
                    bucket));
        }

        @Override
        public boolean tryInsertEmptyData(Optional<Long> timeoutNanos) {
            return attempt(() -> dialect.insertUnlessTaken(session, INSERT, bucket));
        }

        @Override
        public void update(byte[] state, RemoteBucketState read, Optional<Long> timeoutNanos) {
            run(() -> session.update(UPDATE, state, expiresAt(read), bucket));
        }

        private long expiresAt(RemoteBucketState state) {
            long now = currentTimeNanos();
            long ttl = getClientSideConfig()
                    .getExpirationAfterWriteStrategy()
                    .orElseThrow()
                    .calculateTimeToLiveMillis(state, now);
            return currentMillis() + ttl;
        }

        @Override
        public void commit(Optional<Long> timeoutNanos) {
            run(connection::commit);
        }

        @Override
        public void rollback() {
            run(connection::rollback);
        }

        @Override
        public void release() {
            run(() -> {
                try (connection) {
                    connection.setAutoCommit(true);
                }
            });
        }
    }
}
