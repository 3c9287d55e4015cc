package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.Argon2Hasher;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** A host's listener hears of each thing once, in order, and of nothing that is secret. */
class ListenerTest {
    private static final RateLimit LIMIT = new RateLimit(60, 1, Duration.ofSeconds(1));

    private final Log log = new Log();

    @Test
    void aFirstRequestIsProvenByArgon2AndTheNextByMemory() {
        try (World issuing = new World();
                World world = new World(issuing.store, builder -> builder.listener(log))) {
            RawKey raw = issuing.issue(SPEC).rawKey();
            world.watch(raw);
            world.accepted(raw);
            assertThat(log.taken()).containsExactly("STORE_READ", "GATE_WAIT", "ARGON2", "ACCEPTED");
            world.accepted(raw);
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_REMEMBERED", "ACCEPTED");
        }
    }

    @Test
    void aWrongSecretBesideAProvenOneCostsNoArgon2EvenWithoutATag() {
        try (World issuing = new World();
                World world = new World(issuing.store, builder -> builder.listener(log))) {
            IssuedKey issued = issuing.issue(World.SPEC);
            RawKey raw = issued.rawKey();
            world.watch(raw);
            String hash = new Argon2Hasher(World.CHEAP, Peppers.NONE, new SecretGenerator()).hash(raw);
            Changed untagged = (Changed) issued.key()
                    .by(World.ACTOR, World.START)
                    .secret(raw.handle())
                    .rehash(hash, null);
            assertThat(world.store.replace(untagged.next(), untagged.event()).value())
                    .isEqualTo(Replacement.REPLACED);

            world.authenticate(Forged.sameHandle(raw));
            assertThat(log.taken()).containsExactly("STORE_READ", "GATE_WAIT", "ARGON2", "REFUSED INVALID");
            world.accepted(raw);
            assertThat(log.taken()).containsExactly("STORE_READ", "GATE_WAIT", "ARGON2", "ACCEPTED");
            world.authenticate(Forged.sameHandle(raw));
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_SCREENED", "REFUSED INVALID");
            world.accepted(raw);
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_REMEMBERED", "ACCEPTED");
        }
    }

    @Test
    void whatWasProvenWhileThisRequestReadItsKeyNeedsNoPlaceAtTheGate() {
        try (World issuing = new World();
                World world = new World(issuing.store, builder -> builder.listener(log))) {
            RawKey raw = issuing.issue(World.SPEC).rawKey();
            world.watch(raw);
            world.store.afterRead = () -> {
                world.store.afterRead = () -> {};
                world.accepted(raw);
                log.taken();
            };
            world.accepted(raw);
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_REMEMBERED", "ACCEPTED");
        }
    }

    @Test
    void theStepsOfAComputationAreToldOnTheThreadOfTheRequest() {
        Set<Thread> told = ConcurrentHashMap.newKeySet();
        LatchkeyListener listener = new LatchkeyListener() {
            @Override
            public void stepped(Step step, Duration took) {
                told.add(Thread.currentThread());
            }
        };
        try (World issuing = new World();
                World world = new World(issuing.store, builder -> builder.listener(listener))) {
            RawKey raw = issuing.issue(World.SPEC).rawKey();
            world.watch(raw);
            world.accepted(raw);
            assertThat(told).containsExactly(Thread.currentThread());
        }
    }

    @Test
    void anImportedKeyThatHasTheHandleOfAnotherInItsTextIsProvenAndRememberedForItself() {
        try (World world = new World(
                builder -> builder.importedKeys(new ImportedKeys(new byte[32])).listener(log))) {
            RawKey ours = world.issue(World.SPEC).rawKey();
            String text = ours.reveal();
            // Of our shape but for the checksum.
            String foreign = text.substring(0, text.length() - 1) + (text.endsWith("a") ? "b" : "a");
            ApiKey imported = world.latchkey
                    .imports()
                    .importKey(World.SPEC, foreign, World.ACTOR)
                    .orElseThrow();
            log.taken();
            for (int i = 0; i < 2; i++) {
                assertThat(world.authenticate(foreign).acceptedCaller().key().id())
                        .isEqualTo(imported.id());
            }
            assertThat(log.taken()).endsWith("STORE_READ", "PROOF_REMEMBERED", "ACCEPTED");
            world.accepted(ours);
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_REMEMBERED", "ACCEPTED");
        }
    }

