package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static dev.latchkey.World.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Result.Outcome;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyPatch;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The host's policy: what it bounds, and what it leaves as it is. */
class PolicyTest {
    private static final Duration MONTH = Duration.ofDays(30);

    /** May change while Latchkey runs, as a host's own does. */
    private final AtomicReference<KeyPolicies> policies = new AtomicReference<>(KeyPolicies.NONE);

    private final World world = new World(
            builder -> builder.policies((tenant, scope) -> policies.get().of(tenant, scope)));

    @AfterEach
    void close() {
        world.close();
    }

    private void set(KeyPolicy policy) {
        policies.set((tenant, scope) -> policy);
    }

    private Result<IssuedKey> issue(KeySpec spec) {
        return world.watched(world.keys().issue(spec, ACTOR));
    }

    private List<ApiKey> alive() {
        KeyQuery query = KeyQuery.of("acme", 1000).aliveAt(world.clock.instant());
        return world.keys().list(query).items().stream()
                .map(listed -> listed.key())
                .toList();
    }

    @Test
    void lifetimesBoundWhatIsIssuedChangedImportedAndBegunInASlot() {
        set(KeyPolicy.NONE.maxLifetime(MONTH).defaultLifetime(Duration.ofDays(7)));
        ApiKey issued = issue(SPEC).value().key();
        assertThat(issued.expiresAt()).isEqualTo(START.plus(Duration.ofDays(7)));
        KeySpec slot = SPEC.slot("default");
        assertThat(world.watched(world.keys().regenerate(slot, ACTOR))
                        .value()
                        .key()
                        .expiresAt())
                .isEqualTo(START.plus(Duration.ofDays(7)));
        KeySpec tooLong = SPEC.expiresAt(START.plus(MONTH).plusSeconds(1));
        assertThatThrownBy(() -> issue(tooLong)).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> world.keys().regenerate(tooLong.slot("other"), ACTOR))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> world.keys().changeExpiry("acme", issued.id(), null, ACTOR))
                .isInstanceOf(InvalidValueException.class);
        Operator eve = Operator.of(ACTOR).tenants("acme").mayEverything().mayGrant(Permissions.ALL);
        OperatorKeys operated = world.latchkey.management().by(eve);
        assertThatThrownBy(() -> operated.change("acme", issued.id(), KeyPatch.NONE.expiresAt(tooLong.expiresAt())))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> operated.issue(SPEC, MONTH.plusSeconds(1))).isInstanceOf(InvalidValueException.class);
        KeySpec imported = KeySpec.of("acme", Scope.tenant(), "imported");
        String raw = new SecretGenerator().rawKey(World.FORMAT).reveal();
        assertThat(world.latchkey
                        .imports()
                        .importKey(imported, raw, ACTOR)
                        .value()
                        .expiresAt())
                .isEqualTo(START.plus(Duration.ofDays(7)));
    }

    @Test
    void whoMayMakeKeysThatNeverExpireIsAskedByItsKind() {
        set(KeyPolicy.NONE.neverExpires(Actor.Kind.HOST));
        assertThat(world.watched(world.keys().issue(SPEC, Actor.host("setup"))).isDone())
                .isTrue();
        assertThatThrownBy(() -> issue(SPEC)).isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aPolicyMayDependOnTheTenantAndTheScope() {
        policies.set((tenant, scope) -> tenant.equals("acme") && scope.equals(Scope.resource("a"))
                ? KeyPolicy.NONE.defaultLifetime(MONTH)
                : KeyPolicy.NONE);
        assertThat(issue(SPEC).value().key().expiresAt()).isNull();
        assertThat(issue(KeySpec.of("acme", Scope.resource("a"), "a"))
                        .value()
                        .key()
                        .expiresAt())
                .isEqualTo(START.plus(MONTH));
        assertThat(world.latchkey.policies().of("globex", Scope.resource("a"))).isEqualTo(KeyPolicy.NONE);
    }

    @Test
    void aChangeOfPolicyEndsNothingAndIsReportedBefore() {
        ApiKey forever = issue(SPEC).value().key();
        ApiKey dated =
                issue(SPEC.expiresAt(START.plus(Duration.ofDays(3)))).value().key();
        KeyPolicy stricter = KeyPolicy.NONE.maxLifetime(MONTH);

        Policies.Report report = world.latchkey.policies().report((tenant, scope) -> stricter, null);

        assertThat(report.next()).isNull();
        assertThat(report.breaches()).singleElement().satisfies(breach -> {
            assertThat(breach.key().id()).isEqualTo(forever.id());
            assertThat(breach.breaches())
                    .extracting(InvalidValueException::field)
                    .containsExactly("expiresAt");
        });
        set(stricter);
        assertThat(alive()).extracting(ApiKey::id).containsExactlyInAnyOrder(forever.id(), dated.id());
        assertThat(world.keys().rename("acme", forever.id(), "new", ACTOR).isDone())
                .isTrue();
    }

    @Test
    void theReportOfATenantTellsWhoHasMoreKeysThanAPolicyAllows() {
        for (String owner : List.of("bob", "bob", "bob", "ada", "ada", "cid")) {
            assertThat(issue(SPEC.owner(owner)).isDone()).isTrue();
        }
        ApiKey forever = issue(KeySpec.of("acme", Scope.resource("a"), "a").owner("cid"))
                .value()
                .key();
        ApiKey dead = issue(SPEC.owner("cid")).value().key();
        assertThat(world.keys().revoke("acme", dead.id(), "test", ACTOR).isDone())
                .isTrue();
        assertThat(issue(KeySpec.of("globex", Scope.tenant(), "other").owner("bob"))
                        .isDone())
                .isTrue();
        Policies service = world.latchkey.policies();

        Policies.TenantReport none = service.report("acme", (tenant, scope) -> KeyPolicy.NONE);
        assertThat(none).isEqualTo(new Policies.TenantReport(7, List.of(), List.of()));
        KeyPolicy exact = KeyPolicy.NONE.maxKeys(7).maxKeysPerOwner(3);
        assertThat(service.report("acme", (tenant, scope) -> exact).excesses()).isEmpty();

        Policies.TenantReport report = service.report(
                "acme",
                (tenant, scope) -> scope.equals(Scope.resource("a"))
                        ? KeyPolicy.NONE.maxKeys(6).maxKeysPerOwner(1).maxLifetime(MONTH)
                        : KeyPolicy.NONE.maxKeysPerOwner(2));
        assertThat(report.keys()).isEqualTo(7);
        assertThat(report.excesses())
                .containsExactly(
                        new Policies.Excess(null, 7, 6),
                        new Policies.Excess("bob", 3, 2),
                        new Policies.Excess("cid", 2, 1));
        assertThat(report.breaches()).extracting(breach -> breach.key().id()).containsExactly(forever.id());
        assertThat(service.report("nobody", (tenant, scope) -> exact).keys()).isZero();
    }

    @Test
    void theReportOfATenantReadsItToItsEnd() {
        for (int i = 0; i < 1001; i++) {
            Changed issued = Keys.issue(SPEC.owner("bob"), START);
            assertThat(world.store.insert(issued.next(), issued.event()).value())
                    .isEqualTo(Insertion.INSERTED);
        }
        KeyPolicy policy = KeyPolicy.NONE.maxKeys(1000).maxKeysPerOwner(1000).maxLifetime(MONTH);

        Policies.TenantReport report = world.latchkey.policies().report("acme", (tenant, scope) -> policy);
        assertThat(report.keys()).isEqualTo(1001);
        assertThat(report.excesses())
                .containsExactly(new Policies.Excess(null, 1001, 1000), new Policies.Excess("bob", 1001, 1000));
        assertThat(report.breaches()).hasSize(1000);
    }

    @Test
    void theMaximumCountsKeysThatAreNotDead() {
        set(KeyPolicy.NONE.maxKeys(2));
        ApiKey first = issue(SPEC).value().key();
        ApiKey second = issue(SPEC).value().key();
        int events = world.store.writes.get();
        assertThat(issue(SPEC).outcome()).isEqualTo(Outcome.TOO_MANY_KEYS);
        assertThat(world.store.writes.get()).isEqualTo(events);
        assertThat(world.watched(world.keys().regenerate(SPEC.slot("default"), ACTOR))
                        .outcome())
                .isEqualTo(Outcome.TOO_MANY_KEYS);
        world.keys().suspend("acme", first.id(), "", ACTOR).orElseThrow();
        assertThat(issue(SPEC).outcome()).isEqualTo(Outcome.TOO_MANY_KEYS);
        world.keys().revoke("acme", second.id(), "", ACTOR).orElseThrow();
        assertThat(issue(SPEC).isDone()).isTrue();
        assertThat(issue(KeySpec.of("globex", Scope.tenant(), "theirs")).isDone())
                .isTrue();
    }

    @Test
    void theMaximumOfAnOwnerHoldsForNewKeysAndForKeysThatItTakesOver() {
        set(KeyPolicy.NONE.maxKeysPerOwner(1));
        assertThat(issue(SPEC.owner("ops")).isDone()).isTrue();
        assertThat(issue(SPEC.owner("ops")).outcome()).isEqualTo(Outcome.TOO_MANY_KEYS);
        ApiKey free = issue(SPEC).value().key();
        assertThat(world.keys()
                        .change("acme", free.id(), spec -> spec.owner("ops"), ACTOR)
                        .outcome())
                .isEqualTo(Outcome.TOO_MANY_KEYS);
        Operator eve = Operator.of(ACTOR).tenants("acme").mayEverything().mayGrant(Permissions.ALL);
        OperatorKeys operated = world.latchkey.management().by(eve);
        assertThat(operated.change("acme", free.id(), KeyPatch.NONE.owner("ops"))
                        .outcome())
                .isEqualTo(Outcome.TOO_MANY_KEYS);
        assertThat(operated.change("acme", free.id(), KeyPatch.NONE.owner("dev"))
                        .isDone())
                .isTrue();
    }

    @Test
    void aKeyThatComesSecondEndsItself() {
        set(KeyPolicy.NONE.maxKeys(1));
        List<Result<IssuedKey>> between = new ArrayList<>();
        world.store.beforeInsert = () -> {
            world.store.beforeInsert = () -> {};
            between.add(issue(SPEC));
        };

        Result<IssuedKey> late = issue(SPEC);

        assertThat(between.get(0).isDone()).isTrue();
        assertThat(late.outcome()).isEqualTo(Outcome.TOO_MANY_KEYS);
        assertThat(alive())
                .extracting(ApiKey::id)
                .containsExactly(between.get(0).value().key().id());
    }

    @Test
    void aRepeatOfARequestWhoseKeyEndedItselfIsToldSo() {
        set(KeyPolicy.NONE.maxKeys(1));
        world.store.beforeInsert = () -> {
            world.store.beforeInsert = () -> {};
            assertThat(issue(SPEC).isDone()).isTrue();
        };
        IdempotentRequests once = world.keys().once(new IdempotencyKey("one"));
        for (int i = 0; i < 2; i++) {
            assertThat(once.issue(SPEC, ACTOR).outcome()).isEqualTo(Outcome.TOO_MANY_KEYS);
        }
    }

    @Test
    void simultaneousRequestsAreNeverHandedMoreThanTheMaximum() throws Exception {
        int requests = 6;
        for (int max = 1; max <= requests; max++) {
            assertThat(handedOut("late" + max, max, requests, true)).isLessThanOrEqualTo(max);
            assertThat(handedOut("early" + max, max, requests, false)).isLessThanOrEqualTo(max);
        }
    }

    /**
     * Sends requests that all find room, and returns how many got a secret. Each stores its key after all have looked;
     * if they meet, each counts after all have stored theirs.
     */
    private int handedOut(String tenant, int max, int requests, boolean meet) throws Exception {
        set(KeyPolicy.NONE.maxKeys(max));
        CyclicBarrier looked = new CyclicBarrier(requests);
        CyclicBarrier stored = new CyclicBarrier(requests);
        world.store.beforeInsert = () -> await(looked);
        world.store.afterInsert = () -> {
            if (meet) {
                await(stored);
            }
        };
        ExecutorService threads = Executors.newFixedThreadPool(requests);
        try {
            List<Future<Result<IssuedKey>>> results = new ArrayList<>();
            for (int i = 0; i < requests; i++) {
                KeySpec spec = KeySpec.of(tenant, Scope.tenant(), "k" + i);
                results.add(threads.submit(() -> retried(spec)));
            }
            int handedOut = 0;
            for (Future<Result<IssuedKey>> result : results) {
                handedOut += result.get(60, TimeUnit.SECONDS).isDone() ? 1 : 0;
            }
            KeyQuery query = KeyQuery.of(tenant, 1000).aliveAt(world.clock.instant());
            assertThat(world.keys().list(query).items()).hasSize(handedOut);
            return handedOut;
        } finally {
            threads.shutdownNow();
            world.store.beforeInsert = () -> {};
            world.store.afterInsert = () -> {};
        }
    }

    /** The gate takes one at a time; what it has no room for comes again. */
    private Result<IssuedKey> retried(KeySpec spec) {
        Result<IssuedKey> result = issue(spec);
        while (result.outcome() == Outcome.OVERLOADED) {
            Thread.onSpinWait();
            result = issue(spec);
        }
        return result;
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(60, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aKeyThatIssuesKeysIsBoundedToo() {
        Caller caller = world.accepted(issue(SPEC).value().rawKey());
        set(KeyPolicy.NONE.maxKeys(2).defaultLifetime(MONTH));
        IssuedKey child = world.watched(world.keys().issue(SPEC, caller)).value();
        assertThat(child.key().expiresAt()).isEqualTo(START.plus(MONTH));
        assertThat(world.keys().issue(SPEC, caller).outcome()).isEqualTo(Outcome.TOO_MANY_KEYS);
    }
}
