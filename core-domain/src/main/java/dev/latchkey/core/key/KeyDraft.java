package dev.latchkey.core.key;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The components of a key that can change: all but its identity. Lives within one change. */
final class KeyDraft {
    private final ApiKey key;
    Labels labels;
    Authority authority;
    Lifecycle lifecycle;
    List<Secret> secrets;

    @Nullable Rotation rotation;

    KeyDraft(ApiKey key) {
        this.key = key;
        this.labels = key.labels();
        this.authority = key.authority();
        this.lifecycle = key.lifecycle();
        this.secrets = key.secrets();
        this.rotation = key.rotation();
    }

    ApiKey next(Instant at) {
        return new ApiKey(key.identity(), labels, authority, lifecycle, key.version() + 1, at, secrets, rotation);
    }
}
