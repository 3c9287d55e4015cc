package dev.latchkey.core.key;

import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.issued;
import static dev.latchkey.core.Samples.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.Samples;
import dev.latchkey.core.access.AccessRules;
import dev.latchkey.core.access.Refusal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    private static final Instant SOON = NOW.plusSeconds(60);
    private static final Secret CURRENT = secret("CURRENT00");

    @Test
    void revokedAndExpiredKeysAreDeadAndNoOthers() {
        assertThat(KeyStatus.values())
                .filteredOn(KeyStatus::isDead)
                .containsExactly(KeyStatus.REVOKED, KeyStatus.EXPIRED);
    }

    @Test
    void aKeyThatBreaksAnInvariantCannotBeMade() {
        Secret retiring = secret("RETIRING0", null, SOON);
        Secret retired = secret("RETIRED00", null, Secret.AT_ONCE);
        Revocation revocation = new Revocation(NOW, "leaked", Samples.ACTOR);

        assertThat(key(List.of(CURRENT, retiring, retired), null, null).secrets())
                .hasSize(3);
        assertThat(key(List.of(retired), null, revocation).secrets()).hasSize(1);
        assertRefused(List.of(), null, null);
        assertRefused(List.of(retiring), null, null);
        assertRefused(List.of(CURRENT, secret("CURRENT01")), null, null);
        assertRefused(List.of(retiring, CURRENT), null, null);
        assertRefused(List.of(CURRENT), null, revocation);
        assertRefused(List.of(CURRENT, retiring), SOON.minusMillis(1), null);
        assertRefused(List.of(CURRENT, secret("CURRENT00", null, SOON)), null, null);
        assertRefused(List.of(CURRENT, retired, handle(1), handle(2), handle(3)), null, null);
    }

    @Test
    void aKeyWithThreeUsableSecretsCannotBeMade() {
        assertRefused(List.of(CURRENT, secret("RETIRING0", null, SOON), secret("RETIRING1", null, SOON)), null, null);
    }

    @Test
    void statusIsToldInTheOrderRevokedExpiredSuspendedActive() {
        ApiKey key = issued(Samples.SPEC.expiresAt(SOON));
        ApiKey suspended = next(key.by(Samples.ACTOR, NOW).suspend("unpaid"));
        ApiKey revoked = next(suspended.by(Samples.ACTOR, NOW).revoke("leaked"));

        assertThat(key.status(NOW.minusSeconds(1))).isEqualTo(KeyStatus.ACTIVE);
        assertThat(key.status(SOON.minusNanos(1))).isEqualTo(KeyStatus.ACTIVE);
        assertThat(key.status(SOON)).isEqualTo(KeyStatus.EXPIRED);
        assertThat(suspended.status(NOW)).isEqualTo(KeyStatus.SUSPENDED);
        assertThat(suspended.status(SOON)).isEqualTo(KeyStatus.EXPIRED);
        assertThat(revoked.status(NOW.minusSeconds(1))).isEqualTo(KeyStatus.REVOKED);
        assertThat(revoked.status(SOON)).isEqualTo(KeyStatus.REVOKED);
        assertThat(AccessRules.checkInForce(suspended, suspended.currentSecret(), NOW))
                .isEqualTo(Refusal.SUSPENDED);
    }

    @Test
    void aKeyIsDeadSinceTheEarlierOfRevocationAndExpiry() {
        ApiKey key = issued(Samples.SPEC.expiresAt(SOON));
        assertThat(issued(Samples.SPEC).deadSince()).isEmpty();
        assertThat(key.deadSince()).contains(SOON);
        assertThat(next(key.by(Samples.ACTOR, NOW).revoke("x")).deadSince()).contains(NOW);
        assertThat(next(key.by(Samples.ACTOR, SOON.plusSeconds(1)).revoke("x")).deadSince())
                .contains(SOON);
        assertThat(next(issued(Samples.SPEC).by(Samples.ACTOR, SOON).revoke("x"))
                        .deadSince())
                .contains(SOON);
    }

    @Test
    void aSecretIsFoundByItsWholeHandle() {
        ApiKey key = key(List.of(CURRENT, secret("RETIRED00", null, Secret.AT_ONCE)), null, null);
        assertThat(key.secret("CURRENT00")).contains(CURRENT);
        assertThat(key.secret("CURRENT0")).isEmpty();
        assertThat(key.secret("current00")).isEmpty();
    }

    @Test
    void onlyAKeyWithASlotTakesOne() {
        assertThat(key(List.of(CURRENT), null, null).occupiesSlot()).isFalse();
        assertThat(issued(Samples.SPEC).occupiesSlot()).isTrue();
    }

    @Test
    void instantsAreCutToTheMillisecond() {
        ApiKey key = key(List.of(CURRENT), SOON.plusNanos(999_999), null);
        assertThat(key.expiresAt()).isEqualTo(SOON);
        assertThat(key.createdAt()).isEqualTo(NOW);
    }

    @Test
    void aSecretShowsItsPublicPartsAlone() {
        assertThat(CURRENT.displayPrefix()).isEqualTo("ps_CURRENT0");
        assertThat(CURRENT.lastFour()).isEqualTo("wxyz");
        assertThat(CURRENT).hasToString("Secret[ps_CURRENT0...wxyz, created 2026-03-01T12:00:00Z]");
    }

    private static Secret handle(int number) {
        return secret("RETIRED0" + number, null, Secret.AT_ONCE);
    }

    private static ApiKey key(List<Secret> secrets, @Nullable Instant expiresAt, @Nullable Revocation revocation) {
        KeyIdentity identity = new KeyIdentity(
                Samples.ID,
                "acme",
                Samples.SPEC.scope(),
                null,
                0,
                new Provenance(Samples.ACTOR, List.of(), NOW.plusNanos(1)));
        Authority authority = new Authority(Samples.SPEC.permissions(), Limits.NONE, expiresAt);
        return new ApiKey(
                identity,
                Labels.of("name"),
                authority,
                new Lifecycle(null, null, revocation, null),
                1,
                NOW,
                secrets,
                null);
    }

    private static void assertRefused(
            List<Secret> secrets, @Nullable Instant expiresAt, @Nullable Revocation revocation) {
        assertThatThrownBy(() -> key(secrets, expiresAt, revocation)).isInstanceOf(InvalidValueException.class);
    }

    private static ApiKey next(Transition transition) {
        return ((Transition.Changed) transition).next();
    }
}
