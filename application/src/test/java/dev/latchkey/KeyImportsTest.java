package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KeyImportsTest {
    private static final String OLD = "sk-legacy-0123456789abcdef-7c21";
    private final World world = new World(builder -> builder.importedKeys(new ImportedKeys(new byte[32])));
    private final KeyImports imports = world.latchkey.imports();

    @AfterEach
    void close() {
        world.logs().watch(OLD);
        world.close();
    }

    @Test
    void aKeyOfAnotherShapeWorksAsItIsAndHasNoScreeningTag() {
        ApiKey key = imports.importKey(SPEC, OLD, ACTOR).orElseThrow();
        assertThat(key.currentSecret().tag()).isNull();
        assertThat(key.currentSecret().prefix()).isEmpty();
        assertThat(key.currentSecret().lastFour()).isEqualTo("7c21");
        assertThat(world.store.events(key.id()).get(0).action()).isEqualTo(AuditAction.IMPORTED);
        assertThat(world.authenticate(OLD)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        World.assertRefused(world.authenticate(OLD + "x"), Refusal.INVALID);
    }

    @Test
    void aKeyOfTheConfiguredFormatKeepsItsHandleAndHasNoTagEither() {
        RawKey raw = new SecretGenerator().rawKey(World.FORMAT);
        ApiKey key = imports.importKey(SPEC, raw.reveal(), ACTOR).orElseThrow();
        assertThat(key.currentSecret().handle()).isEqualTo(raw.handle());
        assertThat(key.currentSecret().tag()).isNull();
        world.accepted(raw);
        assertThat(world.store.get(key.id()).currentSecret().tag()).isNull();
    }

    @Test
    void aDigestOfAKeyOfTheConfiguredFormatWorksAndIsNotImportedAgain() {
        RawKey raw = new SecretGenerator().rawKey(World.FORMAT);
        world.watch(raw);
        ApiKey key = imports.importDigest(SPEC, sha256(raw.reveal()), raw.lastFour(), ACTOR)
                .orElseThrow();
        for (int i = 0; i < 3; i++) {
            assertThat(world.accepted(raw).key().id()).isEqualTo(key.id());
        }
        assertThat(world.accepted(raw).key().version()).as("hashed once again").isEqualTo(2);
        World.assertRefused(world.authenticate(Forged.sameHandle(raw)), Refusal.INVALID);
        assertThat(imports.importKey(SPEC, raw.reveal(), ACTOR))
                .returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
        world.keys().revoke("acme", key.id(), "leaked", ACTOR).orElseThrow();
        world.assertRefused(raw, Refusal.REVOKED);
    }

    @Test
    void ofAShortKeyNothingIsStoredInClear() {
        String longest = "sk-legacy-0123456789abc";
        assertThat(longest).hasSize(23);
        Secret secret = imports.importKey(SPEC, longest, ACTOR).orElseThrow().currentSecret();
        assertThat(secret.lastFour()).isEmpty();
        assertThat(world.authenticate(longest)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        assertThat(imports.importKey(SPEC, longest + "d", ACTOR)
                        .orElseThrow()
                        .currentSecret()
                        .lastFour())
                .isEqualTo("abcd");
        assertThat(imports.importDigest(SPEC, sha256("Tr0ub4dr"), "", ACTOR)
                        .orElseThrow()
                        .currentSecret()
                        .lastFour())
                .isEmpty();
        assertThat(world.authenticate("Tr0ub4dr")).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    @Test
    void aKeyOfFewerThanTwentyCharactersIsImportedOnlyWhenAskedForByName() {
        for (String few : List.of("Tr0ub4dr", "x".repeat(19))) {
            assertThatThrownBy(() -> imports.importKey(SPEC, few, ACTOR))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("rawKey must have at least 20 characters unless short keys are allowed");
        }
        assertThat(imports.importKey(SPEC, "x".repeat(20), ACTOR).isDone()).isTrue();
        ImportedKeys allowing = new ImportedKeys(new byte[32]).allowShort();
        try (World allowed = new World(world.store, builder -> builder.importedKeys(allowing))) {
            assertThat(allowed.latchkey
                            .imports()
                            .importKey(SPEC, "Tr0ub4dr", ACTOR)
                            .isDone())
                    .isTrue();
            assertThat(allowed.authenticate("Tr0ub4dr")).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        }
        assertThat(world.authenticate("Tr0ub4dr"))
                .as("by a host that imports no more of them")
                .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    @Test
    void aDigestIsEnoughForTheKeyToWork() {
        ApiKey key = imports.importDigest(SPEC, sha256(OLD), "7c21", ACTOR).orElseThrow();
        assertThat(key.currentSecret().tag()).isNull();
        assertThat(world.authenticate(OLD)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    @Test
    void importingAgainChangesNothingWhicheverWay() {
        imports.importKey(SPEC, OLD, ACTOR).orElseThrow();
        assertThat(imports.importKey(SPEC, OLD, ACTOR)).returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
        assertThat(imports.importDigest(SPEC, sha256(OLD), "7c21", ACTOR))
                .returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
        assertThat(world.store.all()).hasSize(1);
    }

    /** An import that is run again from an old list must not bring back what was ended. */
    @Test
    void whatWasPurgedIsNotImportedAgainWhicheverWay() {
        String own = new SecretGenerator().rawKey(World.FORMAT).reveal();
        String other = "another-key-of-the-old-system";
        for (ApiKey key : List.of(
                imports.importKey(SPEC, OLD, ACTOR).orElseThrow(),
                imports.importKey(SPEC, own, ACTOR).orElseThrow(),
                imports.importDigest(SPEC, sha256(other), "", ACTOR).orElseThrow())) {
            world.keys().revoke(SPEC.tenant(), key.id(), "leaked", ACTOR).orElseThrow();
        }
        world.clock.advance(Duration.ofDays(1));
        assertThat(world.keys().purge(world.clock.instant(), 10, ACTOR)).isEqualTo(3);

        for (Result<ApiKey> again : List.of(
                imports.importKey(SPEC, OLD, ACTOR),
                imports.importKey(SPEC, own, ACTOR),
                imports.importKey(SPEC, other, ACTOR),
                imports.importDigest(SPEC, sha256(OLD), "7c21", ACTOR),
                imports.importDigest(SPEC, sha256(other), "", ACTOR))) {
            assertThat(again).returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
        }
        assertThat(world.store.all()).isEmpty();
        World.assertRefused(world.authenticate(OLD), Refusal.INVALID);
        World.assertRefused(world.authenticate(own), Refusal.INVALID);
    }

    @Test
    void anExpiryInThePastIsRefusedBeforeTheSlowHash() {
        KeySpec past = SPEC.expiresAt(World.START);
        Busy.during(world.gate, () -> {
            assertThatThrownBy(() -> imports.importKey(past, OLD, ACTOR))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("expiresAt must be in the future");
            assertThatThrownBy(() -> imports.importDigest(past, sha256(OLD), "7c21", ACTOR))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("expiresAt must be in the future");
        });
        assertThat(world.store.all()).isEmpty();
    }

    @Test
    void aKeyThatHasExpiredSinceItsImportIsAnsweredAsImported() {
        KeySpec expiring = SPEC.expiresAt(World.START.plusMillis(1));
        imports.importKey(expiring, OLD, ACTOR).orElseThrow();
        world.clock.advance(Duration.ofMillis(1));
        assertThat(imports.importKey(expiring, OLD, ACTOR)).returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
    }

    @Test
    void aTakenSlotAndAFullGateAreTold() {
        KeySpec slot = SPEC.slot("default");
        world.issue(slot);
        assertThat(imports.importKey(slot, OLD, ACTOR)).returns(Result.Outcome.SLOT_TAKEN, Result::outcome);
        Busy.during(world.gate, () -> {
            Result<Object> overloaded = Result.overloaded(World.RETRY);
            assertThat(imports.importKey(SPEC, OLD, ACTOR)).isEqualTo(overloaded);
            assertThat(imports.importDigest(SPEC, sha256(OLD), "7c21", ACTOR)).isEqualTo(overloaded);
        });
        assertThat(world.store.all()).hasSize(1);
    }

    @Test
    void whatNoKeyCanLookLikeIsNotImportedAndNotRepeated() {
        for (String text : List.of("", "short", "with a blank in it", "x".repeat(513), "ünïcödé-key-0001")) {
            assertThatThrownBy(() -> imports.importKey(SPEC, text, ACTOR))
                    .isInstanceOf(InvalidValueException.class)
                    .hasMessage("rawKey must have the shape of a key that this host recognizes");
        }
        assertThatThrownBy(() -> imports.importDigest(SPEC, new byte[20], "7c21", ACTOR))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aHostWithoutImportsRefusesOtherShapesWithoutReadingAnything() {
        imports.importKey(SPEC, OLD, ACTOR).orElseThrow();
        try (World without = new World(world.store, builder -> {})) {
            without.store.reads.set(0);
            World.assertRefused(without.authenticate(OLD), Refusal.MALFORMED);
            assertThat(without.store.reads).hasValue(0);
            KeyImports none = without.latchkey.imports();
            assertThatThrownBy(() -> none.importKey(SPEC, OLD, ACTOR)).isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> none.importDigest(SPEC, sha256(OLD), "7c21", ACTOR))
                    .isInstanceOf(InvalidValueException.class);
        }
    }

    @Test
    void anImportedKeyIsRotatedToTheConfiguredFormat() {
        ApiKey key = imports.importKey(SPEC, OLD, ACTOR).orElseThrow();
        IssuedKey fresh = world.watched(world.keys()
                        .rotate("acme", key.id(), RotationMode.overlap(java.time.Duration.ofHours(1)), ACTOR))
                .orElseThrow();
        assertThat(fresh.rawKey().prefix()).isEqualTo("ps_");
        world.accepted(fresh.rawKey());
        assertThat(world.authenticate(OLD)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void anImportIntoASlotCanBeRunAgainAndCostsNoHashingThen() {
        KeySpec slot = SPEC.slot("default");
        imports.importKey(slot, OLD, ACTOR).orElseThrow();
        Busy.during(world.gate, () -> {
            assertThat(imports.importKey(slot, OLD, ACTOR)).returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
            assertThat(imports.importDigest(slot, sha256(OLD), "7c21", ACTOR))
                    .returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
        });
    }

    @Test
    void ofTwoSimultaneousImportsIntoASlotTheSecondIsAlreadyImported() {
        KeySpec slot = SPEC.slot("default");
        world.store.beforeInsert = () -> {
            world.store.beforeInsert = () -> {};
            imports.importKey(slot, OLD, ACTOR).orElseThrow();
        };
        assertThat(imports.importKey(slot, OLD, ACTOR)).returns(Result.Outcome.ALREADY_IMPORTED, Result::outcome);
    }

    @Test
    void theLastFourOfADigestAreTextThatEveryStoreCanKeep() {
        for (String lastFour : List.of("7c2\0", "ab\uD800c", "    ", "abc", "abcde")) {
            assertThatThrownBy(() -> imports.importDigest(SPEC, sha256(OLD), lastFour, ACTOR))
                    .isInstanceOfSatisfying(
                            InvalidValueException.class,
                            e -> assertThat(e.field()).isEqualTo("lastFour"));
        }
    }
}
