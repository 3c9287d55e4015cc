package dev.latchkey.http.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Containers write addresses in several ways, and forwarding hosts anything at all. */
class PeerAddressTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1,             127.0.0.1",
        "::1,                   0:0:0:0:0:0:0:1",
        "[::1],                 0:0:0:0:0:0:0:1",
        "[2001:db8::1],         2001:db8:0:0:0:0:0:1",
        "fe80::1%eth0,          fe80:0:0:0:0:0:0:1",
        "[fe80::1%eth0],        fe80:0:0:0:0:0:0:1",
        "[::1]:80,              ",
        "[::1,                  ",
        "::1],                  ",
        "[],                    ",
        "::ffff:10.0.0.1,       10.0.0.1",
        "localhost,             ",
        "127.0.0.1.example.org, ",
        "999.1.1.1,             ",
        "256.1.1.1,             ",
        "255.255.255.255,       255.255.255.255",
        "0.0.0.0,               0.0.0.0",
        "10.20.30.40,           10.20.30.40",
        "1.2.3.4.5,             ",
        "1.2.3,                 ",
        "1..2.3,                ",
        "1.2.3.,                ",
        "01.2.3.4,              ",
        "1.2.3.x,               ",
        "127.1,                 ",
        "127.0.0.1/8,           ",
        "unknown,               ",
        "'',                    ",
        ",                      "
    })
    void addressesAreReadAndNamesAreNotLookedUp(String text, String expected) {
        InetAddress address = PeerAddress.parse(text);

        assertThat(address == null ? null : address.getHostAddress()).isEqualTo(expected);
    }
}
