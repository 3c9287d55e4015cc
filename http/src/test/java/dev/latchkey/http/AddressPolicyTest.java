package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The address of a client is found from the socket, through the proxies that the host names. */
class AddressPolicyTest {
    private static final AddressPolicy X_FORWARDED = AddressPolicy.xForwarded("10.0.0.0/8", "fd00::/8");
    private static final AddressPolicy FORWARDED = AddressPolicy.forwarded("10.0.0.0/8", "fd00::/8");

    @Test
    void clientIsTheOtherEndOfTheSocketByDefault() {
        FakeRequest request = FakeRequest.of("GET", "/")
                .from("10.0.0.1")
                .header("X-Forwarded-For", "192.0.2.1")
                .header("X-Forwarded-Proto", "https");

        ClientAddress client = AddressPolicy.direct().of(request);

        assertThat(address(client)).isEqualTo("10.0.0.1");
        assertThat(client.secure()).isFalse();
        assertThat(client.forwarded()).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.7 | 198.51.100.1                      | 192.0.2.7",
                "10.0.0.1  | 198.51.100.1                      | 198.51.100.1",
                "10.0.0.1  | 127.0.0.1, 198.51.100.1           | 198.51.100.1",
                "10.0.0.1  | 198.51.100.1, 10.0.0.2            | 198.51.100.1",
                "10.0.0.1  | 1.1.1.1,198.51.100.1 , 10.0.0.2   | 198.51.100.1",
                "10.0.0.1  | 10.0.0.3, 10.0.0.2                | 10.0.0.3",
                "10.0.0.1  | 198.51.100.1:4711                 | 198.51.100.1",
                "10.0.0.1  | [2001:db8::1]:4711                | 2001:db8:0:0:0:0:0:1",
                "fd00::1   | 2001:db8::1                       | 2001:db8:0:0:0:0:0:1",
                "10.0.0.1  | 198.51.100.1, unknown             | 0.0.0.0",
                "10.0.0.1  | 198.51.100.1, example.org         | 0.0.0.0",
                "10.0.0.1  | 198.51.100.1,                     | 0.0.0.0"
            })
    void xForwardedForIsReadFromItsEnd(String peer, String header, String expected) {
        FakeRequest request = FakeRequest.of("GET", "/").from(peer).header("X-Forwarded-For", header);

        assertThat(address(X_FORWARDED.of(request))).isEqualTo(expected);
        assertThat(address(FORWARDED.of(request)))
                .isEqualTo(address(AddressPolicy.direct().of(request)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\'',
            value = {
                "192.0.2.7 | for=198.51.100.1                                 | 192.0.2.7",
                "10.0.0.1  | for=198.51.100.1                                 | 198.51.100.1",
                "10.0.0.1  | for=127.0.0.1, For=198.51.100.1;proto=http       | 198.51.100.1",
                "10.0.0.1  | for=198.51.100.1;by=10.0.0.2, for=10.0.0.2       | 198.51.100.1",
                "10.0.0.1  | for=\"[2001:db8::1]:4711\"                       | 2001:db8:0:0:0:0:0:1",
                "10.0.0.1  | host=\"a,b;for=127.0.0.1\";for=198.51.100.1      | 198.51.100.1",
                "10.0.0.1  | for=127.0.0.1, for=_hidden                       | 0.0.0.0",
                "10.0.0.1  | for=127.0.0.1, proto=https                       | 0.0.0.0",
                "10.0.0.1  | for=127.0.0.1, for=198.51.100.1;for=127.0.0.1    | 0.0.0.0",
                "10.0.0.1  | for=\"127.0.0.1, for=198.51.100.1                | 198.51.100.1",
                "10.0.0.1  | for=\"127.0.0.1, for=\"[2001:db8::1]\"           | 0.0.0.0"
            })
    void forwardedIsReadFromItsEnd(String peer, String header, String expected) {
        FakeRequest request = FakeRequest.of("GET", "/").from(peer).header("Forwarded", header);

        assertThat(address(FORWARDED.of(request))).isEqualTo(expected);
        assertThat(address(X_FORWARDED.of(request)))
                .isEqualTo(address(AddressPolicy.direct().of(request)));
    }

    @Test
    void linesOfAHeaderAreOneList() {
        FakeRequest request = FakeRequest.of("GET", "/")
                .from("10.0.0.1")
                .header("X-Forwarded-For", "127.0.0.1")
                .header("X-Forwarded-For", "198.51.100.1");

        assertThat(address(X_FORWARDED.of(request))).isEqualTo("198.51.100.1");
    }

    @Test
    void schemeHostAndPortAreThoseThatTheClientNamed() {
        ClientAddress plain = X_FORWARDED.of(FakeRequest.of("GET", "/").from("192.0.2.7"));
        ClientAddress listed = X_FORWARDED.of(FakeRequest.of("GET", "/")
                .from("10.0.0.1")
                .header("X-Forwarded-For", "198.51.100.1")
                .header("X-Forwarded-Proto", "https")
                .header("X-Forwarded-Host", "api.example")
                .header("X-Forwarded-Port", "8443"));
        ClientAddress one = FORWARDED.of(FakeRequest.of("GET", "/")
                .from("10.0.0.1")
                .header("Forwarded", "for=198.51.100.1;proto=HTTPS;host=api.example, for=10.0.0.2;proto=http"));

        assertThat(plain).extracting("scheme", "host", "port").containsExactly("http", "test", 80);
        assertThat(listed).extracting("scheme", "host", "port").containsExactly("https", "api.example", 8443);
        assertThat(one).extracting("scheme", "host", "port").containsExactly("https", "api.example", 443);
        assertThat(one.secure()).isTrue();
    }

    @Test
    void clientCannotMakeItsOwnRequestSecure() {
        FakeRequest request = FakeRequest.of("GET", "/")
                .from("10.0.0.1")
                .header("X-Forwarded-For", "198.51.100.1")
                .header("X-Forwarded-Proto", "https, http");

        assertThat(X_FORWARDED.of(request).secure()).isFalse();
    }

    @Test
    void policyWithoutAProxyIsRefused() {
        assertThatThrownBy(AddressPolicy::xForwarded).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> AddressPolicy.forwarded("proxy.example")).isInstanceOf(InvalidValueException.class);
    }

    private static String address(ClientAddress client) {
        InetAddress peer = client.peer();
        return peer == null ? "" : peer.getHostAddress();
    }
}
