package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.MongoException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Projections;
import dev.latchkey.bucket4j.internal.ClockMeter;
import dev.latchkey.bucket4j.internal.SharedBuckets;
import io.github.bucket4j.distributed.proxy.ClientSideConfig;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AbstractCompareAndSwapBasedProxyManager;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.AsyncCompareAndSwapOperation;
import io.github.bucket4j.distributed.proxy.generic.compare_and_swap.CompareAndSwapOperation;
import io.github.bucket4j.distributed.remote.RemoteBucketState;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** What Bucket4j asks of a database: to read a bucket's state, and to swap it for another if nobody else did. */
final class Buckets extends AbstractCompareAndSwapBasedProxyManager<String> {
    static final String EXPIRES_AT = "expiresAt";

    private static final String ID = "_id";
    private static final String STATE = "state";

    private final MongoCollection<BsonDocument> buckets;
    private final Clock clock;

    Buckets(MongoCollection<BsonDocument> buckets, Clock clock, Duration timeout) {
        super(ClientSideConfig.getDefault()
                .withClientClock(new ClockMeter(clock))
                .withRequestTimeout(timeout));
        this.buckets = buckets;
        this.clock = clock;
    }

    @Override
    protected CompareAndSwapOperation beginCompareAndSwapOperation(String name) {
        BsonString id = new BsonString(name);
        return new CompareAndSwapOperation() {
            @Override
            public Optional<byte[]> getStateData(Optional<Long> timeoutNanos) {
                return Optional.ofNullable(buckets.find(eq(ID, id)).first())
                        .map(found -> found.getBinary(STATE).getData());
            }

            @Override
            public boolean compareAndSwap(
                    byte @Nullable [] before, byte[] after, RemoteBucketState state, Optional<Long> timeoutNanos) {
                long lifetime = SharedBuckets.EXPIRATION.calculateTimeToLiveMillis(state, currentTimeNanos());
                BsonDocument document = new BsonDocument(ID, id)
                        .append(STATE, new BsonBinary(after))
                        .append(EXPIRES_AT, Values.date(clock.instant().plusMillis(lifetime)));
                return before == null
                        ? isInserted(document)
                        : buckets.replaceOne(and(eq(ID, id), eq(STATE, new BsonBinary(before))), document)
                                        .getMatchedCount()
                                == 1;
            }
        };
    }

    private boolean isInserted(BsonDocument document) {
        try {
            buckets.insertOne(document);
            return true;
        } catch (MongoException e) {
            if (DriverCalls.isDuplicate(e)) {
                return false;
            }
            throw e;
        }
    }

    int removeExpired(int limit) {
        BsonValue now = Values.date(clock.instant());
        List<BsonValue> ids = new ArrayList<>();
        buckets.find(lt(EXPIRES_AT, now))
                .projection(Projections.include(ID))
                .limit(limit)
                .forEach(bucket -> ids.add(bucket.getString(ID)));
        return ids.isEmpty()
                ? 0
                : (int) buckets.deleteMany(and(in(ID, ids), lt(EXPIRES_AT, now)))
                        .getDeletedCount();
    }

    @Override
    public void removeProxy(String name) {
        buckets.deleteOne(eq(ID, new BsonString(name)));
    }

    @Override
    public boolean isAsyncModeSupported() {
        return false;
    }

    @Override
    protected AsyncCompareAndSwapOperation beginAsyncCompareAndSwapOperation(String name) {
        throw new UnsupportedOperationException("no asynchronous mode");
    }

    @Override
    protected CompletableFuture<Void> removeAsync(String name) {
        throw new UnsupportedOperationException("no asynchronous mode");
    }
}