    @Test
    void everyRefusalIsToldOnceWithItsReason() {
        try (World world = new World(builder -> builder.listener(log))) {
            RawKey raw = world.issue(SPEC).rawKey();
            Authenticator authenticator = world.latchkey.authenticator();
            World.assertRefused(authenticator.authenticate(null, Requirement.ANY, null), Refusal.MISSING);
            assertThat(log.taken()).containsExactly("REFUSED MISSING");
            World.assertRefused(world.authenticate("garbage"), Refusal.MALFORMED);
            assertThat(log.taken()).containsExactly("REFUSED MALFORMED");
            World.assertRefused(world.authenticate(Forged.sameHandle(raw)), Refusal.INVALID);
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_SCREENED", "REFUSED INVALID");
            World.assertRefused(
                    authenticator.authenticate(raw.reveal(), Requirement.RESOURCE, null), Refusal.TENANT_KEY);
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_REMEMBERED", "REFUSED TENANT_KEY");
            World.assertRefused(
                    authenticator.authenticateTrusted(raw.handle(), Requirement.RESOURCE, null), Refusal.TENANT_KEY);
            assertThat(log.taken()).containsExactly("STORE_READ", "REFUSED TENANT_KEY");
            World.assertRefused(authenticator.authenticateTrusted("?", Requirement.ANY, null), Refusal.MALFORMED);
            assertThat(log.taken()).containsExactly("REFUSED MALFORMED");
        }
    }

    @Test
    void verdictsOnPrincipalsThatAreNoKeysAreToldTheListener() {
        Caller session = Caller.of("acme", Scope.resource("wn_1"), Permissions.NONE, "ada");
        List<RateDecision> answers = new ArrayList<>();
        RateLimiter limiter = (bucket, limits) -> {
            if (answers.isEmpty()) {
                throw new StoreException("take", null);
            }
            return answers.remove(0);
        };
        RateDecision allowed = new RateDecision(true, LIMIT, 0, Duration.ZERO, Duration.ofSeconds(1));
        RateDecision exhausted = new RateDecision(false, LIMIT, 0, Duration.ofSeconds(1), Duration.ofSeconds(1));
        RateLimits limits = RateLimits.perTenant(limiter, LIMIT).failClosed();
        try (World world = new World(builder -> builder.listener(log).rateLimits(limits))) {
            Authenticator authenticator = world.latchkey.authenticator();
            answers.addAll(List.of(allowed, allowed, exhausted));
            assertThat(authenticator.authorizePrincipal(session, Requirement.ANY, null))
                    .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            assertThat(log.taken()).containsExactly("RATE_LIMIT", "ACCEPTED");
            World.assertRefused(
                    authenticator.authorizePrincipal(session, Requirement.TENANT, null), Refusal.RESOURCE_KEY);
            assertThat(log.taken()).containsExactly("RATE_LIMIT", "REFUSED RESOURCE_KEY");
            assertThat(authenticator.authorizePrincipal(session, Requirement.ANY, null))
                    .returns(Verdict.Outcome.LIMITED, Verdict::outcome);
            assertThat(log.taken()).containsExactly("RATE_LIMIT", "LIMITED");
            assertThat(authenticator.authorizePrincipal(session, Requirement.ANY, null))
                    .returns(Verdict.Outcome.UNAVAILABLE, Verdict::outcome);
            assertThat(log.taken()).containsExactly("LIMITER_FAILED", "UNAVAILABLE");
        }
    }

