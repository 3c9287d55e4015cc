package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Permissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Changes of keys that are chosen at random. */
final class RandomChanges {
    private static final List<Suspension.Cause> CAUSES = List.of(Suspension.Cause.values());
    private static final List<RotationMode> MODES = List.of(
            RotationMode.NOW,
            RotationMode.overlap(Duration.ofDays(1)),
            RotationMode.firstUse(),
            RotationMode.firstUse().grace(Rotation.TOLERANCE).lapses(Rotation.TOLERANCE));

    private final Random random;
    private final Supplier<String> handles;

    /**
     * Creates changes.
     *
     * @param random chooses
     * @param handles returns a handle for a new secret, which may be one that the key has
     */
    RandomChanges(Random random, Supplier<String> handles) {
        this.random = random;
        this.handles = handles;
    }

    /** Returns some change of a key; null for a revoked one, which has none. */
    @Nullable Changed any(ApiKey key, Instant now) {
        while (key.revocation() == null) {
            if (transition(key, now) instanceof Changed changed) {
                return changed;
            }
        }
        return null;
    }

    private Transition transition(ApiKey key, Instant now) {
        KeyChange change = key.by(Keys.ACTOR, now);
        return switch (random.nextInt(19)) {
            case 0 -> change.revoke("reason " + random.nextInt(10));
            case 1 -> change.suspend(pick(CAUSES), "reason " + random.nextInt(10));
            case 2 -> random.nextBoolean() ? change.resume() : change.resume(pick(CAUSES));
            case 3 -> change.change(labeled(key.spec()));
            case 4 -> change.changePermissions(pick(List.of(Permissions.ALL, Permissions.NONE, Permissions.of("a:b"))));
            case 5 ->
                change.changeLimits(
                        new Limits(List.of(new RateLimit(1 + random.nextInt(9), 1, Duration.ofDays(1))), List.of()));
            case 6 -> change.changeExpiry(soon(now));
            case 7 -> change.changeExpiry(null);
            case 8 -> change.rotation().promote(anySecret(key));
            case 9 -> change.rotation().complete(null, random.nextBoolean() ? Duration.ZERO : Rotation.TOLERANCE);
            case 10 -> change.rotation().cancel(null, any -> false, true);
            case 11 -> key.by(Keys.ACTOR, now.plus(Rotation.TOLERANCE)).expire();
            default -> {
                String handle = handles.get();
                while (key.secret(handle).isPresent()) {
                    handle = handles.get();
                }
                yield change.rotation().begin(Keys.secret(handle), pick(MODES));
            }
        };
    }

    /** Returns a specification with other labels. */
    KeySpec labeled(KeySpec spec) {
        return spec.name("name " + random.nextInt(10))
                .owner(random.nextInt(3) == 0 ? null : "owner " + random.nextInt(4))
                .tags(random.nextInt(3) == 0 ? new String[0] : new String[] {"tag " + random.nextInt(4), "all"})
                .description(random.nextBoolean() ? null : "description");
    }

    /** Returns an instant after another. */
    Instant soon(Instant now) {
        return now.plusMillis(1 + random.nextInt(300));
    }

    private String anySecret(ApiKey key) {
        return key.secrets().get(random.nextInt(key.secrets().size())).handle();
    }

    private <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }
}
