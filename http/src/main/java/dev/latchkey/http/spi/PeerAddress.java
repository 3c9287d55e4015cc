package dev.latchkey.http.spi;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Cidr;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/** Reads the address of the other end of a connection as web stacks and proxies write it. */
public final class PeerAddress {
    /**
     * The address that stands for one that is hidden or cannot be believed. It lies in no network but {@code
     * 0.0.0.0/0}.
     */
    public static final InetAddress UNKNOWN = address(new byte[4]);

    private PeerAddress() {}

    /**
     * Reads an address. A name is never looked up.
     *
     * @param text an IPv4 or IPv6 address, the latter also in brackets or with a zone
     * @return the address; null for any other text
     */
    public static @Nullable InetAddress parse(@Nullable String text) {
        if (text == null || text.indexOf('/') >= 0) {
            return null;
        }
        InetAddress common = dotted(text);
        return common == null ? literal(text) : common;
    }

    /**
     * Returns four decimal numbers as an address; null for any other text. No regular expression, because every request
     * asks.
     */
    private static @Nullable InetAddress dotted(String text) {
        byte[] address = new byte[4];
        int begin = 0;
        for (int i = 0; i < 4; i++) {
            int dot = i == 3 ? text.length() : text.indexOf('.', begin);
            int octet = dot < 0 ? -1 : octet(text, begin, dot);
            if (octet < 0) {
                return null;
            }
            address[i] = (byte) octet;
            begin = dot + 1;
        }
        return address(address);
    }

    private static InetAddress address(byte[] address) {
        try {
            return InetAddress.getByAddress(address);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 bytes", e);
        }
    }

    /** Returns a number without leading zeros, which some read as octal; -1 for any other text. */
    private static int octet(String text, int begin, int end) {
        int length = end - begin;
        if (length < 1 || length > 3 || (length > 1 && text.charAt(begin) == '0')) {
            return -1;
        }
        int value = 0;
        for (int i = begin; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            value = value * 10 + digit;
        }
        return value <= 255 ? value : -1;
    }

    private static @Nullable InetAddress literal(String text) {
        // Some containers write IPv6 as in a URL, some add the zone.
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String address = bracketed ? text.substring(1, text.length() - 1) : text;
        int zone = address.indexOf('%');
        String bare = zone < 0 ? address : address.substring(0, zone);
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