    @Test
    void aFullGateAndAFailingStoreAreOutcomesOfTheirOwn() {
        try (World issuing = new World();
                World world = new World(issuing.store, builder -> builder.listener(log))) {
            RawKey raw = issuing.issue(SPEC).rawKey();
            world.watch(raw);
            Busy.during(world.gate, () -> {
                assertThat(world.gate.running()).isEqualTo(1);
                assertThat(world.authenticate(raw)).returns(Verdict.Outcome.OVERLOADED, Verdict::outcome);
            });
            assertThat(world.gate.running()).isZero();
            assertThat(world.gate.waiting()).isZero();
            assertThat(log.taken()).containsExactly("STORE_READ", "GATE_WAIT", "OVERLOADED");
            world.store.beforeRead = () -> {
                throw new StoreException("find by handle", null);
            };
            assertThat(world.authenticate(raw)).returns(Verdict.Outcome.UNAVAILABLE, Verdict::outcome);
            assertThat(log.taken()).containsExactly("UNAVAILABLE");
        }
    }

    @Test
    void theRateLimiterIsTimedAndItsFailureIsTold() {
        List<RateDecision> answers = new ArrayList<>();
        RateLimiter limiter = (bucket, limits) -> {
            if (answers.isEmpty()) {
                throw new StoreException("take", null);
            }
            return answers.remove(0);
        };
        try (World world = new World(builder -> builder.listener(log).rateLimits(RateLimits.perKey(limiter, LIMIT)))) {
            RawKey raw = world.issue(SPEC).rawKey();
            answers.add(new RateDecision(false, LIMIT, 0, Duration.ofSeconds(1), Duration.ofSeconds(1)));
            assertThat(world.authenticate(raw)).returns(Verdict.Outcome.LIMITED, Verdict::outcome);
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_REMEMBERED", "RATE_LIMIT", "LIMITED");
            world.accepted(raw);
            assertThat(log.taken()).containsExactly("STORE_READ", "PROOF_REMEMBERED", "LIMITER_FAILED", "ACCEPTED");
        }
    }

