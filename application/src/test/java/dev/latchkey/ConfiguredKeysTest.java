package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.ConfiguredKeyResult.Outcome;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.internal.Sha256;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConfiguredKeysTest {
    private static final KeySpec CI =
            KeySpec.of("acme", Scope.tenant(), "ci").permissions(Permissions.of("deploy:run"));
    private static final String ONE = "the-first-value-of-32-characters";
    private static final String TWO = "another-value-of-some-characters-more";

    private final ImportedKeys importing = new ImportedKeys(new byte[32]);
    private final World world = new World(builder -> builder.importedKeys(importing));

    /** Has room for several nodes of a race. */
    private final HashingGate wide = new HashingGate(4, 4, Duration.ofMinutes(1));

    @AfterEach
    void close() {
        world.logs().watch(ONE);
        world.logs().watch(TWO);
        world.close();
        wide.close();
    }

    @Test
    void aMissingKeyIsCreatedAndWorks() {
        ConfiguredKeyResult result = apply(ConfiguredKey.of(CI, ONE)).get(0);
        assertThat(result.outcome()).isEqualTo(Outcome.CREATED);
        assertThat(result.name()).isEqualTo("ci");
        ApiKey key = world.store.get(result.id());
        assertThat(key.name()).isEqualTo("ci");
        assertThat(key.slot()).isEqualTo("configured:ci");
        AuditEvent event = world.store.events(key.id()).get(0);
        assertThat(event.action()).isEqualTo(AuditAction.IMPORTED);
        assertThat(event.actor().id()).isEqualTo("configuration");
        assertThat(world.authenticate(ONE).acceptedCaller().holds("deploy:run")).isTrue();
    }

    @Test
    void theSameConfigurationChangesNothingAndHashesNothing() {
        RawKey own = new SecretGenerator().rawKey(World.FORMAT);
        world.watch(own);
        ConfiguredKey[] keys = {
            ConfiguredKey.of(CI, ONE).rotate(true), ConfiguredKey.of(named("own"), own.reveal()), digest("digest", TWO)
        };
        assertThat(outcomes(keys)).containsOnly(Outcome.CREATED);
        world.store.writes.set(0);
        Busy.during(world.gate, () -> assertThat(outcomes(keys)).containsOnly(Outcome.UNCHANGED));
        assertThat(world.store.writes).hasValue(0);
        world.accepted(own);
        assertThat(world.authenticate(TWO).acceptedCaller().key().slot()).isEqualTo("configured:digest");
    }

    @Test
    void aKeyOfTheConfiguredFormatNeedsNoLookupKey() {
        try (World without = new World()) {
            RawKey own = new SecretGenerator().rawKey(World.FORMAT);
            without.watch(own);
            ConfiguredKeys keys = without.latchkey.configuredKeys();
            assertThat(keys.apply(List.of(ConfiguredKey.of(CI, own.reveal())))
                            .get(0)
                            .outcome())
                    .isEqualTo(Outcome.CREATED);
            without.accepted(own);
            assertInvalid("importedKeys", () -> keys.apply(List.of(ConfiguredKey.of(CI, ONE))));
            assertInvalid("importedKeys", () -> keys.apply(List.of(digest("digest", ONE))));
        }
    }

    @Test
    void aValueThatIsTooShortOrMalformedMakesNoKeyAtAll() {
        for (String bad : List.of(ONE.substring(1), "a value with blanks in it, thirty-two", "", "x".repeat(513))) {
            assertInvalid("rawKey", () -> apply(ConfiguredKey.of(named("good"), TWO), ConfiguredKey.of(CI, bad)));
        }
        assertInvalid("name", () -> apply(ConfiguredKey.of(CI, ONE), ConfiguredKey.of(CI, TWO)));
        assertInvalid("slot", () -> apply(ConfiguredKey.of(CI.slot("other"), ONE)));
        assertInvalid("name", () -> apply(ConfiguredKey.of(named("x".repeat(90)), ONE)));
        assertInvalid("sha256", () -> ConfiguredKey.ofSha256(CI, new byte[31]));
        assertThat(world.store.all()).isEmpty();
    }

    /** With a character wrong it would be stored as an imported key, and the right one would be refused. */
    @Test
    void aGeneratedKeyWithAWrongCharacterIsNotTakenForAnImportedOne() {
        String raw = new SecretGenerator().rawKey(World.FORMAT).reveal();
        char last = raw.charAt(raw.length() - 1);
        for (String mistyped : List.of(
                raw.substring(0, raw.length() - 1) + (last == 'a' ? 'b' : 'a'),
                raw.replaceFirst("_.", raw.charAt(3) == 'a' ? "_b" : "_a"),
                raw.substring(0, raw.length() - 1),
                swapped(raw))) {
            assertInvalid("rawKey", () -> apply(ConfiguredKey.of(named("good"), TWO), ConfiguredKey.of(CI, mistyped)));
        }
        assertThat(world.store.all()).isEmpty();
        // With another prefix, or with signs that no generated key has, it is a key of another system.
        apply(ConfiguredKey.of(named("other"), "qs" + raw.substring(2)));
        apply(ConfiguredKey.of(named("signs"), raw.substring(0, raw.length() - 1) + "-"));
        assertThat(world.store.all()).hasSize(2);
    }

    /** Exchanges two neighbors that differ. */
    private static String swapped(String raw) {
        for (int i = raw.length() / 2; ; i++) {
            if (raw.charAt(i) != raw.charAt(i + 1)) {
                return raw.substring(0, i) + raw.charAt(i + 1) + raw.charAt(i) + raw.substring(i + 2);
            }
        }
    }

    @Test
    void aChangedValueRotatesOnlyWhereThatIsAllowed() {
        apply(ConfiguredKey.of(CI, ONE));
        assertThat(outcomes(ConfiguredKey.of(CI, TWO))).containsExactly(Outcome.OTHER_VALUE);
        assertThat(world.authenticate(ONE)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        World.assertRefused(world.authenticate(TWO), Refusal.INVALID);

        assertThat(outcomes(ConfiguredKey.of(CI, TWO).rotate(true))).containsExactly(Outcome.ROTATED);
        assertThat(world.authenticate(TWO)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        World.assertRefused(world.authenticate(ONE), Refusal.RETIRED);
        assertThat(world.store.all()).hasSize(1);
        assertThat(outcomes(ConfiguredKey.of(CI, TWO).rotate(true))).containsExactly(Outcome.UNCHANGED);
    }

    @Test
    void aNodeWithTheEarlierValueDoesNotRotateBack() {
        apply(ConfiguredKey.of(CI, ONE));
        apply(ConfiguredKey.of(CI, TWO).rotate(true));
        assertThat(outcomes(ConfiguredKey.of(CI, ONE).rotate(true))).containsExactly(Outcome.EARLIER_VALUE);
        assertThat(world.authenticate(TWO)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        for (int i = 0; i < 4; i++) {
            apply(ConfiguredKey.of(CI, TWO + i).rotate(true));
        }
        assertThat(outcomes(ConfiguredKey.of(CI, ONE).rotate(true)))
                .as("a generation that the key has forgotten")
                .containsExactly(Outcome.VALUE_TAKEN);
    }

    @Test
    void aRevokedKeyStaysRevokedAndTheLogSaysSo() {
        ConfiguredKeyResult created = apply(ConfiguredKey.of(CI, ONE)).get(0);
        world.keys().revoke("acme", created.id(), "leaked", ACTOR).orElseThrow();
        for (String value : List.of(ONE, TWO)) {
            assertThat(outcomes(ConfiguredKey.of(CI, value).rotate(true))).containsExactly(Outcome.ENDED);
        }
        World.assertRefused(world.authenticate(ONE), Refusal.REVOKED);
        World.assertRefused(world.authenticate(TWO), Refusal.INVALID);
        assertThat(world.logs().text()).contains("WARN", "\"ci\" of the tenant acme is revoked or expired");

        world.clock.advance(Duration.ofDays(1));
        assertThat(world.keys().purge(world.clock.instant(), 10, ACTOR)).isEqualTo(1);
        assertThat(outcomes(ConfiguredKey.of(CI, ONE)))
                .as("its value stays taken")
                .containsExactly(Outcome.VALUE_TAKEN);
    }

    @Test
    void whatAnOperatorDidSinceIsKeptAndReported() {
        ConfiguredKeyResult created = apply(ConfiguredKey.of(CI, ONE)).get(0);
        world.keys()
                .changePermissions("acme", created.id(), Permissions.of("deploy:read"), ACTOR)
                .orElseThrow();
        assertThat(outcomes(ConfiguredKey.of(CI, ONE))).containsExactly(Outcome.OTHER_PERMISSIONS);
        world.watched(world.keys().rotate("acme", created.id(), RotationMode.NOW, ACTOR))
                .orElseThrow();
        assertThat(outcomes(ConfiguredKey.of(CI, ONE).rotate(true))).containsExactly(Outcome.EARLIER_VALUE);
        assertThat(world.store.get(created.id()).permissions()).isEqualTo(Permissions.of("deploy:read"));
    }

    @Test
    void aKeyThatIsNoLongerConfiguredStaysInForceWithAWarning() {
        apply(ConfiguredKey.of(CI, ONE), ConfiguredKey.of(named("old"), TWO));
        world.issue(World.SPEC.slot("not of the configuration"));
        List<ConfiguredKeyResult> results = apply(ConfiguredKey.of(CI, ONE));
        assertThat(results)
                .extracting(ConfiguredKeyResult::name, ConfiguredKeyResult::outcome)
                .containsExactly(tuple("ci", Outcome.UNCHANGED), tuple("old", Outcome.NOT_CONFIGURED));
        assertThat(world.authenticate(TWO)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        assertThat(world.logs().text()).contains("\"old\" of the tenant acme is no longer configured");

        world.keys().revoke("acme", results.get(1).id(), "removed", ACTOR).orElseThrow();
        assertThat(apply(ConfiguredKey.of(CI, ONE))).hasSize(1);
    }

    /** No policy bounds what the configuration makes, so nothing else may come to stand in its slots. */
    @Test
    void onlyTheConfigurationPutsKeysIntoItsSlots() {
        ApiKey issuer = world.issue(SPEC).key();
        Caller caller = Caller.of(issuer, issuer.currentSecret());
        apply(ConfiguredKey.of(CI, ONE));
        ApiKeys keys = world.keys();
        KeyImports imports = world.latchkey.imports();
        IdempotentRequests once = keys.once(new IdempotencyKey("once"));
        for (String slot : List.of("configured:ci", "configured:other", "configured:")) {
            KeySpec into = SPEC.slot(slot);
            List<ThrowingCallable> others = List.of(
                    () -> keys.issue(into, ACTOR),
                    () -> keys.issue(into, caller),
                    () -> keys.regenerate(into, ACTOR),
                    () -> keys.regenerate(into, caller),
                    () -> once.issue(into, ACTOR),
                    () -> once.issue(into, caller),
                    () -> once.regenerate(into, ACTOR),
                    () -> once.regenerate(into, caller),
                    () -> imports.importKey(into, TWO, ACTOR),
                    () -> imports.importDigest(into, new byte[32], "", ACTOR));
            others.forEach(other -> assertInvalid("slot", other));
        }
        assertThat(world.store.all()).hasSize(2);
        assertThat(world.authenticate(ONE)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    @Test
    void aValueOfAnotherKeyIsNotGivenTwice() {
        apply(ConfiguredKey.of(CI, ONE));
        assertThat(outcomes(ConfiguredKey.of(CI, ONE), ConfiguredKey.of(named("copy"), ONE), digest("digest", ONE)))
                .containsExactly(Outcome.UNCHANGED, Outcome.VALUE_TAKEN, Outcome.VALUE_TAKEN);
        apply(ConfiguredKey.of(CI, ONE), ConfiguredKey.of(named("other"), TWO));
        assertThat(outcomes(
                        ConfiguredKey.of(CI, ONE),
                        ConfiguredKey.of(named("other"), ONE).rotate(true)))
                .containsExactly(Outcome.UNCHANGED, Outcome.VALUE_TAKEN);
        assertThat(world.authenticate(TWO)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    @Test
    void anEndedTenantGetsNoKey() {
        assertThat(world.latchkey.tenants().end("acme", "left", ACTOR).more()).isFalse();
        assertThat(outcomes(ConfiguredKey.of(CI, ONE))).containsExactly(Outcome.TENANT_ENDED);
    }

    @Test
    void ofSeveralNodesOneCreatesTheKeyAndTheOthersFindIt() throws Exception {
        try (World patient = patient()) {
            List<Outcome> outcomes = Race.of(
                    4,
                    () -> patient.latchkey
                            .configuredKeys()
                            .apply(List.of(ConfiguredKey.of(CI, ONE)))
                            .get(0)
                            .outcome());
            assertThat(outcomes).containsOnlyOnce(Outcome.CREATED);
            assertThat(outcomes).containsOnly(Outcome.CREATED, Outcome.UNCHANGED);
            assertThat(patient.store.all()).hasSize(1);
        }
    }

    @Test
    void ofTwoNodesWithDifferentValuesOneWins() throws Exception {
        try (World patient = patient()) {
            AtomicInteger node = new AtomicInteger();
            List<Outcome> outcomes = Race.of(
                    2,
                    () -> patient.latchkey
                            .configuredKeys()
                            .apply(List.of(ConfiguredKey.of(CI, node.getAndIncrement() == 0 ? ONE : TWO)))
                            .get(0)
                            .outcome());
            assertThat(outcomes).containsExactlyInAnyOrder(Outcome.CREATED, Outcome.OTHER_VALUE);
            assertThat(patient.store.all()).hasSize(1);
        }
    }

    @Test
    void ofSeveralNodesOneRotatesTheKey() throws Exception {
        try (World patient = patient()) {
            patient.latchkey.configuredKeys().apply(List.of(ConfiguredKey.of(CI, ONE)));
            List<Outcome> outcomes = Race.of(
                    4,
                    () -> patient.latchkey
                            .configuredKeys()
                            .apply(List.of(ConfiguredKey.of(CI, TWO).rotate(true)))
                            .get(0)
                            .outcome());
            assertThat(outcomes).containsOnlyOnce(Outcome.ROTATED);
            assertThat(outcomes).containsOnly(Outcome.ROTATED, Outcome.UNCHANGED);
            ApiKey key = patient.store.all().get(0);
            assertThat(key.version()).isEqualTo(2);
        }
    }

    @Test
    void aFullGateAndEndlessRacesAreFailures() {
        Busy.during(world.gate, () -> {
            assertFails(Result.Outcome.OVERLOADED, ConfiguredKey.of(CI, ONE));
        });
        apply(ConfiguredKey.of(CI, ONE));
        Busy.during(world.gate, () -> {
            assertFails(Result.Outcome.OVERLOADED, ConfiguredKey.of(CI, TWO).rotate(true));
        });
        world.store.stale = true;
        assertFails(Result.Outcome.CONTENDED, ConfiguredKey.of(CI, TWO).rotate(true));
    }

    @Test
    void aKeyThatIsRevokedWhileItIsRotatedStaysRevoked() {
        ConfiguredKeyResult created = apply(ConfiguredKey.of(CI, ONE)).get(0);
        world.store.beforeReplace = () -> {
            world.store.beforeReplace = () -> {};
            world.keys().revoke("acme", created.id(), "leaked", ACTOR).orElseThrow();
        };
        assertThat(outcomes(ConfiguredKey.of(CI, TWO).rotate(true))).containsExactly(Outcome.ENDED);
    }

    @Test
    void theValueIsNeverPrinted() {
        assertThat(ConfiguredKey.of(CI, ONE)).asString().doesNotContain(ONE).contains("ci");
    }

    private World patient() {
        return new World(builder -> builder.importedKeys(importing).hashingGate(wide));
    }

    private List<ConfiguredKeyResult> apply(ConfiguredKey... keys) {
        return world.latchkey.configuredKeys().apply(List.of(keys));
    }

    private List<Outcome> outcomes(ConfiguredKey... keys) {
        return apply(keys).stream()
                .map(ConfiguredKeyResult::outcome)
                .filter(outcome -> outcome != Outcome.NOT_CONFIGURED)
                .toList();
    }

    private void assertFails(Result.Outcome outcome, ConfiguredKey key) {
        assertThatThrownBy(() -> apply(key))
                .isInstanceOfSatisfying(
                        KeyOperationException.class,
                        e -> assertThat(e.result().outcome()).isEqualTo(outcome));
    }

    private static void assertInvalid(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static KeySpec named(String name) {
        return KeySpec.of("acme", Scope.tenant(), name).permissions(Permissions.of("deploy:run"));
    }

    private static ConfiguredKey digest(String name, String text) {
        return ConfiguredKey.ofSha256(named(name), Sha256.of(text.getBytes(StandardCharsets.US_ASCII)));
    }
}
