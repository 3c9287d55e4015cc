package dev.latchkey.http.internal.request;

import dev.latchkey.http.spi.PeerAddress;
import java.net.InetAddress;
import java.util.List;

/**
 * Recognizes the names of this machine, so that a page that rebinds its own name to this machine is not taken for a
 * local process.
 */
public final class LoopbackHost {
    private LoopbackHost() {}

    /** Tells whether the lines of {@code Host} are one that names this machine. */
    public static boolean names(List<String> lines) {
        if (lines.size() != 1) {
            return false;
        }
        String host = ForwardedElement.withoutPort(lines.get(0).trim());
        InetAddress address = PeerAddress.parse(host);
        return host.equalsIgnoreCase("localhost") || (address != null && address.isLoopbackAddress());
    }
}
