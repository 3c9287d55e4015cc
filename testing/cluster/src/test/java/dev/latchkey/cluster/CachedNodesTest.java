package dev.latchkey.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.PostgresChangeFeed;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.support.Relay;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two nodes that remember keys, on one PostgreSQL. What listens on the second one goes through a relay of its own. */
class CachedNodesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration REST = Duration.ofMillis(10);
    private static final Duration BOUND = Duration.ofMillis(500);
    private static final Actor ADMIN = Actor.user("admin");

    private Postgres postgres;
    private Relay relay;
    private Node one;
    private Node other;

    @BeforeEach
    void start() throws IOException {
        postgres = Postgres.start("cached");
        relay = Relay.to(postgres.port());
        one = new Node(postgres.location(), postgres.location());
        other = new Node(postgres.location(), postgres.behind(relay.port()));
    }

    @AfterEach
    void stop() throws IOException {
        one.close();
        other.close();
        relay.close();
        postgres.close();
    }

    @Test
    void aRevocationIsSeenByTheOtherNodeWithoutItsReadingForEachRequest() {
        IssuedKey issued = one.issue();
        other.warm(issued);
        one.revoke(issued);
        until(() -> other.refuses(issued));
        assertThat(other.readsFor(issued)).isZero();
        assertThat(other.refuses(issued)).isTrue();
    }

    @Test
    void aSilentFeedIsNotTrustedForLongAndNothingIsMissedUntilItIsBack() {
        IssuedKey issued = one.issue();
        IssuedKey untouched = one.issue();
        other.warm(issued);
        other.warm(untouched);
        relay.holdAnswers();
        one.revoke(issued);
        until(() -> other.refuses(issued));
        assertThat(other.readsFor(untouched))
                .as("reads for a request while nothing is heard")
                .isEqualTo(1);

        IssuedKey during = one.issue();
        assertThat(other.accepts(during)).isTrue();
        one.revoke(during);
        assertThat(other.ask(during))
                .as("revoked during the outage")
                .returns(Verdict.Outcome.REFUSED, Verdict::outcome);
        relay.releaseAnswers();
        until(() -> other.readsFor(untouched) == 0);
        assertThat(other.ask(during)).as("after the outage").returns(Verdict.Outcome.REFUSED, Verdict::outcome);
        assertThat(other.refuses(issued)).isTrue();
        one.revoke(untouched);
        until(() -> other.refuses(untouched));
    }

    @Test
    void aServerThatIsKilledAndStartedAgainLeavesNothingOldInTheCache() throws IOException {
        IssuedKey issued = one.issue();
        other.warm(issued);
        postgres.kill();
        until(() -> other.ask(issued).outcome() == Verdict.Outcome.UNAVAILABLE);
        postgres.restart();
        until(() -> one.tryToRevoke(issued));
        until(() -> {
            Verdict verdict = other.ask(issued);
            assertThat(verdict).as("after the revocation").doesNotReturn(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            return verdict.outcome() == Verdict.Outcome.REFUSED;
        });
        IssuedKey next = one.issue();
        assertThat(other.accepts(next)).isTrue();
        until(() -> other.readsFor(next) == 0);
        one.revoke(next);
        until(() -> other.refuses(next));
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("nanoseconds at which the wait for other nodes ends")
                    .isLessThan(deadline);
            LockSupport.parkNanos(REST.toNanos());
        }
    }

    private static final class Node implements AutoCloseable {
        private final HikariDataSource pool = new HikariDataSource();
        private final AtomicInteger reads = new AtomicInteger();
        private final AtomicBoolean interrupted = new AtomicBoolean();
        private final Set<UUID> told = ConcurrentHashMap.newKeySet();
        private final Latchkey latchkey;

        Node(Location database, Location listened) {
            pool.setDataSource(Postgres.database(database));
            pool.setMaximumPoolSize(2);
            pool.setConnectionTimeout(1_000);
            var listening = Postgres.database(listened);
            listening.setLoginTimeout(5);
            ChangeFeed feed = PostgresChangeFeed.on(listening, BOUND);
            latchkey = Latchkey.builder()
                    .store(counting(JdbcKeyStore.on(pool)))
                    .keyFormat(KeyFormat.of("lk_"))
                    .argon2(new Argon2Parameters(64, 1, 1))
                    .recordCache(listener -> feed.subscribe(watched(listener)), 1_000, Duration.ofHours(1))
                    .build();
        }

        private KeyStore counting(KeyStore store) {
            return (KeyStore) Proxy.newProxyInstance(
                    KeyStore.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (self, method, arguments) -> {
                        if (method.getName().equals("findByHandle")) {
                            reads.incrementAndGet();
                        }
                        try {
                            return method.invoke(store, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
        }

        private ChangeFeed.Listener watched(ChangeFeed.Listener listener) {
            return new ChangeFeed.Listener() {
                @Override
                public void changed(UUID keyId) {
                    listener.changed(keyId);
                    told.add(keyId);
                }

                @Override
                public void interrupted() {
                    listener.interrupted();
                    interrupted.set(true);
                }

                @Override
                public void resumed() {
                    listener.resumed();
                    interrupted.set(false);
                }
            };
        }

        IssuedKey issue() {
            return latchkey.keys()
                    .issue(KeySpec.of("acme", Scope.tenant(), "cached").allPermissions(), ADMIN)
                    .orElseThrow();
        }

        void revoke(IssuedKey issued) {
            assertThat(tryToRevoke(issued)).isTrue();
        }

        boolean tryToRevoke(IssuedKey issued) {
            try {
                return latchkey.keys()
                        .revoke("acme", issued.key().id(), "test", ADMIN)
                        .isDone();
            } catch (StoreException e) {
                return false;
            }
        }

        Verdict ask(IssuedKey issued) {
            return latchkey.authenticator().authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
        }

        boolean accepts(IssuedKey issued) {
            return ask(issued).outcome() == Verdict.Outcome.ACCEPTED;
        }

        boolean refuses(IssuedKey issued) {
            Verdict verdict = ask(issued);
            return verdict.outcome() == Verdict.Outcome.REFUSED && verdict.refusal() == Refusal.REVOKED;
        }

        /** How many reads a request needs. */
        int readsFor(IssuedKey issued) {
            int before = reads.get();
            assertThat(ask(issued)).isNotNull();
            return reads.get() - before;
        }

        /** What it does not remember yet when it hears of the insertion, it reads again. */
        void warm(IssuedKey issued) {
            until(() -> told.contains(issued.key().id()));
            until(() -> readsFor(issued) == 0);
            assertThat(accepts(issued)).isTrue();
        }

        @Override
        public void close() {
            latchkey.close();
            pool.close();
        }
    }
}
