package dev.latchkey.adapter.servlet;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Cidr;
import jakarta.servlet.ServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Where a request comes from, as the container tells it. */
final class PeerAddress {
    private PeerAddress() {}

    /** The address; null when the container has none, as for a Unix socket. */
    static @Nullable InetAddress of(ServletRequest request) {
        String text = request.getRemoteAddr();
        if (text == null || text.indexOf('/') >= 0) {
            return null;
        }
        // Some containers write IPv6 as in a URL, some add the zone.
        int zone = text.indexOf('%');
        String bare =
                (zone < 0 ? text : text.substring(0, zone)).replace("[", "").replace("]", "");
        try {
            // Where the container believes a forwarding header anything may be in it: what is no address is not looked
            // up as a name.
            Cidr.parse(bare);
            return InetAddress.getByName(bare);
        } catch (InvalidValueException | UnknownHostException e) {
            return null;
        }
    }
}
