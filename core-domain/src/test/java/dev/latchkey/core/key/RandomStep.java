package dev.latchkey.core.key;

import dev.latchkey.core.Samples;
import dev.latchkey.core.scope.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * One random change by a node whose clock may say anything.
 *
 * @param action what is tried
 * @param at the node's clock, finer than milliseconds
 * @param amount overlap or lifetime in milliseconds, zero for none
 * @param choice picks a secret, a name, permissions or limits
 */
record RandomStep(AuditAction action, Instant at, long amount, int choice) {
    static final Actor ACTOR = Actor.user("somebody");
    static final long YEAR_MILLIS = Duration.ofDays(365).toMillis();

    static Arbitrary<RandomStep> any() {
        Arbitrary<AuditAction> actions = Arbitraries.frequency(
                Tuple.of(6, AuditAction.ROTATED),
                Tuple.of(1, AuditAction.REVOKED),
                Tuple.of(2, AuditAction.SUSPENDED),
                Tuple.of(2, AuditAction.RESUMED),
                Tuple.of(1, AuditAction.RENAMED),
                Tuple.of(1, AuditAction.PERMISSIONS_CHANGED),
                Tuple.of(1, AuditAction.LIMITS_CHANGED),
                Tuple.of(4, AuditAction.EXPIRY_CHANGED),
                Tuple.of(2, AuditAction.REHASHED),
                Tuple.of(1, AuditAction.HANDLE_CHANGED),
                Tuple.of(2, AuditAction.RESEALED));
        Arbitrary<Instant> clocks = Arbitraries.longs()
                .between(-YEAR_MILLIS * 1000, YEAR_MILLIS * 1000)
                .map(micros -> Samples.NOW.plus(micros, ChronoUnit.MICROS));
        Arbitrary<Long> amounts = Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(1, 10_000),
                Arbitraries.longs().between(1, YEAR_MILLIS));
        return Combinators.combine(
                        actions, clocks, amounts, Arbitraries.integers().between(0, 3))
                .as(RandomStep::new);
    }

    Instant now() {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    boolean overlapIsZero() {
        return amount == 0;
    }

    Transition apply(ApiKey key, String freshHandle) {
        KeyChange change = key.by(ACTOR, at);
        String handle = key.secrets().get(choice % key.secrets().size()).handle();
        return switch (action) {
            case ROTATED -> change.rotate(Samples.sealedSecret(freshHandle), Duration.ofMillis(amount));
            case REVOKED -> change.revoke("reason " + choice);
            case SUSPENDED -> change.suspend("reason " + choice);
            case RESUMED -> change.resume();
            case RENAMED -> change.rename("name " + choice);
            case PERMISSIONS_CHANGED -> change.changePermissions(Permissions.of("area" + choice + ":*"));
            case LIMITS_CHANGED ->
                change.changeLimits(
                        new Limits(List.of(new RateLimit(1 + choice, 1, Duration.ofSeconds(1))), List.of()));
            case EXPIRY_CHANGED -> change.changeExpiry(amount == 0 ? null : now().plusMillis(amount));
            case REHASHED -> change.rehash(handle, Samples.HASH + choice, null);
            case HANDLE_CHANGED -> change.changeHandle(handle, freshHandle, null);
            case RESEALED -> change.reseal(handle, Samples.copy((char) ('A' + choice)));
            case ISSUED, IMPORTED, PURGED, UNKNOWN -> throw new IllegalStateException("no change of a key");
        };
    }
}
