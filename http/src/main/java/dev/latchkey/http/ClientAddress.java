package dev.latchkey.http;

import dev.latchkey.http.spi.PeerAddress;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * The place from which a request comes and the way in which the client addressed it, as far as the {@link
 * AddressPolicy} of the host believes them. Immutable.
 *
 * @param peer the address of the client; {@link PeerAddress#UNKNOWN} when a proxy hides it; null where the stack has
 *     none, as for a Unix socket
 * @param forwarded whether a proxy that the policy names has forwarded the request
 * @param scheme {@code https} or {@code http}
 * @param host the host that the client named, without a port; empty when it named none
 * @param port the port that the client named, or that of the scheme
 */
public record ClientAddress(@Nullable InetAddress peer, boolean forwarded, String scheme, String host, int port) {
    /**
     * Tells whether the client sent the request over TLS.
     *
     * @return true when it did
     */
    public boolean secure() {
        return scheme.equals("https");
    }
}
