package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.RateLimits;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.adapter.jdbc.PostgresRateLimiter;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.http.Routes;
import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.ResourceDirectory;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/** The snippets of the page about HTTP, to the letter. */
final class HttpSnippets {
    private HttpSnippets() {}

    /** A table of the host. */
    interface NumberTable {
        List<Resource> numbersOf(String tenant);

        Optional<Resource> number(String tenant, String id);
    }

    // spotless:off
    static LatchkeyWeb resources(Latchkey latchkey, Routes routes, NumberTable table) {
        // snippet: resources
        ResourceDirectory numbers = new ResourceDirectory() {
            @Override
            public List<Resource> list(String tenant) {
                return table.numbersOf(tenant);
            }

            @Override
            public Optional<Resource> find(String tenant, String id) {
                return table.number(tenant, id);
            }
        };
        LatchkeyWeb web = LatchkeyWeb.builder(latchkey)
                .routes(routes)
                .resources(numbers)
                .resourceNoun("number")
                .defaultKeys("/v1/api-keys")
                .build();
        // end
        return web;
    }

    static String firstKey(Latchkey latchkey, String tenant) {
        // snippet: first-key
        KeySpec first = KeySpec.of(tenant, Scope.tenant(), "default").slot("default").allPermissions();
        String showOnce = latchkey.keys().regenerate(first, Actor.host("sign-up")).orElseThrow().rawKey().reveal();
        // end
        return showOnce;
    }

    static Latchkey limits(DataSource dataSource, KeyStore store) {
        // snippet: limits
        Clock clock = Clock.systemUTC();
        RateLimiter limiter = PostgresRateLimiter.on(dataSource, clock);
        RateLimit requests = new RateLimit(60, 1, Duration.ofSeconds(1));  // a burst of 60, and 1 more each second
        RateLimit attempts = new RateLimit(20, 10, Duration.ofMinutes(1)); // a burst of 20, and 10 more each minute
        Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("acme_"))
                .rateLimits(RateLimits.perKey(limiter, requests))
                .failedAttempts(new InMemoryRateLimiter(clock), attempts, attempts) // per address, per key
                .build();
        // end
        return latchkey;
    }
    // spotless:on
}
