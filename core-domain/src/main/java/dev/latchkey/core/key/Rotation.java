package dev.latchkey.core.key;

import dev.latchkey.core.format.Handles;
import dev.latchkey.core.internal.Checks;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A rotation during which two secrets of a key are accepted. It has ended when the secret that is not current is
 * retired, which needs no write: ask {@link ApiKey#rotation(Instant)}. The deadline of that secret says when: of the
 * new one while it is pending, of the previous one after that. This is the state. {@link RotationChange} decides how it
 * changes, for the service {@code dev.latchkey.Rotations}.
 *
 * @param kind which of the two secrets is the current one
 * @param newHandle the handle of the new secret
 * @param previousHandle the handle of the secret that it replaces
 * @param startedAt when the rotation began, in milliseconds
 * @param grace how long the previous secret is accepted after the new one has become current, one minute to 366 days
 * @param firstUsedAt when the first accepted request made a pending secret current, in milliseconds; null if none did
 */
public record Rotation(
        Kind kind,
        String newHandle,
        String previousHandle,
        Instant startedAt,
        Duration grace,
        @Nullable Instant firstUsedAt) {
    /** The states of a rotation. */
    public enum Kind {
        /** The previous secret is current. The new one becomes current with its first accepted request. */
        PENDING,
        /** The new secret is current. The previous one retires. */
        OVERLAP
    }

    /**
     * By how much the clocks of nodes may differ. No grace is shorter, and no cancellation comes closer to a deadline.
     */
    public static final Duration TOLERANCE = Duration.ofMinutes(1);

    /** Checks the bounds. */
    public Rotation {
        Handles.check(newHandle);
        Handles.check(previousHandle);
        Checks.that(!newHandle.equals(previousHandle), "rotation", "must have different handles");
        startedAt = Checks.instant("startedAt", startedAt);
        grace = RotationMode.bounded("grace", grace);
        firstUsedAt = firstUsedAt == null ? null : Checks.instant("firstUsedAt", firstUsedAt);
        Checks.that(kind == Kind.OVERLAP || firstUsedAt == null, "rotation", "must not be pending after the first use");
    }

    /**
     * Returns the handle of the secret that is current during the rotation.
     *
     * @return the handle
     */
    public String currentHandle() {
        return kind == Kind.PENDING ? previousHandle : newHandle;
    }

    /**
     * Returns the handle of the secret that is accepted beside the current one.
     *
     * @return the handle
     */
    public String otherHandle() {
        return kind == Kind.PENDING ? newHandle : previousHandle;
    }

    /**
     * Tells whether this is a rotation of these secrets. Stores drop a rotation that is not: an older release, which
     * does not know rotations, has changed the secrets since.
     *
     * @param secrets the secrets of a key
     * @return true if the first two secrets are the current one and the other one
     */
    public boolean isOf(List<Secret> secrets) {
        return secrets.size() >= 2
                && secrets.get(0).retiresAt() == null
                && secrets.get(0).handle().equals(currentHandle())
                && secrets.get(1).handle().equals(otherHandle());
    }

    Rotation overlap(Duration newGrace, @Nullable Instant usedAt) {
        return new Rotation(Kind.OVERLAP, newHandle, previousHandle, startedAt, newGrace, usedAt);
    }

    Rotation moved(String handle, String next) {
        return new Rotation(
                kind,
                newHandle.equals(handle) ? next : newHandle,
                previousHandle.equals(handle) ? next : previousHandle,
                startedAt,
                grace,
                firstUsedAt);
    }
}
