package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.internal.Sha256;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** A lookup key for imported keys is replaced while they are in use. */
class ReplacedLookupKeysTest {
    private static final String OLD = "sk-legacy-0123456789abcdef-7c21";
    private static final byte[] ONE = new byte[32];
    private static final byte[] TWO = "another lookup key of 32 bytes..".getBytes(StandardCharsets.US_ASCII);
    private static final ImportedKeys BEFORE = new ImportedKeys(ONE);
    private static final ImportedKeys AFTER = new ImportedKeys(TWO).withPrevious(ONE);
    private static final ImportedKeys ALONE = new ImportedKeys(TWO);

    @Test
    void aKeyIsFoundWithAPreviousLookupKeyAndThenWithTheCurrentOneAlone() {
        try (World before = world(new HookedStore(), BEFORE);
                World after = world(before.store, AFTER);
                World alone = world(before.store, ALONE)) {
            UUID id = importKey(before).id();
            World.assertRefused(alone.authenticate(OLD), Refusal.INVALID);
            Verdict first = after.authenticate(OLD);
            ApiKey moved = after.store.get(id);
            assertThat(first.acceptedCaller().key()).isEqualTo(moved);
            assertThat(first.acceptedCaller().secret()).isEqualTo(moved.currentSecret());
            assertThat(moved.currentSecret().handle()).isEqualTo(handle(ALONE));
            assertAccepted(alone);
            AuditEvent event = after.store.events(id).get(1);
            assertThat(event.action()).isEqualTo(AuditAction.HANDLE_CHANGED);
            assertThat(event.detail()).isEqualTo(handle(BEFORE) + " to " + handle(ALONE));
            after.store.reads.set(0);
            Busy.during(after.gate, () -> assertAccepted(after));
            assertThat(after.store.reads).hasValue(1);
            after.assertGapless(id);
            assertThat(after.store.get(id).version()).isEqualTo(2);
        }
    }

    /** As on a node that was set back to the previous lookup key. A handle that was dropped is never taken again. */
    @Test
    void aHandleThatCannotBeTakenIsNotTriedWithEachRequest() {
        try (World before = world(new HookedStore(), BEFORE);
                World after = world(before.store, AFTER);
                World back = world(before.store, new ImportedKeys(ONE).withPrevious(TWO))) {
            importKey(before);
            assertAccepted(after);
            before.store.writes.set(0);
            for (int i = 0; i < 5; i++) {
                assertAccepted(back);
            }
            assertThat(before.store.writes).hasValue(1);
        }
    }

    @Test
    void lookupKeysAreTriedInOrder() {
        byte[] three = "a third lookup key of 32 bytes..".getBytes(StandardCharsets.US_ASCII);
        ImportedKeys keys = new ImportedKeys(three).withPrevious(TWO).withPrevious(ONE);
        try (World before = world(new HookedStore(), BEFORE);
                World after = world(before.store, keys)) {
            importKey(before);
            after.store.reads.set(0);
            assertAccepted(after);
            assertThat(after.store.reads)
                    .as("three handles, and the key before it is changed")
                    .hasValue(4);
        }
    }

    @Test
    void aLookupKeyIsReplacedNodeByNodeWithoutARefusal() {
        List<ImportedKeys> phases = List.of(BEFORE, new ImportedKeys(ONE).withNext(TWO), AFTER, ALONE);
        HookedStore store = new HookedStore();
        World[] nodes = {world(store, BEFORE), world(store, BEFORE)};
        try {
            List<String> imported = new ArrayList<>();
            for (ImportedKeys phase : phases) {
                for (int node = 0; node < 2; node++) {
                    nodes[node].close();
                    nodes[node] = world(store, phase);
                    String raw = OLD + imported.size();
                    imported.add(raw);
                    ApiKey key = nodes[1 - node]
                            .latchkey
                            .imports()
                            .importKey(SPEC, raw, ACTOR)
                            .orElseThrow();
                    for (World other : nodes) {
                        for (int use = 0; use < 2; use++) {
                            imported.forEach(old -> assertAccepted(other, old));
                        }
                        assertThat(other.latchkey.imports().importKey(SPEC, raw, ACTOR))
                                .returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
                    }
                    assertThat(store.get(key.id()).version()).isLessThanOrEqualTo(2);
                }
            }
        } finally {
            nodes[0].close();
            nodes[1].close();
        }
    }

    @Test
    void aHandleThatMovesBetweenTwoReadsIsFound() {
        try (World before = world(new HookedStore(), BEFORE);
                World one = world(before.store, AFTER);
                World other = world(before.store, AFTER)) {
            importKey(before);
            one.store.afterRead = () -> {
                one.store.afterRead = () -> {};
                assertAccepted(other);
            };
            assertAccepted(one);
        }
    }

