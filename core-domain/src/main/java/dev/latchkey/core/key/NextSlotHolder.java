package dev.latchkey.core.key;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.Transition.Changed;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rules for a key that takes the slot of a dead one. It extends, revives and widens nothing. */
public final class NextSlotHolder {
    private static final Duration SHORTEST = Duration.ofMillis(1);

    private NextSlotHolder() {}

    /**
     * Returns the specification of the successor: tenant, scope, slot, labels, permissions and limits of the
     * previous key, and the lifetime that it had, from its creation to its expiry.
     *
     * @param previous the previous key
     * @param now the instant from which the lifetime counts
     * @return the specification; without an expiry if the previous key had none
     */
    public static KeySpec specification(ApiKey previous, Instant now) {
        return previous.spec().expiresAt(expiry(previous, now));
    }

    private static @Nullable Instant expiry(ApiKey previous, Instant now) {
        if (previous.expiresAt() == null) {
            return null;
        }
        // A node whose clock is behind may have shortened an expiry to before the creation.
        Duration lifetime = Duration.between(previous.createdAt(), previous.expiresAt());
        Instant expiry = now.plus(lifetime.compareTo(SHORTEST) < 0 ? SHORTEST : lifetime);
        return expiry.isAfter(Checks.LATEST) ? Checks.LATEST : expiry;
    }

    /**
     * Issues the successor of a key. A suspension holds for the successor too, until it is resumed.
     *
     * @param id a new id
     * @param previous the previous key
     * @param spec its {@link #specification}
     * @param secret the first secret, without a deadline
     * @param actor the actor
     * @param now the instant
     * @return the successor at version 1
     */
    public static Changed issue(UUID id, ApiKey previous, KeySpec spec, Secret secret, Actor actor, Instant now) {
        KeyChange.checkExpiry(spec.expiresAt(), now);
        KeyIdentity identity = new KeyIdentity(
                id,
                spec.tenant(),
                spec.scope(),
                spec.slot(),
                previous.identity().turn() + 1,
                new Provenance(actor, List.of(), now));
        Lifecycle lifecycle = new Lifecycle(previous.suspension(), null, null, null);
        ApiKey successor =
                new ApiKey(identity, spec.labels(), spec.authority(), lifecycle, 1, now, List.of(secret), null);
        return NewKey.first(successor, AuditAction.ISSUED, actor);
    }
}
