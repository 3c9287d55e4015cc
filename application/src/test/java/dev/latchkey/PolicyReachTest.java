package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Result.Outcome;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How far a policy reaches: imports, keys of the configuration, rotations, and what follows a key in its slot. */
class PolicyReachTest {
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Duration MONTH = Duration.ofDays(30);
    private static final List<Cidr> INSIDE = List.of(Cidr.parse("10.0.0.0/8"));
    private static final KeyPolicy NARROW = KeyPolicy.NONE
            .maxLifetime(MONTH)
            .permissions(List.of("messages:send"))
            .networks(INSIDE)
            .maxKeys(1);
    private static final KeySpec WIDE =
            KeySpec.of("acme", Scope.tenant(), "ci").permissions(Permissions.of("messages:read"));
    private static final KeySpec WITHIN = KeySpec.of("acme", Scope.tenant(), "ci")
            .permissions(Permissions.of("messages:send"))
            .expiresAt(START.plus(MONTH));
    private static final String RAW = "the-first-value-of-32-characters";

    private final AtomicReference<KeyPolicy> policy = new AtomicReference<>(KeyPolicy.NONE);
    private final World world = new World(
            builder -> builder.importedKeys(new ImportedKeys(new byte[32])).policies((tenant, scope) -> policy.get()));

    @AfterEach
    void close() {
        world.logs().watch(RAW);
        world.close();
    }

    @Test
    void anImportObeysEveryBound() {
        policy.set(NARROW);
        for (KeySpec spec : List.of(
                WIDE,
                WITHIN.expiresAt(null),
                WITHIN.expiresAt(START.plus(MONTH).plusSeconds(1)),
                WITHIN.permissions(Permissions.of("messages:read")),
                WITHIN.limits(new Limits(List.of(), List.of(Cidr.parse("192.168.0.0/16")))))) {
            assertThatThrownBy(() -> importKey(spec, RAW)).isInstanceOf(InvalidValueException.class);
            assertThatThrownBy(() -> world.latchkey.imports().importDigest(spec, new byte[32], "", ACTOR))
                    .isInstanceOf(InvalidValueException.class);
        }
        assertThat(importKey(WITHIN, RAW).value().limits().networks()).isEqualTo(INSIDE);
        assertThat(importKey(WITHIN, RAW + "2")).isEqualTo(Result.of(Outcome.TOO_MANY_KEYS));
    }

    @Test
    void whatWasImportedIsThereWhateverThePolicyIsNow() {
        KeySpec spec = WIDE.slot("default");
        String own = world.issue(WIDE).rawKey().reveal();
        importKey(spec, RAW).orElseThrow();
        policy.set(NARROW);
        assertThat(importKey(spec, RAW)).isEqualTo(Result.of(Outcome.ALREADY_IMPORTED));
        assertThat(importKey(WIDE, own)).isEqualTo(Result.of(Outcome.ALREADY_IMPORTED));
    }

    @Test
    void keysOfTheConfigurationAreNotBoundedAndDoNotStopAtTheMaximum() {
        policy.set(NARROW);
        importKey(WITHIN, RAW + "2").orElseThrow();
        ConfiguredKeyResult result = world.latchkey
                .configuredKeys()
                .apply(List.of(ConfiguredKey.of(WIDE, RAW)))
                .get(0);
        assertThat(result.outcome()).isEqualTo(ConfiguredKeyResult.Outcome.CREATED);
        ApiKey key = world.store.get(result.id());
        assertThat(key.expiresAt()).isNull();
        assertThat(key.limits().networks()).isEmpty();
        assertThat(key.permissions()).isEqualTo(WIDE.permissions());
        assertThat(world.authenticate(RAW).acceptedCaller().holds("messages:read"))
                .isTrue();
    }

    @Test
    void aRotationChangesNoAuthorityAndIsNotRefused() {
        ApiKey key = world.issue(WIDE.slot("default")).key();
        policy.set(NARROW);
        for (RotationMode mode : List.of(RotationMode.overlap(Duration.ofDays(1)), RotationMode.NOW)) {
            ApiKey rotated = world.watched(world.keys().rotate("acme", key.id(), mode, ACTOR))
                    .orElseThrow()
                    .key();
            assertThat(rotated.authority()).isEqualTo(key.authority());
        }
        ApiKey regenerated = regenerate().orElseThrow().key();
        assertThat(regenerated.id()).isEqualTo(key.id());
        assertThat(regenerated.authority()).isEqualTo(key.authority());
    }

    @Test
    void whatFollowsADeadKeyKeepsItsAuthorityAndLivesNoLongerThanThePolicyAllows() {
        ApiKey key =
                world.issue(WIDE.slot("default").expiresAt(START.plus(YEAR))).key();
        policy.set(NARROW);
        world.clock.advance(YEAR);
        ApiKey next = regenerate().orElseThrow().key();
        assertThat(next.id()).isNotEqualTo(key.id());
        assertThat(next.permissions()).isEqualTo(key.permissions());
        assertThat(next.limits()).isEqualTo(key.limits());
        assertThat(next.expiresAt()).isEqualTo(START.plus(YEAR).plus(MONTH));
    }

    @Test
    void whatFollowsARevokedKeyWithoutAnExpiryGetsOneWhereThePolicyAsksForIt() {
        ApiKey key = world.issue(WIDE.slot("default")).key();
        world.keys().revoke("acme", key.id(), "leaked", ACTOR).orElseThrow();
        policy.set(NARROW);
        assertThat(regenerate().orElseThrow().key().expiresAt()).isEqualTo(START.plus(MONTH));

        world.keys().revoke("acme", inSlot().id(), "leaked", ACTOR).orElseThrow();
        policy.set(KeyPolicy.NONE.maxLifetime(Duration.ofDays(60)));
        assertThat(regenerate().orElseThrow().key().expiresAt()).isEqualTo(START.plus(MONTH));
    }

    @Test
    void whatFollowsADeadKeyCountsAsANewOne() {
        ApiKey key = world.issue(WIDE.slot("default")).key();
        world.keys().revoke("acme", key.id(), "leaked", ACTOR).orElseThrow();
        policy.set(NARROW);
        world.issue(WITHIN);
        assertThat(regenerate()).isEqualTo(Result.of(Outcome.TOO_MANY_KEYS));
    }

    private Result<ApiKey> importKey(KeySpec spec, String raw) {
        return world.latchkey.imports().importKey(spec, raw, ACTOR);
    }

    private Result<IssuedKey> regenerate() {
        return world.watched(world.keys().regenerate(WIDE.slot("default"), ACTOR));
    }

    private ApiKey inSlot() {
        return world.store.findBySlot("acme", Scope.tenant(), "default").value().orElseThrow();
    }
}
