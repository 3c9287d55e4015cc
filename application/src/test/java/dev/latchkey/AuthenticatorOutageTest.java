package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.RateDecision;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What an authentication answers when something else than the credential is the matter: outages, overload, rate limits.
 */
class AuthenticatorOutageTest {
    private static final Verdict UNAVAILABLE = Verdict.unavailable(World.RETRY);
    private static final RateLimit HOSTS = new RateLimit(60, 1, Duration.ofSeconds(1));
    private static final RateLimit OWN = new RateLimit(5, 5, Duration.ofDays(1));

    @Test
    void aStoreThatFailsMakesItUnavailableWhateverTheCredential() {
        try (World world = new World()) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            world.store.beforeRead = () -> {
                throw new StoreException("find by handle", new IllegalStateException("connection refused"));
            };
            assertThat(world.authenticate(raw)).isEqualTo(UNAVAILABLE);
            assertThat(world.authenticate(Forged.sameHandle(raw))).isEqualTo(UNAVAILABLE);
            assertThat(world.latchkey.authenticator().authenticateTrusted(raw.handle(), Requirement.ANY, null))
                    .isEqualTo(UNAVAILABLE);
            World.assertRefused(world.authenticate("garbage"), Refusal.MALFORMED);
            assertThat(world.logs().text()).contains("connection refused");
            world.store.beforeRead = () -> {};
            world.accepted(raw);
        }
    }

    @Test
    void aHashWhosePepperIsMissingMakesItUnavailable() {
        byte[] pepper = new byte[16];
        try (World peppered = new World(builder -> builder.peppers(Peppers.NONE.withCurrent("p1", pepper)))) {
            RawKey raw = peppered.issue(SPEC).rawKey();
            try (World without = new World(peppered.store, builder -> {})) {
                without.watch(raw);
                assertThat(without.authenticate(raw)).isEqualTo(UNAVAILABLE);
                World.assertRefused(without.authenticate(Forged.sameHandle(raw)), Refusal.INVALID);
            }
        }
    }

    @Test
    void aFullGateIsOverloadedAndNothingIsHeldAgainstTheClient() {
        try (World world = new World();
                World cold = new World(world.store, builder -> {})) {
            RawKey raw = world.issue(SPEC).rawKey();
            Busy.during(cold.gate, () -> {
                assertThat(cold.authenticate(raw)).isEqualTo(Verdict.overloaded(World.RETRY));
            });
            cold.latchkey.flush();
            assertThat(cold.recorded).isEmpty();
            assertThat(cold.store.uses()).isEmpty();
        }
    }

    @Test
    void aRequestOverTheLimitIsLimitedRecordedAndNoUse() throws Exception {
        FakeLimiter limiter = new FakeLimiter();
        try (World world = new World(builder -> builder.rateLimits(RateLimits.perKey(limiter, HOSTS)))) {
            IssuedKey issued = world.issue(SPEC);
            limiter.allowed = false;
            InetAddress address = InetAddress.getByName("192.0.2.1");
            for (int i = 0; i < 3; i++) {
                Verdict verdict = world.latchkey
                        .authenticator()
                        .authenticate(issued.rawKey().reveal(), Requirement.ANY, address);
                assertThat(verdict).returns(Verdict.Outcome.LIMITED, Verdict::outcome);
                assertThat(verdict.rate().limit()).isEqualTo(HOSTS);
            }
            world.latchkey.flush();
            assertThat(world.store.uses()).extracting(KeyUse::outcome).doesNotContain(KeyUse.Outcome.ACCEPTED);
            assertThat(world.recorded)
                    .containsExactly(new AccessEvent(
                            World.START,
                            AccessEvent.Kind.LIMITED,
                            "RATE",
                            "acme",
                            issued.key().id(),
                            "192.0.2.1",
                            null,
                            3));
        }
    }

    @Test
    void aKeysOwnLimitsReplaceTheHostsAndBothSecretsShareOneBucket() {
        FakeLimiter limiter = new FakeLimiter();
        try (World world = new World(builder -> builder.rateLimits(RateLimits.perKey(limiter, HOSTS)))) {
            IssuedKey plain = world.issue(SPEC);
            IssuedKey own = world.issue(SPEC.limits(new Limits(List.of(OWN), List.of())));
            IssuedKey rotated = world.watched(world.keys()
                            .rotate("acme", own.key().id(), RotationMode.overlap(Duration.ofHours(1)), World.ACTOR))
                    .orElseThrow();
            assertThat(world.authenticate(plain.rawKey()).rate()).isNotNull();
            world.accepted(own.rawKey());
            world.accepted(rotated.rawKey());
            String bucket = "key:" + own.key().id();
            assertThat(limiter.asked)
                    .containsExactly(
                            "key:" + plain.key().id() + List.of(HOSTS), bucket + List.of(OWN), bucket + List.of(OWN));
        }
    }

    @Test
    void withoutLimitsTheLimiterIsNotAsked() {
        FakeLimiter limiter = new FakeLimiter();
        try (World world = new World(builder -> builder.rateLimits(RateLimits.perKey(limiter)))) {
            assertThat(world.authenticate(world.issue(SPEC).rawKey()).rate()).isNull();
            assertThat(limiter.asked).isEmpty();
        }
    }

    @Test
    void whoProvesNothingOrIsNotInForceTakesNoToken() throws Exception {
        FakeLimiter limiter = new FakeLimiter();
        try (World world = new World(builder -> builder.rateLimits(RateLimits.perKey(limiter, HOSTS)))) {
            RawKey raw = world.issue(SPEC).rawKey();
            IssuedKey revoked = world.issue(SPEC);
            world.keys()
                    .revoke("acme", revoked.key().id(), "leaked", World.ACTOR)
                    .orElseThrow();
            Limits inside = new Limits(List.of(OWN), List.of(Cidr.parse("10.0.0.0/8")));
            RawKey bound = world.issue(SPEC.limits(inside)).rawKey();
            world.authenticate(Forged.sameHandle(raw));
            world.assertRefused(revoked.rawKey(), Refusal.REVOKED);
            // A thief of a key that is bound to networks must not use up its owner's tokens.
            World.assertRefused(
                    world.latchkey
                            .authenticator()
                            .authenticate(bound.reveal(), Requirement.ANY, InetAddress.getByName("192.0.2.1")),
                    Refusal.NETWORK);
            assertThat(limiter.asked).isEmpty();
        }
    }

    @Test
    void whoIsForbiddenTakesATokenAndIsToldWhatIsLeft() {
        FakeLimiter limiter = new FakeLimiter();
        try (World world = new World(builder -> builder.rateLimits(RateLimits.perKey(limiter, HOSTS)))) {
            IssuedKey issued = world.issue(SPEC);
            Authenticator authenticator = world.latchkey.authenticator();
            String raw = issued.rawKey().reveal();
            Verdict forbidden = authenticator.authenticate(raw, Requirement.RESOURCE, null);
            World.assertRefused(forbidden, Refusal.TENANT_KEY);
            assertThat(forbidden.rate()).isNotNull();
            limiter.allowed = false;
            assertThat(authenticator.authenticate(raw, Requirement.RESOURCE, null))
                    .returns(Verdict.Outcome.LIMITED, Verdict::outcome);
            assertThat(limiter.asked).hasSize(2);
            world.latchkey.flush();
            assertThat(world.store.uses()).extracting(KeyUse::outcome).doesNotContain(KeyUse.Outcome.ACCEPTED);
        }
    }

    @Test
    void aLimiterThatFailsLetsRequestsThroughAndIsLogged() {
        FakeLimiter limiter = new FakeLimiter();
        limiter.failure = new StoreException("take a token", null);
        try (World world = new World(builder -> builder.rateLimits(RateLimits.perKey(limiter, HOSTS)))) {
            IssuedKey issued = world.issue(SPEC);
            assertThat(world.authenticate(issued.rawKey()).rate()).isNull();
            assertThat(world.logs().text())
                    .contains("let through", issued.key().id().toString());
            assertThat(world.limiterFailures.get()).isEqualTo(1);
        }
    }

    @Test
    void refusedAttemptsArePutTogetherWithoutTheirCredentials() throws Exception {
        try (World world = new World()) {
            RawKey raw = world.issue(SPEC).rawKey();
            InetAddress address = InetAddress.getByName("192.0.2.1");
            Authenticator authenticator = world.latchkey.authenticator();
            for (int i = 0; i < 5; i++) {
                world.clock.advance(Duration.ofMillis(1));
                World.assertRefused(
                        authenticator.authenticate(Forged.sameHandle(raw), Requirement.ANY, address), Refusal.INVALID);
                World.assertRefused(authenticator.authenticate(null, Requirement.ANY, address), Refusal.MISSING);
            }
            world.latchkey.flush();
            AccessEvent.Kind kind = AccessEvent.Kind.REFUSED;
            assertThat(world.recorded)
                    .containsExactly(new AccessEvent(
                            World.START.plusMillis(5), kind, "INVALID", null, null, "192.0.2.1", null, 5));
        }
    }

    private static final class FakeLimiter implements RateLimiter {
        private final List<String> asked = new ArrayList<>();
        private boolean allowed = true;
        private RuntimeException failure;

        @Override
        public RateDecision take(String bucket, List<RateLimit> limits) {
            asked.add(bucket + limits);
            if (failure != null) {
                throw failure;
            }
            return new RateDecision(allowed, limits.get(0), 0, Duration.ofSeconds(1), Duration.ofSeconds(60));
        }
    }

    @Test
    void anAdapterThatBreaksItsContractMakesItUnavailableToo() {
        FakeLimiter limiter = new FakeLimiter();
        try (World world = new World(builder -> builder.rateLimits(RateLimits.perKey(limiter, HOSTS)))) {
            RawKey raw = world.issue(SPEC).rawKey();
            limiter.failure = new IllegalStateException("no connection to the cache");
            world.accepted(raw);
            world.store.beforeRead = () -> {
                throw new InvalidValueException("secrets", "must have different handles");
            };
            assertThat(world.authenticate(raw)).isEqualTo(UNAVAILABLE);
            assertThat(world.latchkey.authenticator().authenticateTrusted(raw.handle(), Requirement.ANY, null))
                    .isEqualTo(UNAVAILABLE);
            assertThat(world.logs().text()).contains("no connection to the cache", "must have different handles");
        }
    }
}
