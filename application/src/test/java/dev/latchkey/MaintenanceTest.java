package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.TestClock;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.IdleReport;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MaintenanceTest {
    private static final Instant T0 = Keys.T0;
    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Duration LONG = Duration.ofHours(1);

    private final HookedStore store = new HookedStore();
    private final TestClock clock = new TestClock(T0);
    private final List<Latchkey> nodes = new ArrayList<>();
    private final Maintenance one = node(MaintenanceRules.DEFAULT.idleAfter(MONTH));
    private final Maintenance two = node(MaintenanceRules.DEFAULT.idleAfter(MONTH));

    private Maintenance node(MaintenanceRules rules) {
        Latchkey node = Latchkey.builder()
                .store(store)
                .keyFormat(World.FORMAT)
                .clock(clock)
                .argon2(World.CHEAP)
                .maintenance(rules)
                .flushEvery(DAY)
                .build();
        nodes.add(node);
        return node.maintenance();
    }

    @AfterEach
    void close() {
        nodes.forEach(Latchkey::close);
    }

    private ApiKey insert(KeySpec spec) {
        Changed issued = Keys.issue(spec, clock.instant());
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    private List<ApiKey> insert(String tenant, int count) {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keys.add(insert(KeySpec.of(tenant, Scope.tenant(), "k" + i)));
        }
        return keys;
    }

    private void use(List<ApiKey> keys) {
        store.recordUse(new UseBatch(
                Keys.id(),
                1,
                keys.stream()
                        .map(key -> new KeyUse(key.id(), clock.instant(), 1))
                        .toList()));
    }

    private List<AuditEvent> events(AuditAction action) {
        return store.audit(AuditQuery.of(Keys.TENANT, 1000)).items().stream()
                .filter(event -> event.action() == action)
                .toList();
    }

    @Test
    void expiriesAreRecordedOnceAndDeadKeysArePurgedAfterTheirTime() {
        for (int i = 0; i < 250; i++) {
            insert(Keys.spec().expiresAt(T0.plusSeconds(1 + i)));
        }
        ApiKey living = insert(Keys.spec());
        clock.advance(DAY);

        MaintenanceResult first = one.run(LONG);
        assertThat(first.expired()).isEqualTo(250);
        assertThat(first.purged()).isZero();
        assertThat(first.more()).isFalse();
        assertThat(two.run(LONG).expired()).isZero();
        assertThat(events(AuditAction.EXPIRED)).hasSize(250);
        clock.advance(Duration.ofDays(90));
        assertThat(two.run(LONG).purged()).isEqualTo(250);
        assertThat(store.findById(living.id()).value()).isPresent();
    }

    @Test
    void whatABudgetLeavesIsDoneByTheNextRun() {
        for (int i = 0; i < 250; i++) {
            insert(Keys.spec().expiresAt(T0.plusSeconds(1)));
        }
        clock.advance(DAY);
        int expired = 0;
        int runs = 0;
        MaintenanceResult result;
        do {
            result = one.run(Duration.ZERO);
            expired += result.expired();
            runs++;
        } while (result.more() && runs < 20);

        assertThat(expired).isEqualTo(250);
        assertThat(runs).isBetween(3, 19);
        assertThat(events(AuditAction.EXPIRED)).hasSize(250);
    }

    @Test
    void aClockThatIsSetBackMakesNoRunLonger() {
        for (int i = 0; i < 250; i++) {
            insert(Keys.spec().expiresAt(T0.plusSeconds(1)));
        }
        clock.advance(DAY);
        store.beforeReplace = () -> clock.set(T0.plus(DAY).minus(Duration.ofHours(1)));

        MaintenanceResult result = one.run(LONG);
        assertThat(result.more()).isTrue();
        assertThat(result.expired()).isLessThan(250);
    }

    /** The other node runs when this one has read what it is to do, before each of its writes. */
    @Test
    void twoNodesAtTheSameTimeRepeatNoEvent() {
        for (int i = 0; i < 20; i++) {
            insert(Keys.spec().expiresAt(T0.plusSeconds(1)));
        }
        insert(Keys.TENANT, 4);
        clock.advance(MONTH.plus(DAY));
        AtomicInteger depth = new AtomicInteger();
        store.beforeReplace = () -> {
            if (depth.getAndIncrement() == 0) {
                assertThat(two.run(LONG).expired()).isEqualTo(20);
            }
        };

        MaintenanceResult unused = one.run(LONG);
        store.beforeReplace = () -> {};
        assertThat(events(AuditAction.EXPIRED)).hasSize(20);
        assertThat(events(AuditAction.IDLE_REPORTED)).hasSize(1);
        clock.advance(DAY);
        depth.set(0);
        store.beforeReplace = () -> {
            if (depth.getAndIncrement() == 0) {
                assertThat(two.run(LONG).suspended()).isEqualTo(4);
            }
        };
        assertThat(one.run(LONG).suspended()).isZero();
        assertThat(events(AuditAction.SUSPENDED)).hasSize(4);
    }

    @Test
    void aRunThatIsCutShortLosesNothing() {
        for (int i = 0; i < 20; i++) {
            insert(Keys.spec().expiresAt(T0.plusSeconds(1)));
        }
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        int suspended = 0;
        int expired = 0;
        for (int cut = 1; cut < 60; cut++) {
            clock.advance(Duration.ofHours(1));
            AtomicInteger left = new AtomicInteger(cut % 4);
            store.beforeReplace = () -> {
                if (left.getAndDecrement() == 0) {
                    throw new StoreException("killed", null);
                }
            };
            try {
                MaintenanceResult result =
                        node(MaintenanceRules.DEFAULT.idleAfter(MONTH)).run(LONG);
                suspended = result.suspended();
                expired = result.expired();
            } catch (StoreException e) {
                assertThat(e).hasMessage("killed");
            }
        }
        assertThat(events(AuditAction.EXPIRED)).hasSize(20);
        assertThat(events(AuditAction.SUSPENDED)).hasSize(5);
        assertThat(events(AuditAction.IDLE_REPORTED)).hasSize(1);
        assertThat(expired).isZero();
        assertThat(suspended).isZero();
    }

    @Test
    void rotationsThatLapsedAreReportedUntilTheyAreCanceled() {
        ApiKey key = insert(Keys.spec());
        Changed begun = (Changed) key.by(Keys.ACTOR, T0).rotation().begin(Keys.secret(), RotationMode.firstUse());
        assertThat(store.replace(begun.next(), begun.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(one.run(LONG).lapsed()).isEmpty();

        clock.advance(MONTH);
        String handle = begun.next().secrets().get(1).handle();
        assertThat(one.run(LONG).lapsed())
                .containsExactly(new MaintenanceResult.LapsedRotation(key.tenant(), key.id(), handle, clock.instant()));
        assertThat(events(AuditAction.ROTATED)).hasSize(1);
    }

    @Test
    void theFirstRunOnlyReportsAndTheNextSuspendsAFew() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        ApiKey fresh = insert(Keys.spec());

        MaintenanceResult first = one.run(LONG);
        assertThat(first.suspended()).isZero();
        assertThat(first.idle()).hasSize(1);
        IdleReport report = first.idle().get(0);
        assertThat(report.reason()).isEqualTo(IdleReport.Reason.FIRST);
        assertThat(report.idle()).isEqualTo(5);
        assertThat(report.keys()).isEqualTo(6);
        assertThat(two.idleReport(Keys.TENANT)).isEqualTo(report);
        clock.advance(DAY);
        MaintenanceResult second = two.run(LONG);
        assertThat(second.suspended()).isEqualTo(5);
        assertThat(second.idle()).isEmpty();
        assertThat(events(AuditAction.SUSPENDED)).hasSize(5);
        assertThat(store.findById(fresh.id()).value().orElseThrow().suspension())
                .isNull();
    }

    @Test
    void nothingIsSuspendedMomentsAfterAnotherNodeHasReportedIt() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        IdleReport report = one.run(LONG).idle().get(0);
        Duration notice = MaintenanceRules.DEFAULT.idleNotice();

        for (Duration since : List.of(Duration.ZERO, Duration.ofMinutes(5), notice.minusMillis(1))) {
            clock.set(report.at().plus(since));
            MaintenanceResult early = two.run(LONG);
            assertThat(early.suspended()).as("after %s", since).isZero();
            assertThat(early.idle()).as("after %s", since).containsExactly(report);
        }
        assertThat(events(AuditAction.IDLE_REPORTED)).hasSize(1);
        clock.set(report.at().plus(notice));
        assertThat(two.run(LONG).suspended()).isEqualTo(5);
    }

    /** The other node reports after this one has looked for a report, and before it makes its own. */
    @Test
    void twoNodesThatLookAtTheSameTimeReportOnce() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        AtomicInteger lists = new AtomicInteger();
        store.beforeList = () -> {
            if (lists.getAndIncrement() == 0) {
                assertThat(two.run(LONG).idle()).hasSize(1);
            }
        };

        List<IdleReport> reports = one.run(LONG).idle();
        assertThat(reports).containsExactly(two.idleReport(Keys.TENANT));
        assertThat(events(AuditAction.IDLE_REPORTED)).hasSize(1);
    }

    @Test
    void aReportOfANodeWhoseClockIsAheadIsNotActedOnByOneThatIsBehind() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        IdleReport report = one.run(LONG).idle().get(0);
        clock.set(report.at().minus(Duration.ofHours(1)));
        assertThat(two.run(LONG).suspended()).isZero();
        assertThat(events(AuditAction.SUSPENDED)).isEmpty();
    }

    @Test
    void aConfirmedReportIsActedOnWithoutNotice() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        IdleReport report = one.run(LONG).idle().get(0);
        assertThat(one.confirmIdle(Keys.TENANT, report, ACTOR).isDone()).isTrue();
        assertThat(two.run(LONG).suspended()).isEqualTo(5);
    }

    @Test
    void theHostSaysHowLongAReportStandsBeforeItIsActedOn() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        MaintenanceRules rules = MaintenanceRules.DEFAULT.idleAfter(MONTH);
        MaintenanceResult unused = node(rules.idleNotice(Duration.ZERO)).run(LONG);
        assertThat(node(rules.idleNotice(Duration.ofDays(90))).run(LONG).suspended())
                .isZero();
        assertThat(node(rules.idleNotice(Duration.ZERO)).run(LONG).suspended()).isEqualTo(5);

        for (Duration wrong : List.of(Duration.ofMillis(-1), Duration.ofDays(90).plusMillis(1))) {
            assertThatThrownBy(() -> rules.idleNotice(wrong), "a notice of %s", wrong)
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessageContaining("idleNotice");
        }
    }

    /** The number went within the bound, but nobody may have seen the report. */
    @Test
    void aReportOfTooManyIsNotActedOnRightAwayWhenSomeOfThemAreUsedAgain() {
        List<ApiKey> keys = insert(Keys.TENANT, 6);
        clock.advance(MONTH.plus(DAY));
        MaintenanceResult first = one.run(LONG);
        clock.advance(DAY);
        MaintenanceResult second = one.run(LONG);
        assertThat(List.of(first, second))
                .flatExtracting(MaintenanceResult::idle)
                .extracting(IdleReport::reason)
                .containsExactly(IdleReport.Reason.FIRST, IdleReport.Reason.TOO_MANY);
        store.recordUse(UseBatch.of(new KeyUse(keys.get(0).id(), clock.instant(), 1)));

        assertThat(two.run(LONG).suspended()).isZero();
        clock.advance(DAY);
        assertThat(two.run(LONG).suspended()).isEqualTo(5);
    }

    @Test
    void moreThanAFewWaitForAConfirmationThatOtherNodesKnow() {
        List<ApiKey> keys = insert(Keys.TENANT, 6);
        clock.advance(MONTH.plus(DAY));
        MaintenanceResult unused = one.run(LONG);

        IdleReport report = one.run(LONG).idle().get(0);
        assertThat(report.reason()).isEqualTo(IdleReport.Reason.TOO_MANY);
        clock.advance(DAY);
        assertThat(two.run(LONG).idle()).containsExactly(report);
        assertThat(events(AuditAction.IDLE_REPORTED)).hasSize(2);
        assertThat(events(AuditAction.SUSPENDED)).isEmpty();

        IdleReport confirmed = two.confirmIdle(Keys.TENANT, report, ACTOR).orElseThrow();
        assertThat(one.confirmIdle(Keys.TENANT, report, ACTOR).orElseThrow()).isEqualTo(confirmed);
        assertThat(events(AuditAction.IDLE_CONFIRMED)).hasSize(1);
        assertThat(one.run(LONG).suspended()).isEqualTo(6);
        Suspension suspension = Objects.requireNonNull(
                store.findById(keys.get(0).id()).value().orElseThrow().suspension());
        assertThat(suspension.cause()).isEqualTo(Suspension.Cause.IDLE);
    }

    @Test
    void aConfirmationCoversNoKeyThatBecameIdleLater() {
        insert(Keys.TENANT, 6);
        clock.advance(DAY);
        insert(Keys.TENANT, 7);
        clock.advance(MONTH.minusSeconds(1));
        MaintenanceResult unused = one.run(LONG);
        IdleReport report = one.run(LONG).idle().get(0);
        assertThat(report.idle()).isEqualTo(6);
        assertThat(one.confirmIdle(Keys.TENANT, report, ACTOR).isDone()).isTrue();
        clock.advance(DAY);

        MaintenanceResult result = one.run(LONG);
        assertThat(result.suspended()).isEqualTo(6);
        assertThat(result.idle()).extracting(IdleReport::idle).containsExactly(7);
        assertThat(one.confirmIdle(Keys.TENANT, report, ACTOR).outcome()).isEqualTo(Result.Outcome.NOT_FOUND);
    }

    @Test
    void aReportWhoseKeysAreIdleNoMoreHidesNoneThatAreIdleNow() {
        List<ApiKey> keys = insert(Keys.TENANT, 6);
        clock.advance(MONTH.plus(DAY));
        MaintenanceResult unused = one.run(LONG);
        IdleReport old = one.run(LONG).idle().get(0);
        keys.forEach(key -> assertThat(nodes.get(0)
                        .keys()
                        .revoke(Keys.TENANT, key.id(), "gone", ACTOR)
                        .isDone())
                .isTrue());
        insert(Keys.TENANT, 7);
        clock.advance(MONTH.plus(DAY));

        IdleReport report = one.run(LONG).idle().get(0);
        assertThat(report.number()).isEqualTo(old.number() + 1);
        assertThat(report.idle()).isEqualTo(7);
        assertThat(one.confirmIdle(Keys.TENANT, report, ACTOR).isDone()).isTrue();
        assertThat(one.run(LONG).suspended()).isEqualTo(7);
    }

    @Test
    void aKeyWhoseUseThisProcessHasNotWrittenIsNotIdle() {
        IssuedKey used = nodes.get(0).keys().issue(Keys.spec(), ACTOR).orElseThrow();
        clock.advance(MONTH.plus(DAY));
        assertThat(one.run(LONG).idle()).hasSize(1);
        Verdict verdict =
                nodes.get(0).authenticator().authenticate(used.rawKey().reveal(), Requirement.TENANT, null);
        assertThat(verdict.outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);

        assertThat(one.run(LONG).suspended()).isZero();
    }

    /** The node goes on with the walk that a failure ended, and the tenant it was at. */
    @Test
    void aFailureCountsNoKeyTwice() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        assertThat(one.run(LONG).idle()).hasSize(1);
        clock.advance(DAY);
        AtomicInteger writes = new AtomicInteger();
        store.beforeReplace = () -> {
            if (writes.incrementAndGet() == 2) {
                throw new StoreException("unreachable", null);
            }
        };
        assertThatThrownBy(() -> one.run(LONG)).isInstanceOf(StoreException.class);

        MaintenanceResult next = one.run(LONG);
        assertThat(next.idle()).isEmpty();
        assertThat(next.suspended()).isEqualTo(4);
        assertThat(events(AuditAction.SUSPENDED)).hasSize(5);
    }

    @Test
    void aFailureRaisesNoBound() {
        insert(Keys.TENANT, 400);
        clock.advance(MONTH.plus(DAY));
        use(store.all().subList(6, 400));
        insert(Keys.TENANT, 400);
        store.beforeEvent = () -> {
            throw new StoreException("unreachable", null);
        };
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> one.run(LONG)).isInstanceOf(StoreException.class);
        }
        store.beforeEvent = () -> {};

        assertThat(one.run(LONG).idle()).singleElement().returns(800, IdleReport::keys);
    }

    @Test
    void aTenantWhoseReportCannotBeReadIsLookedAtByTheNextRun() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        store.beforeAudit = () -> {
            throw new StoreException("unreachable", null);
        };
        assertThatThrownBy(() -> one.run(LONG)).isInstanceOf(StoreException.class);
        store.beforeAudit = () -> {};

        assertThat(one.run(LONG).idle()).hasSize(1);
    }

    /** A tenant with more keys than a page, whose report is made by a later run than the one that began to count. */
    @Test
    void aReportStandsFromWhenItIsMade() {
        insert(Keys.TENANT, 5);
        clock.advance(MONTH.plus(DAY));
        insert(Keys.TENANT, 600);
        MaintenanceResult result = one.run(Duration.ZERO);
        while (result.more() && result.idle().isEmpty()) {
            clock.advance(Duration.ofHours(5));
            result = one.run(Duration.ZERO);
        }

        assertThat(result.idle()).singleElement().returns(clock.instant(), IdleReport::at);
        clock.advance(MaintenanceRules.DEFAULT.idleNotice().minusMillis(1));
        assertThat(two.run(LONG).suspended()).isZero();
    }

    @Test
    void aKeyThatIsUsedBetweenTwoRunsIsNotSuspended() {
        List<ApiKey> idle = insert(Keys.TENANT, 3);
        List<ApiKey> others = insert(Keys.TENANT, 1200);
        // Some on the first page and some on the last, whatever a list begins with.
        idle.addAll(insert(Keys.TENANT, 2));
        clock.advance(MONTH.plus(DAY));
        use(others);
        assertThat(one.run(LONG).idle()).hasSize(1);
        clock.advance(DAY);
        List<Integer> suspended = new ArrayList<>();
        MaintenanceResult result;
        do {
            result = one.run(Duration.ZERO);
            suspended.add(result.suspended());
            clock.advance(Duration.ofMinutes(1));
            // All but one are used, whenever the walk has counted them.
            if (suspended.size() == 3) {
                use(idle.subList(1, 5));
            }
        } while (result.more());

        assertThat(suspended.subList(0, 3)).containsOnly(0);
        assertThat(events(AuditAction.SUSPENDED))
                .extracting(AuditEvent::keyId)
                .containsExactly(idle.get(0).id());
        assertThat(events(AuditAction.SUSPENDED))
                .extracting(AuditEvent::at)
                .allSatisfy(at -> assertThat(at).isAfter(T0.plus(MONTH.plus(DAY).plus(DAY))));
    }

    @Test
    void aBudgetMayBeAsLongAsADurationIs() {
        insert(Keys.spec().expiresAt(T0.plusSeconds(1)));
        clock.advance(DAY);
        assertThat(one.run(Duration.ofSeconds(Long.MAX_VALUE)).expired()).isEqualTo(1);
    }

    @Test
    void idleKeysAreNotSuspendedWhereUsesAreNotRecorded() {
        LatchkeyBuilder builder = Latchkey.builder()
                .store(store)
                .keyFormat(World.FORMAT)
                .recordUses(false)
                .maintenance(MaintenanceRules.DEFAULT.idleAfter(MONTH));
        assertThatThrownBy(builder::build)
                .isInstanceOf(InvalidValueException.class)
                .hasMessageContaining("idleAfter");
        assertThatThrownBy(() ->
                        MaintenanceRules.DEFAULT.idleAfter(Duration.ofDays(7).minusMillis(1)))
                .isInstanceOf(InvalidValueException.class);
    }
}
