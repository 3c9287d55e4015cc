package dev.latchkey.http;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.http.internal.request.HeaderValues;
import dev.latchkey.http.spi.RequestHead;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
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
     * @return true when it is
     */
    boolean trusts(RequestHead request);

    /**
     * Trusts processes on this machine that speak for themselves. A request that was forwarded (it has a
     * {@code Forwarded}, {@code Via}, {@code X-Forwarded-For} or {@code X-Real-IP} header) is not trusted. Still, do
     * not use this behind a proxy on this machine that adds none of them.
     *
     * @return the peers
     */
    static TrustedPeers loopback() {
        List<String> forwarding = List.of("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP");
        return request -> {
            InetAddress peer = request.connection().peer();
            boolean direct =
                    forwarding.stream().allMatch(name -> request.header(name).isEmpty());
            return peer != null && peer.isLoopbackAddress() && direct;
        };
    }

    /**
     * Trusts peers in networks, by the address that the stack names for the connection. Where the stack takes that
     * address from a forwarding header, the header must come from the host's own proxy. Name only gateways that remove
     * the id header from requests that come from outside.
     *
     * @param networks for example {@code 10.1.2.0/24}
     * @return the peers
     * @throws InvalidValueException when one is malformed
     */
    static TrustedPeers networks(String... networks) {
        List<Cidr> named = Stream.of(networks).map(Cidr::parse).toList();
        return request -> {
            InetAddress peer = request.connection().peer();
            return peer != null && named.stream().anyMatch(network -> network.contains(peer));
        };
    }

    /**
     * Trusts peers that send a shared secret in a header, such as the host's own gateway. The gateway must remove that
     * header, and the id header, from requests that come from outside.
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
        byte[] secret = value.getBytes(StandardCharsets.US_ASCII);
        return request -> {
            String sent = HeaderValues.single(request, header);
            return sent != null && MessageDigest.isEqual(secret, sent.getBytes(StandardCharsets.UTF_8));
        };
    }

    /**
     * Trusts peers that hold a certificate which the stack has verified in the TLS handshake.
     *
     * @param predicate tells whether the client's own certificate is a trusted one
     * @return the peers
     */
    static TrustedPeers clientCertificate(Predicate<X509Certificate> predicate) {
        return request -> {
            List<X509Certificate> chain = request.connection().certificates();
            return !chain.isEmpty() && predicate.test(chain.get(0));
        };
    }
}
