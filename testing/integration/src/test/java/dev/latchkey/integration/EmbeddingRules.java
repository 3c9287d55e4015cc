package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.jdbc.JdbcAuditSink;
import dev.latchkey.adapter.jdbc.JdbcChangeLog;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.feed.PollingChangeFeed;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineQuery;
import dev.latchkey.support.BoundDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A whole Latchkey, whose calls join transactions of the host. */
abstract class EmbeddingRules {
    private static final Actor ACTOR = Actor.user("ada");
    private static final KeySpec SPEC = KeySpec.of("acme", Scope.tenant(), "ci").allPermissions();
    private static final Duration HOUR = Duration.ofHours(1);

    private DataSource pool;
    private BoundDataSource host;
    private Latchkey latchkey;

    /** Returns an empty database with the tables of the schema. */
    abstract DataSource database();

    /** Says what the Latchkey remembers of keys that are in the database. */
    abstract void remember(LatchkeyBuilder builder, DataSource database);

    /** A record cache that keeps what it has for an hour, and whose feed says nothing meanwhile. */
    static void rememberForAnHour(LatchkeyBuilder builder, DataSource database) {
        builder.recordCache(PollingChangeFeed.of(JdbcChangeLog.on(database), HOUR), 100, HOUR);
    }

    @BeforeEach
    void open() {
        pool = database();
        host = new BoundDataSource(pool);
        latchkey = latchkey(builder -> builder.auditSink(JdbcAuditSink.on(host.proxy())));
    }

    @AfterEach
    void close() {
        latchkey.close();
    }

    private Latchkey latchkey(UnaryOperator<LatchkeyBuilder> more) {
        LatchkeyBuilder builder = Latchkey.builder()
                .store(JdbcKeyStore.on(host.proxy()))
                .keyFormat(KeyFormat.of("ps_"))
                .argon2(new Argon2Parameters(64, 1, 1))
                .sealing(SealingKeys.of("s1", new byte[32]))
                .flushEvery(HOUR);
        remember(builder, pool);
        return more.apply(builder).build();
    }

    @Test
    void aKeyThatWasIssuedAndUsedInATransactionThatIsRolledBackIsNowhere() {
        RawKey[] raw = new RawKey[1];
        host.rollBack(connection -> {
            readCommitted(connection);
            raw[0] = issue().rawKey();
            assertThat(isAccepted(raw[0])).isTrue();
            assertThat(isAccepted(raw[0])).isTrue();
        });

        assertThat(isAccepted(raw[0])).isFalse();
    }

    @Test
    void aRevocationIsInForceFromTheCommitOnWhateverAnotherThreadReadBefore() {
        IssuedKey issued = issue();
        assertThat(isAccepted(issued.rawKey())).isTrue();
        host.commit(connection -> {
            readCommitted(connection);
            revoke(issued.key());
            assertThat(isAccepted(issued.rawKey())).isFalse();
            assertThat(CompletableFuture.supplyAsync(() -> isAccepted(issued.rawKey()))
                            .join())
                    .as("accepted by another thread before the commit")
                    .isTrue();
        });

        assertThat(isAccepted(issued.rawKey())).isFalse();
    }

    @Test
    void aRevocationThatIsRolledBackRefusesNobody() {
        IssuedKey issued = issue();
        host.rollBack(connection -> {
            readCommitted(connection);
            revoke(issued.key());
            assertThat(isAccepted(issued.rawKey())).isFalse();
        });

        assertThat(isAccepted(issued.rawKey())).isTrue();
    }

    @Test
    void aSnapshotThatIsOlderThanARegenerationAcceptsNoDeadKey() {
        IssuedKey issued = issue();
        try (Latchkey other = latchkey(builder -> builder)) {
            host.rollBack(connection -> {
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                assertThat(latchkey.keys().find("acme", issued.key().id())).isPresent();
                CompletableFuture.runAsync(() -> assertThat(other.keys()
                                        .revoke("acme", issued.key().id(), "test", ACTOR)
                                        .isDone())
                                .isTrue())
                        .join();
                Verdict verdict = verdict(issued.rawKey());
                assertThat(verdict.outcome()).as("%s", verdict).isEqualTo(Verdict.Outcome.UNAVAILABLE);
            });
        }

        assertThat(isAccepted(issued.rawKey())).isFalse();
    }

