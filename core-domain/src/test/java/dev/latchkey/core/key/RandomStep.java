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
 * @param amount overlap or lifetime in milliseconds, zero for none; or any number for a value
 * @param choice picks a secret, or the member that is changed
 */
record RandomStep(AuditAction action, Instant at, long amount, int choice) {
    static final Actor ACTOR = Actor.user("anyone");
    private static final Suspension.Cause[] CAUSES = Suspension.Cause.values();
    static final long YEAR_MILLIS = Duration.ofDays(365).toMillis();
    private static final long MINUTE_MILLIS = Rotation.TOLERANCE.toMillis();

    static Arbitrary<RandomStep> any() {
        Arbitrary<AuditAction> actions = Arbitraries.frequency(
                Tuple.of(6, AuditAction.ROTATED),
                Tuple.of(4, AuditAction.PROMOTED),
                Tuple.of(2, AuditAction.ROTATION_COMPLETED),
                Tuple.of(2, AuditAction.ROTATION_CANCELED),
                Tuple.of(1, AuditAction.REVOKED),
                Tuple.of(2, AuditAction.EXPIRED),
                Tuple.of(2, AuditAction.SUSPENDED),
                Tuple.of(2, AuditAction.RESUMED),
                Tuple.of(8, AuditAction.CHANGED),
                Tuple.of(2, AuditAction.REHASHED),
                Tuple.of(1, AuditAction.HANDLE_CHANGED),
                Tuple.of(2, AuditAction.RESEALED));
        Arbitrary<Instant> clocks = Arbitraries.longs()
                .between(-YEAR_MILLIS * 1000, YEAR_MILLIS * 1000)
                .map(micros -> Samples.NOW.plus(micros, ChronoUnit.MICROS));
        Arbitrary<Long> amounts = Arbitraries.oneOf(
                Arbitraries.just(0L),
                Arbitraries.longs().between(MINUTE_MILLIS, 10 * MINUTE_MILLIS),
                Arbitraries.longs().between(MINUTE_MILLIS, YEAR_MILLIS));
        return Combinators.combine(
                        actions, clocks, amounts, Arbitraries.integers().between(0, 3))
                .as(RandomStep::new);
    }

    Instant now() {
        return at.truncatedTo(ChronoUnit.MILLIS);
    }

    RotationMode mode() {
        Duration time = Duration.ofMillis(amount);
        if (amount == 0) {
            return RotationMode.NOW;
        }
        return choice < 2 ? RotationMode.overlap(time) : RotationMode.firstUse().lapses(time);
    }

    Transition apply(ApiKey key, String freshHandle) {
        KeyChange change = key.by(ACTOR, at);
        String handle = key.secrets().get(choice % key.secrets().size()).handle();
        return switch (action) {
            case ROTATED -> change.rotation().begin(Samples.sealedSecret(freshHandle), mode());
            case PROMOTED -> change.rotation().promote(handle);
            case ROTATION_COMPLETED -> change.rotation().complete(null, Duration.ofMillis(amount));
            case ROTATION_CANCELED -> change.rotation().cancel(null, any -> choice == 0, choice == 1);
            case EXPIRED -> change.expire();
            case REVOKED -> change.revoke("reason " + choice);
            case SUSPENDED -> change.suspend(CAUSES[choice % CAUSES.length], "reason " + choice);
            case RESUMED -> choice == 0 ? change.resume() : change.resume(CAUSES[choice % CAUSES.length]);
            case CHANGED -> change(key, change);
            case REHASHED -> change.secret(handle).rehash(Samples.HASH + choice, null);
            case HANDLE_CHANGED -> change.secret(handle).move(freshHandle, null);
            case RESEALED -> change.secret(handle).reseal(Samples.copy((char) ('A' + choice)));
            case ISSUED, IMPORTED, PURGED, TENANT_ENDED, TENANT_REOPENED, IDLE_REPORTED, IDLE_CONFIRMED, UNKNOWN ->
                throw new IllegalStateException("no change of a key");
        };
    }

    private Transition change(ApiKey key, KeyChange change) {
        return switch (choice) {
            case 0 ->
                change.change(
                        key.spec().name("name " + amount).owner("o" + amount).tags("t" + amount));
            case 1 -> change.changePermissions(Permissions.of("area" + amount + ":*"));
            case 2 -> {
                RateLimit rate = new RateLimit(1 + amount % 1000, 1, Duration.ofSeconds(1));
                yield change.changeLimits(new Limits(List.of(rate), List.of()));
            }
            default -> change.changeExpiry(amount == 0 ? null : now().plusMillis(amount));
        };
    }
}
