package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.http.internal.request.ForwardedElement;
import dev.latchkey.http.internal.request.ForwardingHeaders;
import dev.latchkey.http.spi.Connection;
import dev.latchkey.http.spi.PeerAddress;
import dev.latchkey.http.spi.RequestHead;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The policy by which the address of a client is found. Networks of keys, limits of failed attempts, the audit, and
 * {@link TrustedPeers} use it alike.
 *
 * <pre>{@code
 * LatchkeyWeb.builder(latchkey).addresses(AddressPolicy.xForwarded("10.1.2.0/24"))
 * }</pre>
 *
 * <p><b>Security guarantees.</b> The decision begins at the other end of the socket, and not at an address that a
 * filter or the container has put in its place. A header is believed only from a proxy that is named here. The list in
 * the header is read from its end: each named proxy vouches for the entry in front of its own, and the first address
 * that is no named proxy is the client's. What a client writes into the header itself stands further in front and is
 * never reached. Immutable and safe for use by several threads.
 */
public final class AddressPolicy {
    private final List<Cidr> proxies;
    private final Function<RequestHead, List<ForwardedElement>> hops;

    private AddressPolicy(Function<RequestHead, List<ForwardedElement>> hops, String... proxies) {
        this.proxies = Stream.of(proxies).map(Cidr::parse).toList();
        this.hops = hops;
    }

    /**
     * Believes no header: the client is the other end of the socket. The default.
     *
     * @return the policy
     */
    public static AddressPolicy direct() {
        return new AddressPolicy(request -> List.of());
    }

    /**
     * Believes {@code X-Forwarded-For}, {@code X-Forwarded-Proto}, {@code X-Forwarded-Host}, and {@code
     * X-Forwarded-Port} from proxies. Each proxy must append to the first, and set or remove the others.
     *
     * @param proxies the networks of the proxies, for example {@code 10.1.2.0/24}
     * @return the policy
     * @throws InvalidValueException when one is malformed, or there is none
     */
    public static AddressPolicy xForwarded(String... proxies) {
        return new AddressPolicy(ForwardingHeaders::xForwarded, required(proxies));
    }

    /**
     * Believes {@code Forwarded} (RFC 7239) from proxies, each of which must append to it.
     *
     * @param proxies the networks of the proxies, for example {@code 10.1.2.0/24}
     * @return the policy
     * @throws InvalidValueException when one is malformed, or there is none
     */
    public static AddressPolicy forwarded(String... proxies) {
        return new AddressPolicy(ForwardingHeaders::forwarded, required(proxies));
    }

    private static String[] required(String... proxies) {
        if (proxies.length == 0) {
            throw new InvalidValueException("proxies", "must name at least one network");
        }
        return proxies;
    }

    /**
     * Decides about a request.
     *
     * @param request the head of the request
     * @return where it comes from
     */
    public ClientAddress of(RequestHead request) {
        Connection connection = request.connection();
        InetAddress peer = connection.peer();
        ForwardedElement said = ForwardedElement.NONE;
        boolean forwarded = isProxy(peer);
        List<ForwardedElement> elements = forwarded ? hops.apply(request) : List.of();
        for (int i = elements.size() - 1; i >= 0 && isProxy(peer); i--) {
            said = elements.get(i);
            InetAddress next = PeerAddress.parse(said.client());
            peer = next == null ? PeerAddress.UNKNOWN : next;
        }
        String scheme = said.proto() == null ? connection.secure() ? "https" : "http" : scheme(said.proto());
        String authority = said.host() == null ? connection.authority() : said.host();
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        int named = port(hasPort ? authority.substring(colon + 1) : "");
        return new ClientAddress(
                peer,
                forwarded,
                scheme,
                hasPort ? authority.substring(0, colon) : authority,
                named > 0 ? named : scheme.equals("https") ? 443 : 80);
    }

    private boolean isProxy(@Nullable InetAddress peer) {
        return peer != null && !proxies.isEmpty() && proxies.stream().anyMatch(network -> network.contains(peer));
    }

    private static String scheme(String proto) {
        return proto.toLowerCase(Locale.ROOT).equals("https") ? "https" : "http";
    }

    /** Returns a port; 0 for any other text. */
    private static int port(String text) {
        boolean digits = !text.isEmpty() && text.length() <= 5 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int port = digits ? Integer.parseInt(text) : 0;
        return port <= 65_535 ? port : 0;
    }
}
