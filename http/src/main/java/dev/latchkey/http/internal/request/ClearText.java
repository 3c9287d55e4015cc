package dev.latchkey.http.internal.request;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.http.spi.RequestHead;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The refusal of credentials that were sent over clear text. Anyone on the way may have read them, so they are refused
 * before anything is looked up, whether they are valid or not.
 *
 * @param format the format of generated keys
 * @param secure tells whether a client sent its request over TLS
 * @param exposed receives the handle of each generated key that was sent over clear text
 */
public record ClearText(KeyFormat format, Predicate<RequestHead> secure, Consumer<String> exposed) {
    /** A key is found in a header in whatever form it was sent, because it was read all the same. */
    private static final Pattern SEPARATORS = Pattern.compile("[^A-Za-z0-9_]+");

    boolean refuses(RequestHead request, CredentialPlaces places) {
        if (places.read(request).text() == null || secure.test(request)) {
            return false;
        }
        places.places().stream()
                .flatMap(place -> request.header(place.header()).stream())
                .flatMap(SEPARATORS::splitAsStream)
                .map(format::parse)
                .filter(Objects::nonNull)
                .map(RawKey::handle)
                .distinct()
                .forEach(exposed);
        return true;
    }
}
