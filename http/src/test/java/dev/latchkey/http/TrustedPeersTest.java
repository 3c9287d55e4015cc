package dev.latchkey.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.internal.request.ForwardingHeaders;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may name a key: what was forwarded is never local. */
class TrustedPeersTest {
    private static final List<TrustedPeers> BY_ADDRESS =
            List.of(TrustedPeers.loopback(), TrustedPeers.networks("127.0.0.0/8"));

    static Stream<String> forwardingHeaders() {
        return ForwardingHeaders.ALL.stream();
    }

    @Test
    void aRequestWithoutForwardingHeadersIsLocal() {
        for (TrustedPeers peers : BY_ADDRESS) {
            assertThat(trusts(peers, local())).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("forwardingHeaders")
    void noForwardedRequestIsLocalWhateverTheHeaderSays(String header) {
        for (TrustedPeers peers : BY_ADDRESS) {
            for (String value : List.of("127.0.0.1", "localhost", "")) {
                for (String name : List.of(header, header.toLowerCase(Locale.ROOT), header.toUpperCase(Locale.ROOT))) {
                    assertThat(trusts(peers, local().header(name, value)))
                            .as("%s: %s", name, value)
                            .isFalse();
                }
            }
        }
    }

    /** The list may grow. What common proxies add stays in it. */
    @Test
    void theListHasWhatCommonProxiesAdd() {
        assertThat(ForwardingHeaders.ALL)
                .doesNotHaveDuplicates()
                .contains(
                        "Forwarded",
                        "Via",
                        "X-Forwarded-For",
                        "X-Forwarded-Host",
                        "X-Forwarded-Proto",
                        "X-Forwarded-Port",
                        "X-Forwarded-Prefix",
                        "X-Original-URL",
                        "X-Real-IP",
                        "True-Client-IP",
                        "CF-Connecting-IP",
                        "Fastly-Client-IP",
                        "X-Envoy-External-Address",
                        "X-Azure-ClientIP",
                        "CloudFront-Viewer-Address");
    }

    private static FakeRequest local() {
        return FakeRequest.of("GET", "/").from("127.0.0.1").header("Host", "localhost:8080");
    }

    private static boolean trusts(TrustedPeers peers, FakeRequest request) {
        return peers.trusts(request, AddressPolicy.direct().of(request));
    }
}