    @Test
    void nothingIsRevealedWhereARollbackWouldUndoTheEvent() {
        IssuedKey issued = issue();
        host.rollBack(connection -> assertThatThrownBy(() -> reveal(latchkey, issued), "a reveal in a transaction")
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Reveal keys outside of the transaction"));
        assertThat(accesses(latchkey)).isEmpty();

        assertThat(reveal(latchkey, issued)).isEqualTo(issued.rawKey().reveal());
        assertThat(accesses(latchkey)).extracting(AccessEvent::kind).containsExactly(Kind.REVEALED);
    }

    @Test
    void aRevealStaysInTheAuditOfASinkWithConnectionsOfItsOwn() {
        IssuedKey issued = issue();
        try (Latchkey apart = latchkey(builder -> builder.auditSink(JdbcAuditSink.on(pool)))) {
            host.rollBack(connection ->
                    assertThat(reveal(apart, issued)).isEqualTo(issued.rawKey().reveal()));
            assertThat(accesses(apart)).extracting(AccessEvent::kind).containsExactly(Kind.REVEALED);
        }
    }

    @Test
    void anAttemptInATransactionThatIsRolledBackIsInTheAuditOnce() {
        IssuedKey issued = issue();
        revoke(issued.key());
        host.rollBack(connection -> {
            readCommitted(connection);
            assertThat(isAccepted(issued.rawKey())).isFalse();
            latchkey.flush();
        });
        assertThat(accesses(latchkey)).extracting(AccessEvent::kind).containsExactly(Kind.REFUSED);

        latchkey.flush();
        assertThat(accesses(latchkey)).hasSize(1);
    }

    @Test
    void whatIsFlushedInATransactionCountsOnceHoweverThatEnds() {
        IssuedKey issued = issue();
        host.rollBack(connection -> {
            readCommitted(connection);
            assertThat(isAccepted(issued.rawKey())).isTrue();
            latchkey.flush();
        });
        assertThat(uses(issued)).as("uses after a rollback").isEqualTo(1);

        host.commit(connection -> {
            readCommitted(connection);
            assertThat(isAccepted(issued.rawKey())).isTrue();
            latchkey.flush();
        });
        latchkey.flush();
        assertThat(uses(issued)).as("uses after a commit").isEqualTo(2);
    }

    @Test
    void whatIsFlushedAtAnyIsolationCountsOnce() {
        IssuedKey issued = issue();
        List<Integer> isolations = List.of(
                Connection.TRANSACTION_READ_COMMITTED,
                Connection.TRANSACTION_REPEATABLE_READ,
                Connection.TRANSACTION_SERIALIZABLE);
        for (int isolation : isolations) {
            assertThat(isAccepted(issued.rawKey())).isTrue();
            host.rollBack(connection -> {
                connection.setTransactionIsolation(isolation);
                latchkey.flush();
            });
        }

        assertThat(uses(issued)).isEqualTo(isolations.size());
    }

    @Test
    void closingInATransactionThatIsRolledBackLosesNothing() {
        IssuedKey issued = issue();
        Latchkey closed = latchkey(builder -> builder.auditSink(JdbcAuditSink.on(host.proxy())));
        host.rollBack(connection -> {
            readCommitted(connection);
            Verdict verdict =
                    closed.authenticator().authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
            revoke(issued.key());
            verdict = closed.strictAuthenticator().authenticate(issued.rawKey().reveal(), Requirement.ANY, null);
            assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.REFUSED);
        });
        host.rollBack(connection -> closed.close());

        assertThat(uses(issued)).isEqualTo(1);
        assertThat(accesses(latchkey)).extracting(AccessEvent::kind).containsExactly(Kind.REFUSED);
    }

    private static void readCommitted(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
    }

    private IssuedKey issue() {
        return latchkey.keys().issue(SPEC, ACTOR).orElseThrow();
    }

    private void revoke(ApiKey key) {
        assertThat(latchkey.keys().revoke("acme", key.id(), "test", ACTOR).isDone())
                .isTrue();
    }

    private Verdict verdict(RawKey raw) {
        return latchkey.authenticator().authenticate(raw.reveal(), Requirement.ANY, null);
    }

    private boolean isAccepted(RawKey raw) {
        return verdict(raw).outcome() == Verdict.Outcome.ACCEPTED;
    }

    private static String reveal(Latchkey by, IssuedKey issued) {
        return by.sealedKeys()
                .reveal(List.of(issued.key()), ACTOR)
                .get(issued.key().id())
                .reveal();
    }

    private long uses(IssuedKey issued) {
        return latchkey.keys().list(KeyQuery.of("acme", 10)).items().stream()
                .filter(listed -> listed.key().id().equals(issued.key().id()))
                .mapToLong(ListedKey::uses)
                .sum();
    }

    private static List<AccessEvent> accesses(Latchkey of) {
        return of.audit().timeline(TimelineQuery.of("acme", 50)).items().stream()
                .filter(TimelineEntry.Access.class::isInstance)
                .map(entry -> ((TimelineEntry.Access) entry).event())
                .toList();
    }
}
