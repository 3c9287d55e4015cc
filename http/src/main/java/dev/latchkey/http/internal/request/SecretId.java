package dev.latchkey.http.internal.request;

import dev.latchkey.core.format.Handles;
import dev.latchkey.core.key.Secret;
import org.jspecify.annotations.Nullable;

/** The id of a secret on the wire: {@code k_} and its handle. It is public, and no credential. */
public final class SecretId {
    private static final String PREFIX = "k_";

    private SecretId() {}

    public static String of(Secret secret) {
        return PREFIX + secret.handle();
    }

    /** Returns the handle in an id; null when it cannot be one. */
    public static @Nullable String handle(String id) {
        String handle = id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : "";
        return Handles.isWellFormed(handle) ? handle : null;
    }
}