    @Test
    void whatWasBufferedIsToldWhenItIsWrittenOrKeptOrDropped() throws Exception {
        try (World world = new World(builder -> builder.listener(log))) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            world.accepted(raw);
            for (int i = 0; i < 10_003; i++) {
                byte[] address = {10, 0, (byte) (i >> 8), (byte) i};
                World.assertRefused(
                        world.latchkey
                                .authenticator()
                                .authenticate("garbage", Requirement.ANY, java.net.InetAddress.getByAddress(address)),
                        Refusal.MALFORMED);
            }
            world.store.beforeUse = () -> {
                throw new StoreException("record use", null);
            };
            assertThat(log.taken()).hasSize(2 * 3 + 10_003);
            world.latchkey.flush();
            world.store.beforeUse = () -> {};
            assertThat(log.taken())
                    .hasSize(1 + 10 + 1)
                    .startsWith("USES KEPT 1")
                    .contains("ATTEMPTS WRITTEN 1000")
                    .endsWith("ATTEMPTS WRITTEN 1");
            world.latchkey.flush();
            assertThat(log.taken()).containsExactly("USES WRITTEN 1");
            world.latchkey.close();
            world.authenticate("garbage");
            assertThat(log.taken()).first().isEqualTo("ATTEMPTS DROPPED 1");
        }
    }

    @Test
    void theRecordCacheTellsHitsMissesAndItsFeed() {
        List<ChangeFeed.Listener> told = new ArrayList<>();
        ChangeFeed feed = listener -> {
            told.add(listener);
            return () -> {};
        };
        try (World world = new World(builder -> builder.listener(log).recordCache(feed, 10, Duration.ofHours(1)))) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            assertThat(log.taken()).containsExactly("CACHE_MISS", "STORE_READ", "PROOF_REMEMBERED", "ACCEPTED");
            world.accepted(raw);
            assertThat(log.taken()).containsExactly("CACHE_HIT", "STORE_READ", "PROOF_REMEMBERED", "ACCEPTED");
            told.get(0).interrupted();
            told.get(0).resumed();
            told.get(0).changed(UUID.randomUUID());
            assertThat(log.taken()).containsExactly("FEED_INTERRUPTED", "FEED_RESUMED");
        }
    }

    @Test
    void aListenerThatThrowsAnErrorLosesNothingDoublesNothingAndEndsNoFlush() {
        LatchkeyListener broken = new LatchkeyListener() {
            @Override
            public void stepped(Step step, Duration took) {
                throw new NoClassDefFoundError("a timer of another version");
            }

            @Override
            public void authenticated(Verdict.Outcome outcome, Refusal refusal, Duration took) {
                throw new StackOverflowError();
            }

            @Override
            public void buffered(Buffer buffer, Fate fate, long count) {
                throw new AssertionError("a counter of another version");
            }
        };
        try (World world = new World(builder -> builder.listener(broken))) {
            RawKey raw = world.issue(SPEC).rawKey();
            for (int flushes = 1; flushes <= 3; flushes++) {
                world.accepted(raw);
                World.assertRefused(world.authenticate("garbage"), Refusal.MALFORMED);
                world.latchkey.flush();
                world.latchkey.flush();
                assertThat(world.store.uses()).hasSize(flushes).allMatch(use -> use.count() == 1);
                assertThat(world.recorded).hasSize(flushes).allMatch(event -> event.count() == 1);
            }
            assertThat(world.logs().text()).contains("the LatchkeyListener failed", "a timer of another version");
        }
    }

    @Test
    void aListenerThatThrowsBreaksNothingAndIsLogged() {
        LatchkeyListener broken = new LatchkeyListener() {
            @Override
            public void authenticated(Verdict.Outcome outcome, Refusal refusal, Duration took) {
                throw new IllegalStateException("no such meter");
            }

            @Override
            public void stepped(Step step, Duration took) {
                throw new IllegalStateException("no such timer");
            }

            @Override
            public void buffered(Buffer buffer, Fate fate, long count) {
                throw new IllegalStateException("no such counter");
            }
        };
        try (World world = new World(builder -> builder.listener(broken))) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.accepted(raw);
            World.assertRefused(world.authenticate("garbage"), Refusal.MALFORMED);
            world.latchkey.flush();
            assertThat(world.store.uses()).hasSize(1);
            assertThat(world.recorded).hasSize(1);
            assertThat(world.logs().text()).contains("the LatchkeyListener failed", "no such timer");
        }
    }

    @Test
    void anOutageIsLoggedOnceAMinuteWithTheNumberOfThoseBetween() {
        try (World world = new World()) {
            RawKey raw = world.issue(SPEC).rawKey();
            world.store.beforeRead = () -> {
                throw new StoreException("find by handle", null);
            };
            for (int i = 0; i < 100; i++) {
                assertThat(world.authenticate(raw)).returns(Verdict.Outcome.UNAVAILABLE, Verdict::outcome);
            }
            assertThat(world.logs().text().split(" WARN ", -1)).hasSize(2);
            world.clock.advance(Duration.ofMinutes(1));
            assertThat(world.authenticate(raw)).returns(Verdict.Outcome.UNAVAILABLE, Verdict::outcome);
            assertThat(world.logs().text()).contains("99 more since the last such warning");
            assertThat(world.logs().text().split(" WARN ", -1)).hasSize(3);
            world.clock.advance(Duration.ofHours(-1));
            assertThat(world.authenticate(raw)).returns(Verdict.Outcome.UNAVAILABLE, Verdict::outcome);
            assertThat(world.logs().text().split(" WARN ", -1)).hasSize(4);
        }
    }

    /** Writes down what it hears. */
    private static final class Log implements LatchkeyListener {
        private final List<String> told = new CopyOnWriteArrayList<>();

        List<String> taken() {
            List<String> taken = List.copyOf(told);
            told.clear();
            return taken;
        }

        @Override
        public void authenticated(Verdict.Outcome outcome, Refusal refusal, Duration took) {
            assertThat(took).isGreaterThanOrEqualTo(Duration.ZERO);
            told.add(refusal == null ? outcome.name() : outcome + " " + refusal);
        }

        @Override
        public void stepped(Step step, Duration took) {
            assertThat(took).isGreaterThanOrEqualTo(Duration.ZERO);
            told.add(step.name());
        }

        @Override
        public void happened(Event event) {
            told.add(event.name());
        }

        @Override
        public void buffered(Buffer buffer, Fate fate, long count) {
            told.add(buffer + " " + fate + " " + count);
        }
    }
}
