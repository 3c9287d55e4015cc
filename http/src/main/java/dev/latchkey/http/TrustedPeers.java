package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.http.internal.request.ForwardingHeaders;
import dev.latchkey.http.internal.request.HeaderValues;
import dev.latchkey.http.internal.request.LoopbackHost;
import dev.latchkey.http.internal.request.SharedSecret;
import dev.latchkey.http.spi.RequestHead;
import java.net.InetAddress;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The peers that may name a key by the id of its secret instead of proving it.
 *
 * <p><b>Security guarantees.</b> An id is no secret: it shows in lists and logs. A peer that is trusted here can act as
 * any key. From every other peer the id is as if absent. Implementations are safe for use by several threads.
 */
@FunctionalInterface
public interface TrustedPeers {
    /**
     * Tells whether the sender of a request is trusted.
     *
     * @param request the head of the request
     * @param client where it comes from, by the address policy of the host
     * @return true when it is
     */
    boolean trusts(RequestHead request, ClientAddress client);

    /**
     * Trusts processes on this machine that speak for themselves. A request that was forwarded, because it has a header
     * that proxies add, is not trusted. Neither is one of a web page: its {@code Host} is not this machine, or it has
     * {@code Origin} or {@code Sec-Fetch-Site}. Do not use this behind a proxy on this machine that adds no such
     * header.
     *
     * @return the peers
     */
    static TrustedPeers loopback() {
        return (request, client) -> {
            InetAddress peer = client.peer();
            return peer != null
                    && peer.isLoopbackAddress()
                    && LoopbackHost.names(request.receivedHeader("Host"))
                    && request.receivedHeader("Origin").isEmpty()
                    && request.receivedHeader("Sec-Fetch-Site").isEmpty()
                    && !ForwardingHeaders.any(request);
        };
    }

    /**
     * Trusts clients in networks, by the {@link AddressPolicy} of the host. A request that was forwarded is trusted
     * only when the policy names the proxy: otherwise the address is that of some proxy, and not of the client. A
     * gateway that names keys on behalf of others uses {@link #sharedSecretHeader} or {@link #clientCertificate}
     * instead.
     *
     * @param networks for example {@code 10.1.2.0/24}
     * @return the peers
     * @throws InvalidValueException when one is malformed
     */
    static TrustedPeers networks(String... networks) {
        List<Cidr> named = Stream.of(networks).map(Cidr::parse).toList();
        return (request, client) -> {
            InetAddress peer = client.peer();
            return peer != null
                    && named.stream().anyMatch(network -> network.contains(peer))
                    && (client.forwarded() || !ForwardingHeaders.any(request));
        };
    }

    /**
     * Trusts peers that send a shared secret in a header, such as the host's own gateway. This is the way for gateways.
     * The gateway must remove that header, and the id header, from requests that come from outside. Only a hash of the
     * secret is kept.
     *
     * @param name the header
     * @param value the secret, at least 16 visible ASCII characters
     * @return the peers
     * @throws InvalidValueException when the secret is shorter, or the name is malformed
     */
    static TrustedPeers sharedSecretHeader(String name, String value) {
        if (value.length() < 16 || HeaderValues.readable(value).isEmpty()) {
            throw new InvalidValueException("sharedSecret", "must have 16 to 512 visible ASCII characters");
        }
        String header = HeaderValues.name(name);
        byte[] hash = SharedSecret.hash(value);
        return (request, client) -> {
            String sent = HeaderValues.single(request, header);
            return sent != null && MessageDigest.isEqual(hash, SharedSecret.hash(sent));
        };
    }

    /**
     * Trusts peers that hold a certificate which the stack has verified in the TLS handshake.
     *
     * @param predicate tells whether the client's own certificate is a trusted one
     * @return the peers
     */
    static TrustedPeers clientCertificate(Predicate<X509Certificate> predicate) {
        return (request, client) -> {
            List<X509Certificate> chain = request.connection().certificates();
            return !chain.isEmpty() && predicate.test(chain.get(0));
        };
    }
}
