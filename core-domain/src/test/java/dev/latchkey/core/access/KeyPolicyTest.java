package dev.latchkey.core.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyPolicyTest {
    private static final Instant NOW = Instant.parse("2030-05-05T10:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Actor ADA = Actor.user("ada");
    private static final KeySpec SPEC = KeySpec.of("acme", Scope.tenant(), "ci");
    private static final Cidr INSIDE = Cidr.parse("10.0.0.0/8");

    private static void assertRefused(String field, KeyPolicy policy, KeySpec spec) {
        assertThatThrownBy(() -> policy.check(spec, ADA, NOW))
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }

    private static void assertTaken(KeyPolicy policy, KeySpec spec) {
        assertThatCode(() -> policy.check(spec, ADA, NOW)).doesNotThrowAnyException();
    }

    private static KeySpec from(String... networks) {
        List<Cidr> all = List.of(networks).stream().map(Cidr::parse).toList();
        return SPEC.limits(new Limits(List.of(), all));
    }

    @Test
    void noPolicyBoundsNothing() {
        assertThat(KeyPolicy.NONE.complete(SPEC, NOW)).isEqualTo(SPEC);
        assertTaken(KeyPolicy.NONE, SPEC.allPermissions());
    }

    @Test
    void anExpiryIsFilledInOnlyWhereNoneIsGiven() {
        KeyPolicy policy = KeyPolicy.NONE.defaultLifetime(MONTH);
        assertThat(policy.complete(SPEC, NOW).expiresAt()).isEqualTo(NOW.plus(MONTH));
        KeySpec longer = SPEC.expiresAt(NOW.plus(MONTH.multipliedBy(2)));
        assertThat(policy.complete(longer, NOW)).isEqualTo(longer);
    }

    @Test
    void aLongestLifetimeRefusesLongerOnesAndNever() {
        KeyPolicy policy = KeyPolicy.NONE.maxLifetime(MONTH);
        assertTaken(policy, SPEC.expiresAt(NOW.plus(MONTH)));
        assertRefused("expiresAt", policy, SPEC.expiresAt(NOW.plus(MONTH).plusMillis(1)));
        assertRefused("expiresAt", policy, SPEC);
        assertTaken(policy.neverExpires(Actor.Kind.USER), SPEC);
        assertRefused("expiresAt", policy.neverExpires(Actor.Kind.HOST), SPEC);
        assertRefused("expiresAt", KeyPolicy.NONE.neverExpires(), SPEC);
    }

    @Test
    void networksLieWithinThoseOfThePolicyAndAreFilledIn() {
        KeyPolicy policy = KeyPolicy.NONE.networks(List.of(INSIDE));
        assertTaken(policy, from("10.1.0.0/16", "10.2.0.0/16"));
        assertRefused("networks", policy, from("10.1.0.0/16", "11.0.0.0/8"));
        assertRefused("networks", policy, SPEC);
        assertThat(policy.complete(SPEC, NOW).limits().networks()).containsExactly(INSIDE);
    }

    @Test
    void permissionsAreThoseOfThePolicy() {
        KeyPolicy policy = KeyPolicy.NONE.permissions(List.of("messages:send"));
        assertTaken(policy, SPEC.permissions(Permissions.of("messages:*")));
        assertRefused("permissions", policy, SPEC.permissions(Permissions.of("owner:read")));
        assertThatThrownBy(() -> policy.defaultPermissions(Permissions.of("owner:read")))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void aChangeIsHeldAgainstThePolicyInWhatItChangesAlone() {
        KeyPolicy policy =
                KeyPolicy.NONE.maxLifetime(MONTH).networks(List.of(INSIDE)).permissions(List.of("messages:send"));
        KeySpec old = SPEC.permissions(Permissions.of("owner:read"));
        assertThatCode(() -> policy.checkChange(old, old.name("new"), ADA, NOW)).doesNotThrowAnyException();
        for (KeySpec worse : List.of(
                old.permissions(Permissions.of("owner:write")),
                old.expiresAt(NOW.plus(Duration.ofDays(31))),
                old.limits(from("11.0.0.0/8").limits()))) {
            assertThatThrownBy(() -> policy.checkChange(old, worse, ADA, NOW))
                    .isInstanceOf(InvalidValueException.class);
        }
        KeySpec dated = old.expiresAt(NOW.plus(MONTH));
        assertThatThrownBy(() -> policy.checkChange(dated, dated.expiresAt(null), ADA, NOW))
                .isInstanceOf(InvalidValueException.class);
    }

    @Test
    void valuesOutOfBoundsAreRefused() {
        KeyPolicy none = KeyPolicy.NONE;
        List<Runnable> wrong = List.of(
                () -> none.defaultLifetime(Duration.ofSeconds(59)),
                () -> none.maxLifetime(Duration.ofDays(36_601)),
                () -> none.idle(Duration.ofDays(6)),
                () -> none.maxKeys(-1),
                () -> none.maxKeysPerOwner(100_001),
                () -> none.maxLifetime(Duration.ofDays(1)).defaultLifetime(MONTH));
        for (Runnable one : wrong) {
            assertThatThrownBy(one::run).isInstanceOf(InvalidValueException.class);
        }
        assertThat(none.idle(Duration.ofDays(7)).lifetimes().idle()).isEqualTo(Duration.ofDays(7));
    }
}
