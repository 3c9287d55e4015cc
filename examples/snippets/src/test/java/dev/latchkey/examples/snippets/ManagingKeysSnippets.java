package dev.latchkey.examples.snippets;

import dev.latchkey.ConfiguredKey;
import dev.latchkey.ConfiguredKeyResult;
import dev.latchkey.IdempotentResult;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.Policies;
import dev.latchkey.Result;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The snippets of the page about managing keys, to the letter: {@link ManagingKeysPageTest} compares and runs them. */
final class ManagingKeysSnippets {
    private ManagingKeysSnippets() {}

    // spotless:off
    static UUID label(Latchkey latchkey, Instant nextYear, Actor admin) {
        // snippet: label
        KeySpec nightly = KeySpec.of("acme", Scope.tenant(), "nightly")
                .owner("ada@example.org")
                .tags("ci", "prod")
                .description("Publishes the nightly build.");
        UUID id = latchkey.keys().issue(nightly, admin).orElseThrow().key().id();
        UnaryOperator<KeySpec> handedOver = spec -> spec.owner("eve@example.org").expiresAt(nextYear);
        latchkey.keys().change("acme", id, handedOver, admin).orElseThrow();
        // end
        return id;
    }

    static void suspend(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: suspend
        latchkey.keys().suspend("acme", id, Suspension.Cause.OWNER, "on leave", admin).orElseThrow();
        latchkey.keys().resume("acme", id, Suspension.Cause.OWNER, admin).orElseThrow();
        // end
    }

    static List<SearchPage> search(Latchkey latchkey, Instant now) {
        // snippet: search
        SearchQuery ofAda = SearchQuery.of("acme", now, 50).filter(SearchFilter.Member.OWNER, "ada@example.org");
        SearchPage page = latchkey.keys().search(ofAda);
        SearchQuery soon = SearchQuery.of("acme", now, 50)
                .order(SearchOrder.by(SearchOrder.Sort.EXPIRES, false).range(now, now.plus(Duration.ofDays(30))));
        SearchPage expiring = latchkey.keys().search(soon);
        Instant longAgo = now.minus(Duration.ofDays(90)).truncatedTo(ChronoUnit.DAYS);
        SearchQuery unused = SearchQuery.of("acme", now, 50)
                .order(SearchOrder.by(SearchOrder.Sort.LAST_USED, false).range(null, longAgo));
        SearchPage idle = latchkey.keys().search(unused);
        // end
        return List.of(page, expiring, idle);
    }

    static IssuedKey now(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: now
        IssuedKey replaced = latchkey.keys().rotate("acme", id, RotationMode.NOW, admin).orElseThrow();
        // end
        return replaced;
    }

    static IssuedKey overlap(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: overlap
        RotationMode aWeek = RotationMode.overlap(Duration.ofDays(7));
        IssuedKey overlapping = latchkey.keys().rotate("acme", id, aWeek, admin).orElseThrow();
        // end
        return overlapping;
    }

    static List<Result<ApiKey>> firstUse(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: first-use
        RotationMode firstUse = RotationMode.firstUse().grace(Duration.ofDays(2)).lapses(Duration.ofDays(14));
        IssuedKey pending = latchkey.keys().rotate("acme", id, firstUse, admin).orElseThrow();
        String newHandle = pending.secret().handle();
        // end
        // snippet: end
        Result<ApiKey> completed = latchkey.keys().rotations().complete("acme", id, newHandle, Duration.ZERO, admin);
        Result<ApiKey> canceled = latchkey.keys().rotations().cancel("acme", id, newHandle, false, admin);
        // end
        return List.of(completed, canceled);
    }

    static Optional<Instant> state(Latchkey latchkey, UUID id) {
        // snippet: state
        ApiKey key = latchkey.keys().find("acme", id).orElseThrow();
        Instant now = latchkey.clock().instant();
        String shown = key.currentSecret().displayPrefix();
        Optional<Rotation> underWay = key.rotation(now);
        Optional<Instant> until =
                underWay.flatMap(rotation -> key.secret(rotation.otherHandle())).map(Secret::retiresAt);
        // end
        return shown.isEmpty() ? Optional.empty() : until;
    }

    static Result<IdempotentResult> once(Latchkey latchkey, UUID id, Actor admin) {
        // snippet: once
        IdempotencyKey once = new IdempotencyKey("rotate-ci-2030-01");
        Result<IdempotentResult> result = latchkey.keys().once(once).rotate("acme", id, RotationMode.firstUse(), admin);
        // end
        return result;
    }

    static List<ConfiguredKeyResult> configured(Latchkey latchkey, String fromConfiguration) {
        // snippet: configured
        KeySpec ci = KeySpec.of("acme", Scope.tenant(), "ci").permissions(Permissions.of("deploy:*"));
        ConfiguredKey key = ConfiguredKey.of(ci, fromConfiguration);
        List<ConfiguredKeyResult> results = latchkey.configuredKeys().apply(List.of(key));
        // end
        return results;
    }

    static void policy(LatchkeyBuilder builder) {
        // snippet: policy
        KeyPolicy all = KeyPolicy.NONE.defaultLifetime(Duration.ofDays(90)).maxLifetime(Duration.ofDays(365));
        KeyPolicy small = all.maxKeys(20).maxKeysPerOwner(5).networks(List.of(Cidr.parse("10.0.0.0/8")));
        builder.policies((tenant, scope) -> tenant.startsWith("trial-") ? small : all);
        // end
    }

    static Policies.Report report(Latchkey latchkey, KeyPolicy all) {
        // snippet: report
        Policies.Report report = latchkey.policies().report((tenant, scope) -> all, null);
        while (report.next() != null) {
            report = latchkey.policies().report((tenant, scope) -> all, report.next());
        }
        // end
        return report;
    }
    // spotless:on
}
