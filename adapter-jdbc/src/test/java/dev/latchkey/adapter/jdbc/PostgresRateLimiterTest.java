package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.contract.limits.RateLimiterContract;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class PostgresRateLimiterTest extends RateLimiterContract {
    private final PGSimpleDataSource database = Postgres.schema();

    @AfterEach
    void discard() {
        Postgres.discard(database);
    }

    @Override
    protected RateLimiter limiter(Clock time) {
        JdbcSchema.apply(database);
        return PostgresRateLimiter.on(database, time);
    }

    @Test
    void nodesShareTheirBuckets() {
        TestClock clock = new TestClock();
        List<RateLimit> two = List.of(new RateLimit(2, 1, Duration.ofHours(1)));
        RateLimiter one = PostgresRateLimiter.on(database, clock);
        RateLimiter other = PostgresRateLimiter.on(database, clock);

        assertThat(one.take("a", two).remaining()).isEqualTo(1);
        assertThat(other.take("a", two).remaining()).isZero();
        assertThat(one.take("a", two).allowed()).isFalse();
    }

    @Test
    void bucketsThatAreFullAgainAreRemovedWhileOthersAreUsed() {
        RateLimit large = new RateLimit(1_000_000, 1, Duration.ofDays(1));
        try (HikariDataSource pool = Postgres.pool(database)) {
            PostgresRateLimiter limiter = PostgresRateLimiter.on(pool, new TestClock());
            limiter.take("idle", List.of(large));
            limiter.take("busy", List.of(large));
            // Expiry is by the wall clock of the node that removes.
            Sql.execute(pool, "update latchkey_bucket set expires_at = 1 where id = 'idle'");
            for (int i = 0; i < 1100; i++) {
                limiter.take("busy", List.of(large));
            }

            assertThat(Sql.query(pool, "select id from latchkey_bucket")).containsExactly("busy");
            Sql.execute(pool, "update latchkey_bucket set expires_at = 1");
            assertThat(limiter.removeExpired(10)).isEqualTo(1);
        }
    }

    @Test
    void aDatabaseThatFailsIsAStoreException() {
        RateLimiter limiter = PostgresRateLimiter.on(database, new TestClock());
        Sql.execute(database, "drop table latchkey_bucket");

        assertThatThrownBy(
                        () -> limiter.take("a", List.of(new RateLimit(1, 1, Duration.ofSeconds(1)))),
                        "a take without the table")
                .isInstanceOf(StoreException.class)
                .hasMessageEndingWith("bucket a");
        JdbcSchema.apply(database);
    }
}
