package dev.latchkey.http.internal.request;

import dev.latchkey.http.spi.RequestHead;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The header in which trusted peers name a key by the id of its secret.
 *
 * @param header the name of the header
 * @param peers tells whether the sender of a request is trusted
 */
public record TrustedHandleHeader(String header, Predicate<RequestHead> peers) {
    /** Returns the id as it was sent; null when there is none. From a peer that is not trusted there is none. */
    public @Nullable String read(RequestHead request) {
        String sent = HeaderValues.single(request, header);
        return sent != null && peers.test(request) ? sent : null;
    }
}
