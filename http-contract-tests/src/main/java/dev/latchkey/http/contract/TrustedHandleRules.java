package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.IssuedKey;
import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.http.AddressPolicy;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.AuditQuery;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The id of a key opens doors for those alone whom the host trusts. */
abstract class TrustedHandleRules extends HostTest {
    private static final String SECRET = "0123456789abcdef";

    @Test
    void isOffUnlessTold() {
        try (TestHost host = startHost(ErrorStyle.FLAT)) {
            assertThat(byId(host, id(host.tenantKey())).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void trustedPeerNamesAKeyByItsId() {
        try (TestHost host = trusting(TrustedPeers.loopback())) {
            IssuedKey key = host.tenantKey();
            assertThat(byId(host, id(key)).statusCode()).isEqualTo(200);
            assertThat(byId(host, "k_AAAAAAAAAAAA").statusCode()).isEqualTo(401);
            assertThat(host.latchkey
                            .keys()
                            .rotate("acme", key.key().id(), RotationMode.NOW, TestHost.SETUP)
                            .orElseThrow())
                    .isNotNull();
            assertThat(byId(host, id(key)).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void theAuditTellsACallerThatWasOnlyNamedAndTheRequest() {
        try (TestHost host = trusting(TrustedPeers.loopback())) {
            IssuedKey key = host.tenantKey();
            HttpResponse<String> answer = host.send(host.request("POST", "/v1/api-keys/regenerate", null)
                    .header("x-api-key-id", id(key))
                    .header("X-Request-Id", "request-1"));

            assertThat(answer.statusCode()).isEqualTo(200);
            Origin origin = Origin.of("127.0.0.1").requestId("request-1").named();
            assertThat(host.store
                            .real
                            .audit(AuditQuery.of("acme", 10).key(key.key().id()))
                            .items())
                    .filteredOn(event -> event.action() == AuditAction.ROTATED)
                    .extracting(AuditEvent::actor)
                    .containsExactly(Actor.key(key.key().id()).from(origin));
        }
    }

    @Test
    void malformedIdsAre401AndNothingIsLookedUp() {
        try (TestHost host = trusting(TrustedPeers.loopback())) {
            String id = id(host.tenantKey());
            host.store.lookUps.set(0);
            String handle = id.substring(2);
            for (String malformed :
                    new String[] {"", handle, "K_" + handle, "k_", "k_a", "k_" + "a".repeat(23), id + "!"}) {
                assertThat(byId(host, malformed).statusCode()).as(malformed).isEqualTo(401);
            }
            assertThat(host.send(host.request("GET", "/v1/numbers", null)
                                    .header("x-api-key-id", id)
                                    .header("x-api-key-id", id))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(host.store.lookUps).hasValue(0);
        }
    }

    @Test
    void besideARawKeyTheIdMustNameTheSameKey() {
        try (TestHost host = trusting(TrustedPeers.loopback())) {
            IssuedKey key = host.tenantKey();
            IssuedKey other = host.numberKey("wn_1");
            assertThat(both(host, raw(key), id(key)).statusCode()).isEqualTo(200);
            assertThat(both(host, raw(key), id(other)).statusCode()).isEqualTo(401);
            assertThat(both(host, raw(key), "k_AAAAAAAAAAAA").statusCode()).isEqualTo(401);
            assertThat(both(host, raw(key), "nonsense").statusCode()).isEqualTo(401);
            assertThat(both(host, "nonsense", id(key)).statusCode()).isEqualTo(401);
            assertThat(both(host, "", id(key)).statusCode()).isEqualTo(401);
            // Not 403, which would tell that the raw key is right.
            assertThat(both(host, raw(other), id(key)).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void fromAnybodyElseTheIdIsAsIfAbsent() {
        try (TestHost host = trusting(TrustedPeers.networks("10.0.0.0/8", "fd00::/8"))) {
            IssuedKey key = host.tenantKey();
            IssuedKey other = host.numberKey("wn_1");
            HttpResponse<String> answer = byId(host, id(key));
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(both(host, raw(key), id(other)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void networksAreTrustedByThePeersAddress() {
        try (TestHost host = trusting(TrustedPeers.networks("10.0.0.0/8", "127.0.0.0/8"))) {
            assertThat(byId(host, id(host.tenantKey())).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatIsForwardedOverLoopbackIsNotLocal() {
        try (TestHost host = trusting(TrustedPeers.loopback())) {
            String id = id(host.tenantKey());
            for (String forwarding : List.of(
                    "Forwarded",
                    "Via",
                    "X-Forwarded-For",
                    "X-Forwarded-Host",
                    "X-Forwarded-Proto",
                    "X-Real-IP",
                    "CF-Connecting-IP",
                    "True-Client-IP",
                    "Fastly-Client-IP")) {
                HttpRequest.Builder request = host.request("GET", "/v1/numbers", null)
                        .header("x-api-key-id", id)
                        .header(forwarding, "127.0.0.1");
                assertThat(host.send(request).statusCode()).as(forwarding).isEqualTo(401);
            }
        }
    }

    @Test
    void pageOfAnotherNameIsNotLocal() {
        try (TestHost host = trusting(TrustedPeers.loopback())) {
            String id = id(host.tenantKey());
            for (String header : List.of("Origin", "Sec-Fetch-Site")) {
                HttpRequest.Builder request = host.request("GET", "/v1/numbers", null)
                        .header("x-api-key-id", id)
                        .header(header, "https://evil.example");
                assertThat(host.send(request).statusCode()).as(header).isEqualTo(401);
            }
            assertThat(statusFor(host, id, "evil.example")).isEqualTo(401);
            assertThat(statusFor(host, id, "127.0.0.1.evil.example")).isEqualTo(401);
            assertThat(statusFor(host, id, "localhost.")).isEqualTo(401);
            assertThat(statusFor(host, id, "localhost:" + host.port)).isEqualTo(200);
            assertThat(statusFor(host, id, "127.0.0.1")).isEqualTo(200);
            assertThat(statusFor(host, id, "[::1]:8080")).isEqualTo(200);
        }
    }

    @Test
    void addressOfAnUnnamedProxyIsNotTrusted() {
        try (TestHost host = trusting(TrustedPeers.networks("127.0.0.0/8"))) {
            HttpRequest.Builder request = host.request("GET", "/v1/numbers", null)
                    .header("x-api-key-id", id(host.tenantKey()))
                    .header("X-Forwarded-For", "127.0.0.1");
            assertThat(host.send(request).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void addressThatANamedProxyVouchesForIsTrusted() {
        try (TestHost host = startHost(web -> web.errorStyle(ErrorStyle.FLAT)
                .addresses(AddressPolicy.forwarded("127.0.0.0/8"))
                .trustedHandleHeader("x-api-key-id", TrustedPeers.networks("10.0.0.0/8")))) {
            String id = id(host.tenantKey());
            assertThat(forwarded(host, id, "for=203.0.113.9, for=10.1.1.1")).isEqualTo(200);
            assertThat(forwarded(host, id, "for=10.1.1.1, for=203.0.113.9")).isEqualTo(401);
            assertThat(forwarded(host, id, "for=10.1.1.1, for=unknown")).isEqualTo(401);
        }
    }

    @Test
    void sharedSecretIsComparedWhole() {
        try (TestHost host = trusting(TrustedPeers.sharedSecretHeader("x-gateway", SECRET))) {
            String id = id(host.tenantKey());
            assertThat(withSecret(host, id, SECRET).statusCode()).isEqualTo(200);
            assertThat(withSecret(host, id, SECRET + "0").statusCode()).isEqualTo(401);
            assertThat(withSecret(host, id, "0123456789abcdeF").statusCode()).isEqualTo(401);
            assertThat(withSecret(host, id, SECRET, SECRET).statusCode()).isEqualTo(401);
            assertThat(byId(host, id).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void clientWithoutACertificateIsNotTrusted() {
        try (TestHost host = trusting(TrustedPeers.clientCertificate(certificate -> true))) {
            assertThat(byId(host, id(host.tenantKey())).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void weakOrMalformedTrustIsRefusedWhenConfigured() {
        assertThatThrownBy(() -> TrustedPeers.sharedSecretHeader("x-gateway", "short"))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> TrustedPeers.sharedSecretHeader("x gateway", SECRET))
                .isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> TrustedPeers.networks("my-gateway")).isInstanceOf(InvalidValueException.class);
    }

    private TestHost trusting(TrustedPeers peers) {
        return startHost(web -> web.errorStyle(ErrorStyle.FLAT).trustedHandleHeader("x-api-key-id", peers));
    }

    private static String id(IssuedKey key) {
        return "k_" + key.rawKey().handle();
    }

    private static int forwarded(TestHost host, String id, String value) {
        HttpRequest.Builder request = host.request("GET", "/v1/numbers", null).header("Forwarded", value);
        return host.send(request.header("x-api-key-id", id)).statusCode();
    }

    private static int statusFor(TestHost host, String id, String name) {
        return TestHost.status(host.raw("GET " + TestHost.CONTEXT + "/v1/numbers HTTP/1.1\r\nHost: " + name
                + "\r\nConnection: close\r\nx-api-key-id: " + id + "\r\n\r\n"));
    }

    private static HttpResponse<String> byId(TestHost host, String id) {
        return host.send(host.request("GET", "/v1/numbers", null).header("x-api-key-id", id));
    }

    private static HttpResponse<String> both(TestHost host, String key, String id) {
        return host.send(host.request("GET", "/v1/numbers", null)
                .header("x-api-key", key)
                .header("x-api-key-id", id));
    }

    private static HttpResponse<String> withSecret(TestHost host, String id, String... secrets) {
        HttpRequest.Builder request = host.request("GET", "/v1/numbers", null).header("x-api-key-id", id);
        for (String secret : secrets) {
            request.header("x-gateway", secret);
        }
        return host.send(request);
    }
}
