package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whose requests share a bucket, and what becomes of them when nobody counts. */
class RateLimitsTest {
    private static final RateLimit HOSTS = new RateLimit(60, 1, Duration.ofSeconds(1));
    private static final RateLimit LARGE = new RateLimit(1000, 100, Duration.ofSeconds(1));
    private static final RateLimit OWN = new RateLimit(5, 5, Duration.ofDays(1));
    private static final KeySpec LIMITED = SPEC.limits(new Limits(List.of(OWN), List.of()));
    private static final Caller SESSION = Caller.of("acme", Scope.tenant(), Permissions.ALL, "ada");

    private final List<String> asked = new ArrayList<>();
    private RuntimeException failure;
    private final RateLimiter limiter = (bucket, limits) -> {
        asked.add(bucket + " " + limits);
        if (failure != null) {
            throw failure;
        }
        return new RateDecision(true, limits.get(0), 0, Duration.ZERO, Duration.ZERO);
    };

    @Test
    void perKeyEachKeyHasABucketAndOtherPrincipalsHaveNone() {
        try (World world = world(RateLimits.perKey(limiter, HOSTS))) {
            IssuedKey one = world.issue(SPEC);
            IssuedKey own = world.issue(LIMITED);
            assertRate(world.authenticate(one.rawKey()), HOSTS);
            assertRate(world.authenticate(own.rawKey()), OWN);
            assertRate(admit(world, SESSION), null);
            assertThat(asked)
                    .containsExactly(
                            "key:" + one.key().id() + " [" + HOSTS + "]",
                            "key:" + own.key().id() + " [" + OWN + "]");
        }
    }

    @Test
    void perTenantKeysAndPrincipalsShareABucketButForKeysWithLimitsOfTheirOwn() {
        try (World world = world(RateLimits.perTenant(limiter, HOSTS))) {
            IssuedKey own = world.issue(LIMITED);
            assertRate(world.authenticate(world.issue(SPEC).rawKey()), HOSTS);
            assertRate(world.authenticate(world.issue(SPEC).rawKey()), HOSTS);
            assertRate(admit(world, SESSION), HOSTS);
            assertRate(
                    world.authenticate(
                            world.issue(KeySpec.of("other", Scope.tenant(), "x").allPermissions())
                                    .rawKey()),
                    HOSTS);
            assertRate(world.authenticate(own.rawKey()), OWN);
            String acme = "tenant:acme [" + HOSTS + "]";
            assertThat(asked)
                    .containsExactly(
                            acme,
                            acme,
                            acme,
                            "tenant:other [" + HOSTS + "]",
                            "key:" + own.key().id() + " [" + OWN + "]");
        }
    }

    @Test
    void byTheHostsFunctionPlansDiffer() {
        RateLimits plans = RateLimits.by(limiter, caller -> {
            boolean free = caller.tenant().equals("acme");
            return caller.tenant().equals("staff")
                    ? null
                    : new RateLimits.Bucket(caller.tenant(), List.of(free ? HOSTS : LARGE, LARGE));
        });
        try (World world = world(plans)) {
            assertRate(world.authenticate(world.issue(SPEC).rawKey()), HOSTS);
            assertRate(
                    world.authenticate(world.issue(
                                    KeySpec.of("paying", Scope.tenant(), "x").allPermissions())
                            .rawKey()),
                    LARGE);
            assertRate(
                    world.authenticate(
                            world.issue(KeySpec.of("staff", Scope.tenant(), "x").allPermissions())
                                    .rawKey()),
                    null);
            assertThat(asked)
                    .containsExactly(
                            "host:acme [" + HOSTS + ", " + LARGE + "]", "host:paying [" + LARGE + ", " + LARGE + "]");
        }
    }

    @Test
    void withoutLimitsOfTheHostsAKeysOwnStillBind() {
        try (World world = world(RateLimits.perTenant(limiter))) {
            assertRate(world.authenticate(world.issue(SPEC).rawKey()), null);
            assertRate(world.authenticate(world.issue(LIMITED).rawKey()), OWN);
        }
    }

    @Test
    void aLimiterOrAFunctionThatFailsIsCountedAndOpenUnlessToldOtherwise() {
        RateLimits failing = RateLimits.by(limiter, caller -> {
            throw new IllegalStateException("no plan");
        });
        failure = new StoreException("take a token", null);
        for (RateLimits limits : List.of(failing, RateLimits.perKey(limiter, HOSTS))) {
            try (World open = world(limits);
                    World closed = world(limits.failClosed())) {
                assertRate(open.authenticate(open.issue(SPEC).rawKey()), null);
                assertRate(admit(open, SESSION), null);
                IssuedKey issued = closed.issue(SPEC);
                assertThat(closed.authenticate(issued.rawKey())).isEqualTo(Verdict.unavailable(World.RETRY));
                assertThat(open.limiterFailures.get() + closed.limiterFailures.get())
                        .isEqualTo(limits == failing ? 3 : 2);
                closed.latchkey.flush();
                assertThat(closed.store.uses()).isEmpty();
                assertThat(closed.recorded).isEmpty();
                failure = null;
                boolean recovers = limits != failing;
                assertThat(closed.authenticate(issued.rawKey()).outcome() == Verdict.Outcome.ACCEPTED)
                        .isEqualTo(recovers);
                failure = new StoreException("take a token", null);
            }
        }
    }

    @Test
    void aFailingLimiterIsUnavailableToOtherPrincipalsTooWhenTheHostSaysSo() {
        failure = new StoreException("take a token", null);
        try (World world = world(RateLimits.perTenant(limiter, HOSTS).failClosed())) {
            assertThat(admit(world, SESSION)).isEqualTo(Verdict.unavailable(World.RETRY));
        }
    }

    @Test
    void bucketsHaveNamesOfBoundedLength() {
        for (String name : List.of("", "n".repeat(257))) {
            assertThatThrownBy(() -> new RateLimits.Bucket(name, List.of())).isInstanceOf(InvalidValueException.class);
        }
        // The longest tenant: 128 characters outside the basic plane.
        String longest = "\uD83D\uDE00".repeat(128);
        try (World world = world(RateLimits.perTenant(limiter, HOSTS))) {
            assertRate(admit(world, Caller.of(longest, Scope.tenant(), Permissions.ALL, "ada")), HOSTS);
        }
    }

    private static World world(RateLimits limits) {
        return new World(builder -> builder.rateLimits(limits));
    }

    private static Verdict admit(World world, Caller caller) {
        return world.latchkey.authenticator().authorizePrincipal(caller, Requirement.ANY, null);
    }

    private static void assertRate(Verdict verdict, RateLimit limit) {
        assertThat(verdict).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        assertThat(verdict.rate() == null ? null : verdict.rate().limit()).isEqualTo(limit);
    }
}
