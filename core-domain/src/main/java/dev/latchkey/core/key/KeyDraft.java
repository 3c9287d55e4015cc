package dev.latchkey.core.key;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The components of a key that can change: all but its identity. Lives within one change. */
final class KeyDraft {
    private final ApiKey key;
    String name;
    Authority authority;

    @Nullable Suspension suspension;

    @Nullable Revocation revocation;

    List<Secret> secrets;

    @Nullable Rotation rotation;

    KeyDraft(ApiKey key) {
        this.key = key;
        this.name = key.name();
        this.authority = key.authority();
        this.suspension = key.suspension();
        this.revocation = key.revocation();
        this.secrets = key.secrets();
        this.rotation = key.rotation();
    }

    ApiKey next(Instant at) {
        return new ApiKey(
                key.identity(), name, authority, suspension, revocation, key.version() + 1, at, secrets, rotation);
    }
}
