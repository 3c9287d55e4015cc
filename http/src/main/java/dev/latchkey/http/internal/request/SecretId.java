package dev.latchkey.http.internal.request;

import dev.latchkey.core.format.Handles;
import dev.latchkey.core.key.Secret;
import org.jspecify.annotations.Nullable;

/** The id under which the wire of default keys names a secret: {@code k_} and its handle. Public, no credential. */
public final class SecretId {
    private static final String PREFIX = "k_";

    private SecretId() {}

    public static String of(Secret secret) {
        return PREFIX + secret.handle();
    }

    /** The handle in an id; null when it cannot be one. */
    public static @Nullable String handle(String id) {
        String handle = id.startsWith(PREFIX) ? id.substring(PREFIX.length()) : "";
        return Handles.isWellFormed(handle) ? handle : null;
    }
}
