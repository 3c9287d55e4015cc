package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.RateDecision;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A stored hash that could be better is replaced when its key is proven. */
class SecretUpgradeTest {
    private static final Consumer<LatchkeyBuilder> DEARER = b -> b.argon2(new Argon2Parameters(128, 2, 1));
    private static final Peppers OLD = Peppers.NONE.withCurrent("p1", new byte[16]);
    private static final Peppers BOTH = OLD.withCurrent("p2", new byte[32]);

    @Test
    void aHashOfCheaperParametersIsReplacedOnceWithItsEventAndTheNextCallNeedsNoArgon2() {
        try (World before = new World();
                World after = new World(before.store, DEARER)) {
            IssuedKey issued = before.issue(SPEC);
            UUID id = issued.key().id();
            after.accepted(issued.rawKey());

            ApiKey upgraded = after.store.get(id);
            assertThat(upgraded.currentSecret().hash()).startsWith("$argon2id$v=19$m=128,t=2,p=1$");
            assertThat(upgraded.currentSecret().tag())
                    .isEqualTo(issued.key().currentSecret().tag());
            AuditEvent event = after.store.events(id).get(1);
            assertThat(event.action()).isEqualTo(AuditAction.REHASHED);
            assertThat(event.actor().kind()).isEqualTo(Actor.Kind.HOST);
            Busy.during(after.gate, () -> {
                after.accepted(issued.rawKey());
            });
            after.accepted(issued.rawKey());
            after.assertGapless(id);
            assertThat(after.store.get(id).version()).isEqualTo(2);
        }
    }

    @Test
    void aHashThatAnotherNodeReplacedMakesWhatThisOneRemembersUseless() {
        try (World world = new World();
                World other = new World(world.store, DEARER)) {
            RawKey raw = world.issue(SPEC).rawKey();
            Busy.during(world.gate, () -> world.accepted(raw));
            other.accepted(raw);
            Busy.during(
                    world.gate, () -> assertThat(world.authenticate(raw)).isEqualTo(Verdict.overloaded(World.RETRY)));
            world.accepted(raw);
            Busy.during(world.gate, () -> world.accepted(raw));
        }
    }

    @Test
    void aPreviousPepperIsReplacedByTheCurrentOneAndCanThenBeDropped() {
        try (World before = new World(b -> b.peppers(OLD));
                World both = new World(before.store, b -> b.peppers(BOTH));
                World after = new World(before.store, b -> b.peppers(Peppers.NONE.withCurrent("p2", new byte[32])))) {
            RawKey raw = before.issue(SPEC).rawKey();
            assertThat(after.authenticate(raw)).returns(Verdict.Outcome.UNAVAILABLE, Verdict::outcome);
            both.accepted(raw);
            after.accepted(raw);
        }
    }

