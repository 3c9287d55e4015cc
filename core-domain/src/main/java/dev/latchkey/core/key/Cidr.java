package dev.latchkey.core.key;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.internal.Checks;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/** A network in CIDR notation (RFC 4632, RFC 4291), IPv4 or IPv6. No name is ever looked up. Immutable. */
public final class Cidr {
    private static final String OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
    private static final Pattern V4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern V6 = Pattern.compile("(?=[^:]*:)[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");
    private static final Pattern BITS = Pattern.compile("0|[1-9]\\d{0,2}");

    private static final int MAPPED_BITS = 96;

    private final byte[] network;
    private final int bits;

    private Cidr(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /**
     * Reads a network, or one address.
     *
     * @param text for example {@code 10.0.0.0/8}, {@code 2001:db8::/32} or {@code 127.0.0.1}
     * @return the network; bits beyond its length are cleared, and an IPv4-mapped one is the IPv4 one
     * @throws InvalidValueException when it is malformed
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String written = slash < 0 ? text : text.substring(0, slash);
        byte[] address = literal(written);
        int bits = address.length * 8;
        if (slash >= 0) {
            String length = text.substring(slash + 1);
            Checks.that(BITS.matcher(length).matches(), "network", "must have a length in bits after the slash");
            // Java takes an IPv4-mapped address for the IPv4 one; its length counts the 96 bits before that.
            boolean mapped = address.length == 4 && written.indexOf(':') >= 0;
            int given = Integer.parseInt(length) - (mapped ? MAPPED_BITS : 0);
            Checks.that(given >= 0 && given <= bits, "network", "must have a length that fits its address");
            bits = given;
        }
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) (address[i] & mask(i, bits));
        }
        return new Cidr(address, bits);
    }

    /**
     * Tells whether an address lies in this network.
     *
     * @param address the address; an IPv4 one never lies in an IPv6 network
     * @return true when it does
     */
    public boolean contains(InetAddress address) {
        return holds(address.getAddress());
    }

    /**
     * Tells whether another network lies in this one.
     *
     * @param other the other network; an IPv4 one never lies in an IPv6 network
     * @return true if every address of the other network lies in this one
     */
    public boolean contains(Cidr other) {
        return other.bits >= bits && holds(other.network);
    }

    private boolean holds(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int i = 0; i < address.length; i++) {
            if ((address[i] & mask(i, bits)) != (network[i] & 0xff)) {
                return false;
            }
        }
        return true;
    }

    private static int mask(int index, int bits) {
        int ones = Math.max(0, Math.min(8, bits - index * 8));
        return (0xff << (8 - ones)) & 0xff;
    }

    private static byte[] literal(String text) {
        // Only what cannot be a host name is passed on, so that nothing is resolved. (To Java ".:1" is one: it looks at
        // the first character.)
        Checks.that(V4.matcher(text).matches() || V6.matcher(text).matches(), "network", "must be an IP address");
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            throw new InvalidValueException("network", "must be an IP address");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    /** In the form that {@link #parse} reads. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(network).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("a network has 4 or 16 bytes", e);
        }
    }
}
