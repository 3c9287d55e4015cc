package dev.latchkey.core.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/9, 10.127.255.255, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "192.168.1.7, 192.168.1.7, true",
        "192.168.1.7, 192.168.1.8, false",
        "192.168.1.7/32, 192.168.1.7, true",
        "192.168.1.6/31, 192.168.1.7, true",
        "0.0.0.0/0, 255.255.255.255, true",
        "255.255.255.255/1, 128.0.0.0, true",
        "255.255.255.255/1, 127.255.255.255, false",
        "0.0.0.0/0, ::1, false",
        "::/0, 1.2.3.4, false",
        "::/0, ffff::1, true",
        "::1, ::1, true",
        "::1/128, ::2, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "2001:db8::/33, 2001:db8:8000::, false",
        "::ffff:10.1.2.3, 10.1.2.3, true",
        "::ffff:10.1.2.3/128, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 10.9.9.9, true",
        "::ffff:10.0.0.0/104, 11.0.0.0, false",
        "::ffff:0:0/96, 1.2.3.4, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "::10.1.2.3, 10.1.2.3, false"
    })
    void aNetworkContainsItsAddressesAndNoOther(String network, String address, boolean contained) {
        assertThat(Cidr.parse(network).contains(Samples.address(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/",
                "/8",
                "localhost",
                "example.com/8",
                "a",
                "abc",
                "cafe",
                "1",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "0x7f.0.0.1",
                "2130706433",
                "1.2.3.4/",
                "1.2.3.4/33",
                "1.2.3.4/-1",
                "1.2.3.4/+8",
                "1.2.3.4/08",
                "1.2.3.4/8/8",
                "1.2.3.4/8 ",
                " 1.2.3.4",
                "1.2.3.4\n",
                "1.2.3.4/\u0668",
                "1.2.3.4/9999999999",
                "[::1]",
                "::1%lo",
                "::1%1",
                ":",
                ":::",
                "::1/129",
                "1::2::3",
                "12345::",
                ".:1",
                ".::",
                "a.b:c",
                "fe80:",
                "::ffff:1.2.3.4/95",
                "::ffff:1.2.3.4/8",
                "::ffff:1.2.3.4/129",
                "1.2.3.4:80"
            })
    void whatIsNoNetworkIsRefused(String wrong) {
        assertThatThrownBy(() -> Cidr.parse(wrong))
                .isInstanceOf(InvalidValueException.class)
                .hasMessageStartingWith("network must ");
    }

    @Test
    void bitsBeyondTheLengthAreCleared() {
        assertThat(Cidr.parse("10.1.2.3/8")).hasToString("10.0.0.0/8").isEqualTo(Cidr.parse("10.0.0.0/8"));
        assertThat(Cidr.parse("10.255.255.255/9")).hasToString("10.128.0.0/9");
        assertThat(Cidr.parse("2001:db8:1:2::3/48")).hasToString("2001:db8:1:0:0:0:0:0/48");
        assertThat(Cidr.parse("1.2.3.4/0")).hasToString("0.0.0.0/0");
    }

    @Test
    void aSingleAddressIsTheLongestNetwork() {
        assertThat(Cidr.parse("127.0.0.1"))
                .isEqualTo(Cidr.parse("127.0.0.1/32"))
                .hasToString("127.0.0.1/32");
        assertThat(Cidr.parse("::1")).isEqualTo(Cidr.parse("0:0:0:0:0:0:0:1/128"));
        assertThat(Cidr.parse("10.0.0.0/8")).isNotEqualTo(Cidr.parse("10.0.0.0/9"));
        assertThat(Cidr.parse("::ffff:1.2.3.4"))
                .isEqualTo(Cidr.parse("1.2.3.4"))
                .hasSameHashCodeAs(Cidr.parse("1.2.3.4"));
    }
}
