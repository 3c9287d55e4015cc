package dev.latchkey.http.internal.request;

import org.jspecify.annotations.Nullable;

/**
 * What one proxy says of the request that it has forwarded.
 *
 * @param client the address from which it came, without a port; null when it does not say
 * @param proto the scheme with which it came; null when it does not say
 * @param host the host to which it was sent, with a port if there was one; null when it does not say
 */
public record ForwardedElement(
        @Nullable String client,
        @Nullable String proto,
        @Nullable String host) {
    public static final ForwardedElement NONE = new ForwardedElement(null, null, null);

    /** Removes the port, and the brackets of an IPv6 address. */
    static String withoutPort(String node) {
        if (node.startsWith("[")) {
            int end = node.indexOf(']');
            return end < 0 ? node : node.substring(1, end);
        }
        int colon = node.indexOf(':');
        return colon >= 0 && colon == node.lastIndexOf(':') ? node.substring(0, colon) : node;
    }
}
