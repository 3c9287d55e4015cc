package dev.latchkey.http.spi;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connection on which a request arrived. Immutable.
 *
 * @param peer the address of the other end of the socket, whatever a forwarding header says; {@link
 *     PeerAddress#UNKNOWN} when the stack has replaced it by what a header says and does not show the original; null
 *     where there is none, as for a Unix socket
 * @param secure whether the stack itself received the request over TLS
 * @param authority the host, and the port if there is one, to which the request was sent; empty when it names none
 * @param certificates the chain that the client has proven in the TLS handshake, its own certificate first; empty for
 *     none
 */
public record Connection(
        @Nullable InetAddress peer, boolean secure, String authority, List<X509Certificate> certificates) {
    /** Copies the chain. */
    public Connection {
        certificates = List.copyOf(certificates);
    }
}
