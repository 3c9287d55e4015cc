package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Guessing is slowed down, and a holder of the right secret does not notice. */
class FailedAttemptsTest {
    private static final RateLimit PER_ADDRESS = new RateLimit(5, 1, Duration.ofSeconds(2));
    private static final RateLimit PER_HANDLE = new RateLimit(3, 1, Duration.ofSeconds(3));
    private static final String HERE = "192.0.2.1";
    private static final Verdict INVALID = Verdict.refused(Refusal.INVALID, null);

    private final Map<String, Long> taken = new ConcurrentHashMap<>();
    private RuntimeException failure;
    private final RateLimiter limiter = (bucket, limits) -> {
        if (failure != null) {
            throw failure;
        }
        RateLimit limit = limits.get(0);
        long count = taken.merge(bucket, 1L, Long::sum);
        Duration wait = limit.period();
        return new RateDecision(count <= limit.burst(), limit, Math.max(0, limit.burst() - count), wait, wait);
    };
    private final World world = new World(builder -> builder.failedAttempts(limiter, PER_ADDRESS, PER_HANDLE));
    private final SecretGenerator random = new SecretGenerator();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void wrongSecretsAtOneKeyAreLimitedWhereverTheyComeFromAndTheRightOneNever() {
        RawKey raw = world.issue(SPEC).rawKey();
        for (int i = 0; i < 200; i++) {
            Verdict wrong = attempt(Forged.sameHandle(raw), "198.51.100." + i);
            assertThat(wrong).isEqualTo(i < 3 ? INVALID : Verdict.tooManyAttempts(Duration.ofSeconds(3)));
            assertThat(attempt(raw.reveal(), "198.51.100." + i)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        }
    }

    @Test
    void garbageUnknownKeysAndWrongSecretsFromOneAddressAreLimitedTogetherAndTheRightSecretFromThereNever() {
        RawKey raw = world.issue(SPEC).rawKey();
        assertThat(attempt("garbage", HERE)).isEqualTo(Verdict.refused(Refusal.MALFORMED, null));
        assertThat(attempt("", HERE)).isEqualTo(Verdict.refused(Refusal.MALFORMED, null));
        assertThat(attempt(unknown(), HERE)).isEqualTo(INVALID);
        assertThat(attempt(unknown(), HERE)).isEqualTo(INVALID);
        assertThat(attempt(Forged.sameHandle(raw), HERE)).isEqualTo(INVALID);
        for (int i = 0; i < 100; i++) {
            for (String wrong : new String[] {"garbage", unknown(), ""}) {
                assertThat(attempt(wrong, HERE)).isEqualTo(Verdict.tooManyAttempts(Duration.ofSeconds(2)));
            }
            assertThat(attempt(raw.reveal(), HERE)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        }
        assertThat(attempt(unknown(), "192.0.2.2")).isEqualTo(INVALID);
    }

    @Test
    void whoIsLimitedByBothIsToldTheLongerWait() {
        RawKey raw = world.issue(SPEC).rawKey();
        for (int i = 0; i < 5; i++) {
            attempt(Forged.sameHandle(raw), HERE);
        }
        assertThat(attempt(Forged.sameHandle(raw), HERE)).isEqualTo(Verdict.tooManyAttempts(Duration.ofSeconds(3)));
    }

    @Test
    void noCredentialIsNoAttemptAndNeitherIsAProvenKeyThatIsDeadOrForbidden() {
        IssuedKey dead = world.issue(SPEC);
        RawKey alive = world.issue(SPEC).rawKey();
        world.keys().revoke("acme", dead.key().id(), "leaked", World.ACTOR).orElseThrow();
        for (int i = 0; i < 20; i++) {
            World.assertRefused(attempt(null, HERE), Refusal.MISSING);
            World.assertRefused(attempt(dead.rawKey().reveal(), HERE), Refusal.REVOKED);
            World.assertRefused(
                    world.latchkey.authenticator().authenticate(alive.reveal(), Requirement.RESOURCE, address(HERE)),
                    Refusal.TENANT_KEY);
        }
        assertThat(taken).isEmpty();
    }

    @Test
    void addressesOfOneSiteShareABucketInIpv6AndAnUnknownOneHasNone() {
        attempt("garbage", "2001:db8:1:2::1");
        attempt("garbage", "2001:db8:1:2:ffff::2");
        attempt("garbage", "2001:db8:1:3::1");
        attempt("garbage", "::ffff:192.0.2.1");
        attempt("garbage", HERE);
        attempt("garbage", null);
        assertThat(taken)
                .containsOnly(
                        Map.entry("attempt:address:20010db800010002/64", 2L),
                        Map.entry("attempt:address:20010db800010003/64", 1L),
                        Map.entry("attempt:address:" + HERE, 2L));
    }

    @Test
    void onceTheBucketOfAnAddressIsEmptyNoGuessAtAnImportedKeyReadsTheStore() {
        try (World importing = importing()) {
            String right = "legacy-key-of-a-customer-1";
            String verified = "legacy-key-of-a-customer-2";
            RawKey own = importing.issue(SPEC).rawKey();
            for (String old : List.of(right, verified)) {
                importing.latchkey.imports().importKey(SPEC, old, World.ACTOR).orElseThrow();
            }
            assertThat(attempt(importing, verified, HERE)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            for (int i = 0; i < 5; i++) {
                assertThat(attempt(importing, "guess-number-000" + i, HERE)).isEqualTo(INVALID);
            }
            importing.store.reads.set(0);
            for (int i = 0; i < 1000; i++) {
                assertThat(attempt(importing, "guess-number-1000" + i, HERE))
                        .isEqualTo(Verdict.tooManyAttempts(Duration.ofSeconds(2)));
            }
            assertThat(attempt(importing, right, HERE)).isEqualTo(Verdict.tooManyAttempts(Duration.ofSeconds(2)));
            assertThat(importing.store.reads).hasValue(0);
            assertThat(attempt(importing, verified, HERE)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            assertThat(attempt(importing, own.reveal(), HERE)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            assertThat(attempt(importing, "guess-number-20000", "192.0.2.2")).isEqualTo(INVALID);
            importing.store.reads.set(0);
            importing.clock.advance(Duration.ofMillis(1500));
            assertThat(attempt(importing, right, HERE)).isEqualTo(Verdict.tooManyAttempts(Duration.ofMillis(500)));
            importing.clock.advance(Duration.ofMillis(500));
            attempt(importing, "guess-number-30000", HERE);
            attempt(importing, "guess-number-40000", HERE);
            assertThat(importing.store.reads).as("one for each token").hasValue(1);
            importing.clock.advance(Duration.ofSeconds(2));
            assertThat(attempt(importing, right, HERE)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            assertThat(importing.recorded).isEmpty();
            importing.latchkey.flush();
            assertThat(importing.recorded.stream()
                            .filter(event -> event.reason().equals("INVALID"))
                            .mapToLong(AccessEvent::count)
                            .sum())
                    .isEqualTo(5 + 1000 + 1 + 1 + 1 + 2);
        }
    }

    @Test
    void simultaneousGuessesFromAnEmptiedAddressAreNoMoreThanItsTokens() {
        try (World importing = importing()) {
            for (int i = 0; i < 5; i++) {
                attempt(importing, "guess-number-000" + i, HERE);
            }
            importing.clock.advance(Duration.ofSeconds(2));
            importing.store.reads.set(0);
            importing.store.beforeRead = () -> {
                importing.store.beforeRead = () -> {};
                // While the first one waits for the store.
                for (int i = 0; i < 50; i++) {
                    assertThat(attempt(importing, "guess-number-100" + i, HERE))
                            .isEqualTo(Verdict.tooManyAttempts(Duration.ofSeconds(2)));
                }
            };
            attempt(importing, "guess-number-2000", HERE);
            assertThat(importing.store.reads).hasValue(1);
        }
    }

    @Test
    void anAddressIsSuspectedUntilItsBucketHasATokenAgain() {
        RateLimit daily = new RateLimit(5, 1, Duration.ofDays(1));
        try (World importing = new World(builder ->
                builder.failedAttempts(limiter, daily, PER_HANDLE).importedKeys(new ImportedKeys(new byte[32])))) {
            for (int i = 0; i < 5; i++) {
                attempt(importing, "guess-number-000" + i, HERE);
            }
            importing.clock.advance(Duration.ofHours(23));
            importing.store.reads.set(0);
            assertThat(attempt(importing, "guess-number-1000", HERE))
                    .isEqualTo(Verdict.tooManyAttempts(Duration.ofHours(1)));
            assertThat(importing.store.reads).hasValue(0);
        }
    }

    @Test
    void aClockThatIsSetBackHoldsNoAddressLongerThanItsBucket() {
        try (World importing = importing()) {
            importing
                    .latchkey
                    .imports()
                    .importKey(SPEC, "legacy-key-of-a-customer-1", World.ACTOR)
                    .orElseThrow();
            for (int i = 0; i < 5; i++) {
                attempt(importing, "guess-number-000" + i, HERE);
            }
            importing.clock.advance(Duration.ofHours(-1));
            assertThat(attempt(importing, "legacy-key-of-a-customer-1", HERE))
                    .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        }
    }

    @Test
    void aFailureOfTheStoreEndsTheGuessThatItAnswers() {
        try (World importing = importing()) {
            for (int i = 0; i < 5; i++) {
                attempt(importing, "guess-number-000" + i, HERE);
            }
            importing.clock.advance(Duration.ofSeconds(2));
            importing.store.beforeRead = () -> {
                importing.store.beforeRead = () -> {};
                throw new StoreException("read", null);
            };
            assertThat(attempt(importing, "guess-number-1000", HERE))
                    .returns(Verdict.Outcome.UNAVAILABLE, Verdict::outcome);
            importing.store.reads.set(0);
            attempt(importing, "guess-number-1000", HERE);
            assertThat(importing.store.reads).hasValue(1);
        }
    }

    private World importing() {
        return new World(builder ->
                builder.failedAttempts(limiter, PER_ADDRESS, PER_HANDLE).importedKeys(new ImportedKeys(new byte[32])));
    }

    private static Verdict attempt(World world, String presented, String from) {
        return world.latchkey.authenticator().authenticate(presented, Requirement.ANY, address(from));
    }

    @Test
    void whoMakesHandlesUpMakesNoBuckets() {
        for (int i = 0; i < 1000; i++) {
            attempt(unknown(), HERE);
        }
        assertThat(taken).containsOnlyKeys("attempt:address:" + HERE);
    }

    @Test
    void attemptsThatAreLimitedAreRecordedLikeTheOthers() {
        for (int i = 0; i < 20; i++) {
            attempt("garbage", HERE);
        }
        world.latchkey.flush();
        assertThat(world.recorded)
                .containsExactly(new AccessEvent(
                        World.START, AccessEvent.Kind.REFUSED, "MALFORMED", null, null, HERE, null, 20));
    }

    @Test
    void aLimiterThatFailsLeavesTheRefusalAndIsCounted() {
        RawKey raw = world.issue(SPEC).rawKey();
        failure = new StoreException("take a token", null);
        assertThat(attempt(Forged.sameHandle(raw), HERE)).isEqualTo(INVALID);
        assertThat(attempt(raw.reveal(), HERE)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        assertThat(world.limiterFailures.get()).isEqualTo(2);
    }

    /** The two limiters may be on different servers, and only one of the failures lets requests of callers through. */
    @Test
    void aLimiterOfAttemptsThatFailsHidesNoFailureOfTheOneOfRequests() {
        RateLimiter failing = (bucket, limits) -> {
            throw new StoreException("take a token", null);
        };
        try (World both = new World(builder -> builder.failedAttempts(failing, PER_ADDRESS, PER_HANDLE)
                .rateLimits(RateLimits.perKey(failing, PER_ADDRESS)))) {
            assertThat(both.latchkey.authenticator().authenticate(unknown(), Requirement.ANY, address(HERE)))
                    .isEqualTo(INVALID);
            both.accepted(both.issue(SPEC).rawKey());
            assertThat(both.logs().text())
                    .containsPattern("WARN .*the limiter of failed attempts failed, attempts are not counted")
                    .containsPattern("WARN .*the rate limiter failed, requests are let through: ");
        }
    }

    private String unknown() {
        return random.rawKey(World.FORMAT).reveal();
    }

    private Verdict attempt(String presented, String from) {
        return world.latchkey.authenticator().authenticate(presented, Requirement.ANY, address(from));
    }

    private static InetAddress address(String text) {
        try {
            return text == null ? null : InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
