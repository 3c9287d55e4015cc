package dev.latchkey.examples.snippets;

import dev.latchkey.IdempotentResult;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The snippets of the page about managing keys, to the letter: {@link ManagingKeysPageTest} compares and runs them. */
final class ManagingKeysSnippets {
    private ManagingKeysSnippets() {}

    // spotless:off
    static IssuedKey now(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: now
        IssuedKey replaced = latchkey.keys().rotate("acme", id, RotationMode.NOW, admin).orElseThrow();
        // end
        return replaced;
    }

    static IssuedKey overlap(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: overlap
        RotationMode aWeek = RotationMode.overlap(Duration.ofDays(7));
        IssuedKey overlapping = latchkey.keys().rotate("acme", id, aWeek, admin).orElseThrow();
        // end
        return overlapping;
    }

    static List<Result<ApiKey>> firstUse(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: first-use
        RotationMode firstUse = RotationMode.firstUse().grace(Duration.ofDays(2)).lapses(Duration.ofDays(14));
        IssuedKey pending = latchkey.keys().rotate("acme", id, firstUse, admin).orElseThrow();
        String newHandle = pending.secret().handle();
        // end
        // snippet: end
        Result<ApiKey> completed = latchkey.keys().rotations().complete("acme", id, newHandle, Duration.ZERO, admin);
        Result<ApiKey> canceled = latchkey.keys().rotations().cancel("acme", id, newHandle, false, admin);
        // end
        return List.of(completed, canceled);
    }

    static Optional<Instant> state(Latchkey latchkey, UUID id) {
        // snippet: state
        ApiKey key = latchkey.keys().find("acme", id).orElseThrow();
        Instant now = latchkey.clock().instant();
        String shown = key.currentSecret().displayPrefix();
        Optional<Rotation> underWay = key.rotation(now);
        Optional<Instant> until =
                underWay.flatMap(rotation -> key.secret(rotation.otherHandle())).map(Secret::retiresAt);
        // end
        return shown.isEmpty() ? Optional.empty() : until;
    }

    static Result<IdempotentResult> once(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: once
        IdempotencyKey once = new IdempotencyKey("rotate-ci-2030-01");
        Result<IdempotentResult> result = latchkey.keys().once(once).rotate("acme", id, RotationMode.firstUse(), admin);
        // end
        return result;
    }
    // spotless:on
}
