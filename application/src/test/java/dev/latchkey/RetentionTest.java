package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.adapter.inmemory.InMemoryAuditSink;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineQuery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
    private static final Duration DAY = Duration.ofDays(1);

    private final TestClock clock = new TestClock(World.START);
    private final Latchkey latchkey = Latchkey.builder()
            .store(new InMemoryKeyStore())
            .auditSink(new InMemoryAuditSink())
            .keyFormat(World.FORMAT)
            .clock(clock)
            .argon2(World.CHEAP)
            .flushEvery(DAY)
            .build();

    @AfterEach
    void close() {
        latchkey.close();
    }

    @Test
    void eachKindOfThePastHasAnAgeOfItsOwn() {
        IssuedKey living = issue();
        use(living);
        IssuedKey revoked = issue();
        revoke(revoked);
        use(revoked);
        assertThat(latchkey.keys().purge(World.START.plus(DAY), 10, ACTOR)).isZero();
        clock.advance(DAY);
        assertThat(latchkey.keys().purge(clock.instant(), 10, ACTOR)).isEqualTo(1);
        latchkey.flush();
        assertThat(timeline()).hasSize(5);

        clock.advance(Duration.ofDays(89));
        assertThat(removeOld()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(removeOld()).as("a refusal").isEqualTo(1);
        assertThat(timeline()).hasSize(4);
        clock.advance(Duration.ofDays(311));
        assertThat(removeOld()).as("a purged key, and a day of the other").isEqualTo(2);
        assertThat(timeline()).hasSize(1);
        clock.advance(Duration.ofDays(4000));
        assertThat(removeOld()).isZero();
        assertThat(latchkey.usage()
                        .of("acme", living.key().id(), 400)
                        .orElseThrow()
                        .lastUsedAt())
                .isEqualTo(World.START);
    }

    @Test
    void agesBeforeTheFirstInstantRemoveNothing() {
        use(issue());
        Duration ever = Duration.ofDays(1_000_000);
        assertThat(latchkey.retention().removeOld(new Retention.Ages(ever, ever, ever), 1))
                .isZero();
    }

    @Test
    void atATimeNoMoreIsRemovedThanTheLimit() {
        for (int i = 0; i < 3; i++) {
            IssuedKey key = issue();
            revoke(key);
            use(key);
        }
        latchkey.flush();
        clock.advance(Duration.ofDays(91));

        assertThat(latchkey.retention().removeOld(Retention.Ages.DEFAULT, 2)).isEqualTo(2);
        assertThat(latchkey.retention().removeOld(Retention.Ages.DEFAULT, 2)).isEqualTo(1);
        assertThat(latchkey.retention().removeOld(Retention.Ages.DEFAULT, 2)).isZero();
        assertThatThrownBy(() -> assertThat(latchkey.retention().removeOld(Retention.Ages.DEFAULT, 0))
                        .isZero())
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aTenantThatWasEndedAndPurgedLeavesItsBareMark() {
        IssuedKey key = issue();
        use(key);
        assertThat(latchkey.tenants().end("acme", "left", Actor.user("ada")).more())
                .isFalse();
        use(key);
        latchkey.flush();
        clock.advance(DAY);
        assertThat(latchkey.keys().purge(clock.instant(), 10, ACTOR)).isEqualTo(1);

        assertThat(latchkey.retention().forgetTenant("acme", 3)).isEqualTo(4);
        assertThat(latchkey.retention().forgetTenant("acme", 3)).isEqualTo(1);
        assertThat(latchkey.retention().forgetTenant("acme", 3)).isZero();
        assertThat(timeline()).isEmpty();
        assertThat(latchkey.tenants().find("acme").orElseThrow())
                .satisfies(mark -> assertThat(mark.reason() + mark.actor()).doesNotContain("left", "ada"));
        assertThat(latchkey.keys().issue(SPEC, ACTOR).outcome()).isEqualTo(Result.Outcome.TENANT_ENDED);
    }

    @Test
    void aUserIsReplacedInEverythingThatTheUserDid() {
        IssuedKey key = issue();
        ApiKey suspended = latchkey.keys()
                .suspend("acme", key.key().id(), "unpaid", Actor.user("bob"))
                .orElseThrow();

        assertThat(latchkey.retention().replaceUser("bob", "user 17", 100)).isEqualTo(1);
        assertThat(timeline())
                .extracting(
                        entry -> ((TimelineEntry.Change) entry).event().actor().id())
                .containsExactly("user 17", "ada");
        assertThat(latchkey.keys().find("acme", key.key().id())).contains(suspended);
        assertThatThrownBy(() -> assertThat(latchkey.retention().replaceUser("bob", "bob", 100))
                        .isZero())
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aHostIsToldThatItsSinkOrStoreCannotForget() {
        try (World world = new World()) {
            Retention retention = world.latchkey.retention();
            assertThat(retention.removeOld(Retention.Ages.DEFAULT, 1)).isZero();
            assertThatThrownBy(
                            () -> assertThat(retention.forgetTenant("acme", 1)).isZero())
                    .isInstanceOf(NotKeptException.class)
                    .hasMessageContaining("KeyHistory.Source");
        }
        try (Latchkey logging = Latchkey.builder()
                .store(new InMemoryKeyStore())
                .keyFormat(World.FORMAT)
                .build()) {
            assertThatThrownBy(() -> assertThat(logging.retention().replaceUser("ada", "user 17", 1))
                            .isZero())
                    .isInstanceOf(NotKeptException.class)
                    .hasMessageContaining("AccessHistory");
        }
    }

    private IssuedKey issue() {
        return latchkey.keys().issue(SPEC, ACTOR).orElseThrow();
    }

    private void revoke(IssuedKey key) {
        latchkey.keys().revoke("acme", key.key().id(), "test", ACTOR).orElseThrow();
    }

    /** Uses a key, in force or not. */
    private void use(IssuedKey key) {
        Verdict verdict = latchkey.authenticator().authenticate(key.rawKey().reveal(), Requirement.ANY, null);
        assertThat(verdict.outcome() == Verdict.Outcome.ACCEPTED || verdict.refusal() == Refusal.REVOKED)
                .isTrue();
        latchkey.flush();
    }

    private int removeOld() {
        return latchkey.retention().removeOld(Retention.Ages.DEFAULT, 100);
    }

    private List<TimelineEntry> timeline() {
        return latchkey.audit().timeline(TimelineQuery.of("acme", 100)).items();
    }
}
