package dev.latchkey.examples.quickstart;

import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.RateLimits;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.TrustedPeers;
import dev.latchkey.ports.RateLimiter;
import java.time.Duration;

/** The API below {@code /v1}: one default key for the tenant and one for each of its phone numbers. */
final class NumbersApi {
    static final String PREFIX = "ps_";

    /** Enough to try what load does. */
    private static final RateLimit LIMIT = new RateLimit(1000, 1000, Duration.ofSeconds(1));

    private NumbersApi() {}

    static LatchkeyBuilder latchkey(Database database, RateLimiter limiter) {
        return Latchkey.builder()
                .store(database.keyStore())
                .auditSink(database.auditSink())
                .rateLimits(RateLimits.perKey(limiter, LIMIT))
                .keyFormat(KeyFormat.of(PREFIX));
    }

    static LatchkeyWeb web(Latchkey latchkey, Numbers numbers) {
        return LatchkeyWeb.builder(latchkey)
                .resources(numbers)
                .resourceNoun("number")
                .errorStyle(ErrorStyle.FLAT)
                .trustedHandleHeader("x-api-key-id", TrustedPeers.loopback())
                .routes(Routes.builder()
                        .tenantOnly("GET", "/v1/numbers")
                        .resourceOnly("POST", "/v1/messages/send", "messages:send")
                        .resourceOnly("GET", "/v1/messages/{id}", "messages:read")
                        .build())
                .openApi("/v1/openapi.json")
                .defaultPermissions(Permissions.ALL)
                .defaultKeys("/v1/api-keys", "whatsappNumberId")
                .build();
    }
}
