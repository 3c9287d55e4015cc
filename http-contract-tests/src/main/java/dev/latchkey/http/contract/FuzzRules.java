package dev.latchkey.http.contract;

import static dev.latchkey.http.contract.fixture.TestHost.raw;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.RateLimits;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.http.contract.fixture.RawExchange;
import dev.latchkey.http.contract.fixture.TestHost;
import dev.latchkey.ports.query.RateDecision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Spoilt requests, over sockets to a Jetty with both dialects: none is answered by a 5xx, none throws, and every answer
 * is as the OpenAPI document says. Some thousands in every build, with {@code -Plong} as many as fit into
 * {@code latchkey.fuzz.minutes} (4 by default) for each style.
 */
abstract class FuzzRules extends HostTest {
    private static final boolean LONG = Boolean.getBoolean("latchkey.long");
    private static final int REQUESTS = LONG ? 20_000 : 2_000;
    private static final Duration TIME =
            LONG ? Duration.ofMinutes(Long.getLong("latchkey.fuzz.minutes", 4)) : Duration.ZERO;
    private static final RateLimit LIMIT = new RateLimit(60, 1, Duration.ofSeconds(1));

    /** Containers refuse HTTP of a version or with a coding that they do not know. */
    private static final List<Integer> OF_THE_CONTAINER = List.of(501, 505);

    @ParameterizedTest
    @EnumSource
    void noRequestIsTooMuch(ErrorStyle style) {
        long seed = Long.getLong("latchkey.fuzz.seed", System.nanoTime());
        long end = System.nanoTime() + TIME.toNanos();
        Map<Integer, Integer> statuses = new TreeMap<>();
        int checked = 0;
        do {
            System.out.println("fuzzing " + style + " with -Dlatchkey.fuzz.seed=" + seed);
            checked += round(style, new Random(seed), statuses);
            seed++;
        } while (System.nanoTime() < end);
        System.out.println(
                "fuzzed " + style + ", statuses " + statuses + ", of which the document described " + checked);
        // That they come that far: through the filter and the endpoints.
        assertThat(statuses.keySet()).contains(200, 204, 400, 401, 403, 404, 405);
        assertThat(!LONG || statuses.keySet().containsAll(List.of(201, 413, 415, 429)))
                .isTrue();
    }

    private int round(ErrorStyle style, Random random, Map<Integer, Integer> statuses) {
        AtomicInteger asked = new AtomicInteger();
        boolean bearer = style == ErrorStyle.ENVELOPE;
        int checked = 0;
        try (TestHost host = startHost(
                keys -> keys.rateLimits(RateLimits.perKey(
                        (bucket, limits) -> new RateDecision(
                                asked.incrementAndGet() % 20 > 0,
                                limits.get(0),
                                3,
                                Duration.ofSeconds(1),
                                Duration.ofSeconds(57)),
                        LIMIT)),
                web -> web.errorStyle(style)
                        .jsonCase(style == ErrorStyle.PROBLEM ? JsonCase.SNAKE : JsonCase.CAMEL)
                        .credential(bearer ? Credential.bearer() : Credential.header("x-api-key"))
                        .trustedHandleHeader("x-api-key-id", TrustedPeers.loopback())
                        .issuedKeys("/b/keys"))) {
            List<String> credentials = List.of();
            List<String> targets = List.of();
            boolean regenerated = false;
            for (int i = 0; i < REQUESTS; i++) {
                if (i % 100 == 0 || regenerated) {

                    credentials = credentials(host, bearer);
                    targets = targets(host);
                }
                byte[] request = FuzzRequest.draw(random, NAMES, targets, credentials);
                String answer = RawExchange.withoutInterim(host.rawAll(request));
                // Closed without a word, or answered as HTTP/0.9 has it, which has no status.
                if (!answer.startsWith("HTTP/1.")) {
                    statuses.merge(0, 1, Integer::sum);
                    continue;
                }
                int status = TestHost.status(answer);
                statuses.merge(status, 1, Integer::sum);
                regenerated = status == 200 && new String(request, StandardCharsets.ISO_8859_1).contains("regenerate");
                checked += RawExchange.of(request, answer) == null ? 0 : 1;
                assertThat(status < 500 || OF_THE_CONTAINER.contains(status))
                        .as(() -> new String(request, StandardCharsets.ISO_8859_1) + "\n\n" + answer)
                        .isTrue();
            }
        }
        return checked;
    }

    private static final List<String> NAMES = List.of(
            "name",
            "name",
            "whatsappNumberId",
            "whatsappNumberId",
            "numberId",
            "number_id",
            "scopes",
            "expiresAt",
            "expires_at",
            "other",
            "n\u00e9",
            "");

    private static List<String> targets(TestHost host) {
        String id = host.issue(
                        KeySpec.of("acme", Scope.tenant(), "to be revoked").allPermissions())
                .key()
                .id()
                .toString();
        return List.of(
                "GET /v1/api-keys",
                "POST /v1/api-keys",
                "POST /v1/api-keys/regenerate",
                "GET /b/keys",
                "POST /b/keys",
                "DELETE /b/keys/" + id,
                "DELETE /b/keys/ps_00000000",
                "GET /v1/openapi.json",
                "GET /v1/messages/1",
                "GET /nowhere");
    }

    /** Header lines: keys that may much, little and nothing, and what is none. */
    private static List<String> credentials(TestHost host, boolean bearer) {
        String header = bearer ? "Authorization: Bearer " : "x-api-key: ";
        String tenant =
                raw(host.issue(KeySpec.of("acme", Scope.tenant(), "whole").allPermissions()));
        String limited = raw(
                host.issue(KeySpec.of("acme", Scope.tenant(), "limited").permissions(Permissions.of("messages:*"))));
        String bound = raw(
                host.issue(KeySpec.of("acme", Scope.resource("wn_1"), "bound").allPermissions()));
        String unknown = new SecretGenerator().rawKey(KeyFormat.of("ps_")).reveal();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 36; i++) {
            lines.add(header + tenant);
        }
        for (String value : List.of(
                limited,
                bound,
                unknown,
                tenant.substring(0, 20),
                tenant.substring(0, tenant.length() - 7) + "A" + tenant.substring(tenant.length() - 6),
                "",
                " ",
                tenant + " ",
                tenant + "," + tenant,
                "\u00e9".repeat(20),
                "a\0b",
                "ps_".repeat(300),
                "ps_" + "\t" + "x")) {
            lines.add(header + value);
        }
        lines.addAll(List.of(
                "Authorization: Basic dTpw",
                "Authorization: Bearer",
                "authorization: bEARER " + tenant,
                "X-API-KEY: " + bound,
                "x-api-key-id: k_" + tenant.substring(3, 15),
                "x-api-key-id: k_",
                "x-api-key-id: " + "k".repeat(600),
                header + tenant + "\r\n" + header + bound));
        return lines;
    }
}
