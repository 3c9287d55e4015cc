package dev.latchkey.adapter.servlet;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Cidr;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Whom the host trusts to name a key by its id instead of proving it. A key id is no secret, it shows in lists and logs: whoever
 * is trusted here can act as any key. Implementations are safe for use by several threads.
 */
@FunctionalInterface
public interface TrustedPeers {
    /**
     * Tells whether the sender of a request is trusted.
     *
     * @param request the request
     * @return true when it is
     */
    boolean trusts(HttpServletRequest request);

    /**
     * Processes on this machine that speak for themselves. What was forwarded for somebody else (it has a {@code Forwarded},
     * {@code Via}, {@code X-Forwarded-For} or {@code X-Real-IP} header) is not trusted; still, do not use this behind a proxy on
     * the same machine that adds none of them.
     *
     * @return the peers
     */
    static TrustedPeers loopback() {
        List<String> forwarding = List.of("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP");
        return request -> {
            InetAddress peer = PeerAddress.of(request);
            boolean direct = forwarding.stream().allMatch(name -> request.getHeader(name) == null);
            return peer != null && peer.isLoopbackAddress() && direct;
        };
    }

    /**
     * Peers in networks, by the address that the container tells. Where the container takes that address from a forwarding
     * header, the header must come from the host's own proxy. Name the gateways that remove the id header from what comes from
     * outside, and nobody else.
     *
     * @param networks for example {@code 10.1.2.0/24}
     * @return the peers
     * @throws InvalidValueException when one is malformed
     */
    static TrustedPeers networks(String... networks) {
        List<Cidr> named = Stream.of(networks).map(Cidr::parse).toList();
        return request -> {
            InetAddress peer = PeerAddress.of(request);
            return peer != null && named.stream().anyMatch(network -> network.contains(peer));
        };
    }

    /**
     * Whoever sends a shared secret in a header, such as the host's own gateway. The gateway must remove that header, and the id
     * header, from what comes from outside.
     *
     * @param name the header
     * @param value the secret, at least 16 visible ASCII characters
     * @return the peers
     * @throws InvalidValueException when the secret is shorter, or the name is none
     */
    static TrustedPeers sharedSecretHeader(String name, String value) {
        if (value.length() < 16 || HeaderText.readable(value).isEmpty()) {
            throw new InvalidValueException("sharedSecret", "must have 16 to 512 visible ASCII characters");
        }
        String header = HeaderText.name(name);
        byte[] secret = value.getBytes(StandardCharsets.US_ASCII);
        return request -> {
            String sent = HeaderText.single(request, header);
            return sent != null && MessageDigest.isEqual(secret, sent.getBytes(StandardCharsets.UTF_8));
        };
    }

    /**
     * Whoever holds a certificate that the container has verified in the TLS handshake.
     *
     * @param predicate tells whether the client's own certificate is a trusted one
     * @return the peers
     */
    static TrustedPeers clientCertificate(Predicate<X509Certificate> predicate) {
        return request ->
                request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                        && chain.length > 0
                        && predicate.test(chain[0]);
    }
}