    @Test
    void aCachedAbsenceDoesNotHideAHandleThatMoved() {
        List<ChangeFeed.Listener> feed = new ArrayList<>();
        Consumer<LatchkeyBuilder> cached = builder -> builder.recordCache(
                listener -> {
                    feed.add(listener);
                    return () -> {};
                },
                100,
                Duration.ofHours(1));
        try (World before = world(new HookedStore(), BEFORE);
                World one = new World(before.store, cached.andThen(b -> b.importedKeys(AFTER)));
                World other = new World(before.store, cached.andThen(b -> b.importedKeys(AFTER)))) {
            UUID id = importKey(before).id();
            // Looks with the current lookup key first, and so caches that there is no such key.
            one.store.beforeReplace = () -> {
                throw new StoreException("replace", null);
            };
            assertAccepted(one);
            one.store.beforeReplace = () -> {};
            assertAccepted(other);
            feed.forEach(listener -> listener.changed(id));
            assertAccepted(one);
            assertAccepted(other);
        }
    }

    @Test
    void aRetiringSecretMovesTooAndKeepsItsDeadline() {
        try (World before = world(new HookedStore(), BEFORE);
                World after = world(before.store, AFTER)) {
            UUID id = importKey(before).id();
            before.watched(before.keys().rotate("acme", id, RotationMode.overlap(Duration.ofHours(1)), ACTOR))
                    .orElseThrow();
            Secret retiring = before.store.get(id).secrets().get(1);
            assertAccepted(after);
            Secret moved = before.store.get(id).secrets().get(1);
            assertThat(moved.handle()).isEqualTo(handle(ALONE));
            assertThat(moved.retiresAt()).isEqualTo(retiring.retiresAt()).isNotNull();
            assertThat(moved.hash()).isEqualTo(retiring.hash());
            assertAccepted(after);
        }
    }

    @Test
    void aSealedCopyOpensAfterTheMove() {
        Consumer<LatchkeyBuilder> sealing = builder -> builder.sealing(SealingKeys.of("s1", new byte[32]));
        try (World before = new World(sealing.andThen(b -> b.importedKeys(BEFORE)));
                World after = new World(before.store, sealing.andThen(b -> b.importedKeys(AFTER)))) {
            UUID id = importKey(before).id();
            assertAccepted(after);
            assertThat(after.store.get(id).currentSecret().handle()).isEqualTo(handle(ALONE));
            RawKey shown = after.latchkey
                    .sealedKeys()
                    .reveal(List.of(after.store.get(id)), ACTOR)
                    .get(id);
            assertThat(shown.reveal()).isEqualTo(OLD);
        }
    }

    @Test
    void aBetterHashFollowsTheMove() {
        try (World before = world(new HookedStore(), BEFORE);
                World after =
                        new World(before.store, b -> b.importedKeys(AFTER).argon2(new Argon2Parameters(128, 2, 1)))) {
            UUID id = importKey(before).id();
            for (int use = 0; use < 4; use++) {
                assertAccepted(after);
            }
            assertThat(after.store.events(id))
                    .extracting(AuditEvent::action)
                    .containsExactly(AuditAction.IMPORTED, AuditAction.HANDLE_CHANGED, AuditAction.REHASHED);
        }
    }

    @Test
    void aKeyOfTheConfiguredFormatThatWasImportedByItsDigestMoves() {
        RawKey raw = new SecretGenerator().rawKey(World.FORMAT);
        try (World before = world(new HookedStore(), BEFORE);
                World after = world(before.store, AFTER);
                World alone = world(before.store, ALONE)) {
            byte[] sha256 = Sha256.of(raw.reveal().getBytes(StandardCharsets.UTF_8));
            ApiKey key = before.latchkey
                    .imports()
                    .importDigest(SPEC, sha256, "", ACTOR)
                    .orElseThrow();
            assertThat(after.latchkey.imports().importDigest(SPEC, sha256, "", ACTOR))
                    .returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
            assertAccepted(after, raw.reveal());
            assertAccepted(alone, raw.reveal());
            assertAccepted(after, raw.reveal());
            assertThat(after.store.events(key.id()))
                    .extracting(AuditEvent::action)
                    .startsWith(AuditAction.IMPORTED, AuditAction.HANDLE_CHANGED);
        }
    }

    private static World world(HookedStore store, ImportedKeys imported) {
        return new World(store, builder -> builder.importedKeys(imported));
    }

    private static ApiKey importKey(World world) {
        return world.latchkey.imports().importKey(SPEC, OLD, ACTOR).orElseThrow();
    }

    private static String handle(ImportedKeys imported) {
        return imported.handle(Sha256.of(OLD.getBytes(StandardCharsets.US_ASCII)));
    }

    private static void assertAccepted(World world) {
        assertAccepted(world, OLD);
    }

    private static void assertAccepted(World world, String presented) {
        assertThat(world.latchkey.authenticator().authenticate(presented, Requirement.ANY, null))
                .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }
}
