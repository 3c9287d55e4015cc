package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.latchkey.core.InvalidValueException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

class CidrProperties {
    @Property(tries = 500)
    void whatIsWrittenIsReadAgainIpv4(@ForAll @Size(4) byte[] address, @ForAll @IntRange(max = 32) int bits)
            throws UnknownHostException {
        checkRoundTrip(address, bits);
    }

    @Property(tries = 500)
    void whatIsWrittenIsReadAgainIpv6(@ForAll @Size(16) byte[] address, @ForAll @IntRange(max = 128) int bits)
            throws UnknownHostException {
        address[0] |= 1; // never an IPv4-mapped one
        checkRoundTrip(address, bits);
    }

    /** Against the definition: equal after both are shifted right by what the network leaves open. */
    @Property(tries = 1000)
    void anAddressIsInsideWhenItsFirstBitsAreEqual(
            @ForAll @Size(4) byte[] network, @ForAll @Size(4) byte[] address, @ForAll @IntRange(max = 32) int bits)
            throws UnknownHostException {
        Cidr cidr = Cidr.parse(InetAddress.getByAddress(network).getHostAddress() + "/" + bits);
        int open = 32 - bits;
        boolean same = new BigInteger(1, network).shiftRight(open).equals(new BigInteger(1, address).shiftRight(open));
        assertThat(cidr.contains(InetAddress.getByAddress(address))).isEqualTo(same);
    }

    @Property(tries = 2000)
    void noTextWhateverThrowsAnythingElse(
            @ForAll
                    @CharRange(from = '0', to = '9')
                    @CharRange(from = 'a', to = 'f')
                    @Chars({':', '.', '/', 'x', '%'})
                    @StringLength(max = 50)
                    String text) {
        Throwable thrown = catchThrowable(() -> Cidr.parse(text).toString());
        assertThat(thrown == null || thrown instanceof InvalidValueException).isTrue();
    }

    private static void checkRoundTrip(byte[] address, int bits) throws UnknownHostException {
        Cidr cidr = Cidr.parse(InetAddress.getByAddress(address).getHostAddress() + "/" + bits);
        assertThat(Cidr.parse(cidr.toString())).isEqualTo(cidr).hasToString(cidr.toString());
        assertThat(cidr.contains(InetAddress.getByAddress(address))).isTrue();
    }
}
