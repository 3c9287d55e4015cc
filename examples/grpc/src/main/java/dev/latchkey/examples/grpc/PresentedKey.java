package dev.latchkey.examples.grpc;

import io.grpc.Metadata;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The key in the metadata of a call: {@code authorization: Bearer} or {@code x-api-key}. */
final class PresentedKey {
    private static final Metadata.Key<String> AUTHORIZATION = key("authorization");
    private static final Metadata.Key<String> API_KEY = key("x-api-key");
    private static final String BEARER = "bearer ";

    private PresentedKey() {}

    /**
     * Takes the key out of the metadata, so that nothing behind the interceptor sees it. One key in both places counts
     * once. Another scheme in {@code authorization} counts only where no other place has a key.
     *
     * @return the key; null if none was sent, and the empty text, which is no key, if several were sent
     */
    static @Nullable String take(Metadata headers) {
        Set<String> found = new LinkedHashSet<>();
        boolean otherScheme = false;
        Iterable<String> authorizations = headers.removeAll(AUTHORIZATION);
        if (authorizations != null) {
            for (String value : authorizations) {
                boolean bearer = value.toLowerCase(Locale.ROOT).startsWith(BEARER);
                otherScheme |= !bearer;
                if (bearer) {
                    found.add(value.substring(BEARER.length()).strip());
                } else {
                    // Not Latchkey's: what is behind may need it.
                    headers.put(AUTHORIZATION, value);
                }
            }
        }
        Iterable<String> keys = headers.removeAll(API_KEY);
        if (keys != null) {
            keys.forEach(found::add);
        }
        if (found.isEmpty()) {
            return otherScheme ? "" : null;
        }
        return found.size() == 1 ? found.iterator().next() : "";
    }

    private static Metadata.Key<String> key(String name) {
        return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
    }
}