    @Test
    void theHashOfAnImportedDigestIsReplacedByOneOfTheKey() throws Exception {
        Consumer<LatchkeyBuilder> importing = b -> b.importedKeys(new ImportedKeys(new byte[32]));
        try (World world = new World(importing)) {
            String old = "legacy-key-0001";
            byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(old.getBytes(StandardCharsets.UTF_8));
            ApiKey key = world.latchkey
                    .imports()
                    .importDigest(SPEC, sha256, "0001", ACTOR)
                    .orElseThrow();
            assertThat(key.currentSecret().hash()).startsWith("$argon2id-sha256$");
            assertThat(world.authenticate(old)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            assertThat(world.store.get(key.id()).currentSecret().hash()).startsWith("$argon2id$");
            assertThat(world.store.get(key.id()).currentSecret().tag()).isNull();
            assertThat(world.authenticate(old)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            try (World other = new World(world.store, importing)) {
                assertThat(other.authenticate(old)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
            }
            world.assertGapless(key.id());
            assertThat(world.store.get(key.id()).version()).isEqualTo(2);
        }
    }

    @Test
    void eightFirstCallersAreAllAcceptedAndOneUpgradeIsStored() throws Exception {
        HashingGate gate = new HashingGate(4, 64, Duration.ofSeconds(30));
        try (World before = new World();
                World after = new World(before.store, DEARER.andThen(b -> b.hashingGate(gate)))) {
            IssuedKey issued = before.issue(SPEC);
            List<Verdict> verdicts = Race.of(8, () -> after.authenticate(issued.rawKey()));
            assertThat(verdicts).extracting(Verdict::outcome).containsOnly(Verdict.Outcome.ACCEPTED);
            after.assertGapless(issued.key().id());
            assertThat(after.store.get(issued.key().id()).version()).isEqualTo(2);
        }
    }

    /** Else the key would be locked until the host commits, and a revocation elsewhere would wait for that. */
    @Test
    void nothingIsReplacedInATransactionOfTheHost() {
        ImportedKeys first = new ImportedKeys(new byte[32]);
        byte[] next = new byte[32];
        next[0] = 1;
        String old = "legacy-key-00000000000001";
        for (boolean cached : new boolean[] {false, true}) {
            HostTransaction store = new HostTransaction();
            Consumer<LatchkeyBuilder> kept = b -> b.store(store);
            Consumer<LatchkeyBuilder> cache = b -> b.recordCache(store.committed, 100, Duration.ofMinutes(1));
            try (World before = new World(kept.andThen(b -> b.importedKeys(first)));
                    World after = new World(kept.andThen(cached ? cache : b -> {})
                            .andThen(DEARER)
                            .andThen(b -> b.importedKeys(new ImportedKeys(next).withPrevious(new byte[32]))))) {
                RawKey raw = before.issue(SPEC).rawKey();
                before.latchkey.imports().importKey(SPEC, old, ACTOR).orElseThrow();
                for (String key : List.of(raw.reveal(), old)) {
                    store.begin(store.committed);
                    Verdict inside = after.authenticate(key);
                    UUID id = inside.acceptedCaller().key().id();
                    after.authenticate(key);
                    assertThat(version(store, id)).isEqualTo(1);
                    store.end();
                    after.authenticate(key);
                    assertThat(version(store, id)).isEqualTo(2);
                    // Remembered by the cache, and then used inside.
                    after.authenticate(key);
                    store.begin(store.committed);
                    long version = version(store, id);
                    after.authenticate(key);
                    assertThat(version(store, id)).isEqualTo(version);
                    store.end();
                }
            }
        }
    }

    private static long version(HostTransaction store, UUID id) {
        return store.committed.findById(id).value().orElseThrow().version();
    }

    @Test
    void anUpgradeThatCannotBeStoredFailsNoRequest() {
        try (World before = new World();
                World after = new World(before.store, DEARER)) {
            RawKey raw = before.issue(SPEC).rawKey();
            after.store.beforeReplace = () -> {
                throw new StoreException("replace", null);
            };
            after.accepted(raw);
            assertThat(after.logs().text()).contains("could not be upgraded");
        }
    }

    @Test
    void anUpgradeLosesToAnyOtherChange() {
        try (World before = new World();
                World after = new World(before.store, DEARER)) {
            IssuedKey issued = before.issue(SPEC);
            UUID id = issued.key().id();
            after.store.beforeReplace = () -> {
                after.store.beforeReplace = () -> {};
                before.keys().revoke("acme", id, "leaked", ACTOR).orElseThrow();
            };
            after.accepted(issued.rawKey());
            assertThat(after.store.get(id).revocation()).isNotNull();
            assertThat(after.store.get(id).version()).isEqualTo(2);
            assertThat(after.authenticate(issued.rawKey())).returns(Verdict.Outcome.REFUSED, Verdict::outcome);
        }
    }

    @Test
    void aKeyThatIsNotAcceptedIsNotUpgraded() {
        try (World before = new World();
                World after = new World(before.store, DEARER)) {
            IssuedKey issued = before.issue(SPEC);
            before.keys().suspend("acme", issued.key().id(), "unpaid", ACTOR).orElseThrow();
            after.authenticate(issued.rawKey());
            assertThat(after.store.get(issued.key().id()).version()).isEqualTo(2);
        }
    }

    @Test
    void anUpgradeWhoseStoreBreaksItsContractFailsNoRequestEither() {
        try (World before = new World();
                World after = new World(before.store, DEARER)) {
            RawKey raw = before.issue(SPEC).rawKey();
            after.store.beforeReplace = () -> {
                throw new IllegalStateException("pool closed");
            };
            after.accepted(raw);
        }
    }

    @Test
    void anUpgradeThatFoundNoPlaceIsTriedAgainAlthoughTheKeyIsRememberedByThen() {
        HashingGate gate = new HashingGate(1, 0, Duration.ZERO);
        AtomicReference<Busy> busy = new AtomicReference<>();
        RateLimit limit = new RateLimit(1, 1, Duration.ofDays(1));
        // The limiter is asked between the proof and the upgrade: there the machine gets something better to do.
        RateLimiter between = (bucket, limits) -> {
            if (busy.get() == null) {
                busy.set(new Busy(gate));
            }
            return new RateDecision(true, limit, 0, Duration.ZERO, Duration.ZERO);
        };
        try (World before = new World();
                World after = new World(
                        before.store,
                        DEARER.andThen(b -> b.hashingGate(gate).rateLimits(RateLimits.perKey(between, limit))))) {
            IssuedKey issued = before.issue(SPEC);
            UUID id = issued.key().id();
            after.accepted(issued.rawKey());
            assertThat(after.store.get(id).version()).isEqualTo(1);
            after.accepted(issued.rawKey());
            assertThat(after.store.get(id).version()).isEqualTo(1);
            busy.get().close();
            after.accepted(issued.rawKey());
            assertThat(after.store.get(id).currentSecret().hash()).contains("m=128,t=2,p=1");
            after.accepted(issued.rawKey());
            assertThat(after.store.get(id).version()).isEqualTo(2);
        }
    }

    @Test
    void anUpgradeThatLostARaceIsTriedAgain() {
        try (World before = new World();
                World after = new World(before.store, DEARER)) {
            IssuedKey issued = before.issue(SPEC);
            UUID id = issued.key().id();
            after.store.beforeReplace = () -> {
                after.store.beforeReplace = () -> {};
                before.keys().rename("acme", id, "other", ACTOR).orElseThrow();
            };
            after.accepted(issued.rawKey());
            assertThat(after.store.get(id).version()).isEqualTo(2);
            after.accepted(issued.rawKey());
            assertThat(after.store.events(id))
                    .extracting(AuditEvent::action)
                    .containsExactly(AuditAction.ISSUED, AuditAction.CHANGED, AuditAction.REHASHED);
        }
    }
}
