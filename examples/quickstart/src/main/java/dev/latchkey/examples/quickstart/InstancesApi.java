package dev.latchkey.examples.quickstart;

import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.RateLimits;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.http.Credential;
import dev.latchkey.http.ErrorStyle;
import dev.latchkey.http.JsonCase;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.ports.RateLimiter;
import java.time.Duration;

/** The API below {@code /b/v1}: many named keys, issued and revoked, for a customer or for one of its instances. */
final class InstancesApi {
    static final String PREFIX = "zpk_live_";

    private static final RateLimit LIMIT = new RateLimit(60, 1, Duration.ofSeconds(1));

    private InstancesApi() {}

    static LatchkeyBuilder latchkey(Database database, RateLimiter limiter) {
        return Latchkey.builder()
                .store(database.keyStore())
                .auditSink(database.auditSink())
                .rateLimits(RateLimits.perKey(limiter, LIMIT))
                .scopeMeaning(ScopeMeaning.HIERARCHICAL)
                // What the operator issues has the other prefix.
                .keyFormat(KeyFormat.of(PREFIX).accepting(NumbersApi.PREFIX));
    }

    static LatchkeyWeb web(Latchkey latchkey, Instances instances) {
        return LatchkeyWeb.builder(latchkey)
                .resources(instances)
                .tenantNoun("customer")
                .resourceNoun("instance")
                .jsonCase(JsonCase.SNAKE)
                .credential(Credential.bearer())
                .errorStyle(ErrorStyle.ENVELOPE)
                .routes(Routes.builder()
                        .resourceOnly("POST", "/b/v1/instances/{id}/messages", "messages:send")
                        .on("id")
                        .build())
                .openApi("/b/v1/openapi.json")
                .defaultPermissions(Permissions.ALL)
                .issuedKeys("/b/v1/api-keys")
                .build();
    }
}
