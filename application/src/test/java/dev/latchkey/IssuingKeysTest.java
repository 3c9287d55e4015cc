package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.format.IdempotencyKey;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.RateLimiter;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.RateDecision;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys that issue keys: what they give lies within what they have at that moment. */
class IssuingKeysTest {
    private static final Instant EXPIRY = World.START.plusSeconds(3600);
    private static final Limits LIMITS =
            new Limits(List.of(new RateLimit(5, 1, Duration.ofSeconds(1))), List.of(Cidr.parse("10.0.0.0/8")));
    private static final KeySpec CHILD = SPEC.permissions(Permissions.of("messages:send"));

    private final World world = new World();
    private final IssuedKey parent = world.issue(
            SPEC.permissions(Permissions.of("messages:*")).limits(LIMITS).expiresAt(EXPIRY));
    private final Caller caller = Caller.of(parent.key(), parent.key().currentSecret());

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void whatIsLeftOpenIsTheIssuersOwn() {
        ApiKey child = issue(CHILD).orElseThrow().key();
        assertThat(child.authority())
                .isEqualTo(CHILD.limits(LIMITS).expiresAt(EXPIRY).authority());
        IdempotentResult once = world.latchkey
                .keys()
                .once(new IdempotencyKey("once"))
                .issue(CHILD, caller)
                .orElseThrow();
        assertThat(once.key().authority()).isEqualTo(child.authority());
    }

    @Test
    void aKeyRemembersItsIssuersAndKeepsThemWhenItIsRotated() {
        ApiKey child = issue(CHILD.permissions(Permissions.of("messages:read")))
                .orElseThrow()
                .key();
        assertThat(child.identity().issuedBy()).isEqualTo(parent.key().id());
        Caller ofChild = Caller.of(child, child.currentSecret());
        ApiKey grandchild = world.watched(world.keys().issue(CHILD.permissions(Permissions.NONE), ofChild))
                .orElseThrow()
                .key();
        assertThat(grandchild.identity().issuers())
                .containsExactly(child.id(), parent.key().id());
        ApiKey rotated = world.watched(world.keys().rotate("acme", grandchild.id(), RotationMode.NOW, ACTOR))
                .orElseThrow()
                .key();
        assertThat(rotated.identity()).isEqualTo(grandchild.identity());

        KeyQuery descendants = KeyQuery.of("acme", 10).issuedBy(parent.key().id());
        assertThat(world.keys().list(descendants).items())
                .extracting(listed -> listed.key().id())
                .containsExactlyInAnyOrder(child.id(), grandchild.id());
        assertThat(parent.key().identity().issuedBy()).isNull();
    }

    @Test
    void aKeyWhoseIssuerIsRevokedWhileItIsMadeIsRevokedToo() {
        world.store.beforeInsert = () -> {
            world.store.beforeInsert = () -> {};
            world.keys().revoke("acme", parent.key().id(), "leaked", ACTOR).orElseThrow();
            assertThat(world.keys()
                            .revokeAll("leaked", ACTOR)
                            .issuedBy("acme", parent.key().id()))
                    .isEqualTo(new MassRevocation.Revoked(0, false));
        };

        assertThat(issue(CHILD)).isEqualTo(Result.forbidden(Refusal.REVOKED));
        assertThat(world.store.all()).hasSize(2).allMatch(key -> key.revocation() != null);
    }

    @Test
    void theIssuerOfAKeyInASlotIsTheHost() {
        ApiKey inSlot = issue(CHILD.slot("default")).orElseThrow().key();
        assertThat(inSlot.identity().issuers()).isEmpty();
        ApiKey first = world.watched(world.keys().regenerate(CHILD.slot("other"), caller))
                .orElseThrow()
                .key();
        assertThat(first.identity().issuers()).isEmpty();
    }

    @Test
    void whatIsWiderIsForbidden() {
        List<KeySpec> wider = List.of(
                CHILD.permissions(Permissions.ALL),
                CHILD.expiresAt(EXPIRY.plusMillis(1)),
                CHILD.limits(new Limits(List.of(), List.of(Cidr.parse("0.0.0.0/0")))),
                CHILD.limits(new Limits(List.of(new RateLimit(100, 20, Duration.ofSeconds(1))), List.of())));
        for (KeySpec spec : wider) {
            assertThat(issue(spec)).isEqualTo(Result.forbidden(Refusal.PERMISSION));
            assertThat(world.latchkey.keys().once(new IdempotencyKey("once")).issue(spec, caller))
                    .isEqualTo(Result.forbidden(Refusal.PERMISSION));
        }
        assertThat(world.store.all()).hasSize(1);
    }

    @Test
    void theIssuerCountsAsItIsNowAndNotAsItWasWhenItWasAuthenticated() {
        String tenant = parent.key().tenant();
        Instant sooner = EXPIRY.minusSeconds(60);
        world.keys().changeExpiry(tenant, parent.key().id(), sooner, ACTOR).orElseThrow();
        assertThat(issue(CHILD.expiresAt(EXPIRY))).isEqualTo(Result.forbidden(Refusal.PERMISSION));
        assertThat(issue(CHILD).orElseThrow().key().expiresAt()).isEqualTo(sooner);
        world.keys()
                .changePermissions(tenant, parent.key().id(), Permissions.of("messages:read"), ACTOR)
                .orElseThrow();
        assertThat(issue(CHILD)).isEqualTo(Result.forbidden(Refusal.PERMISSION));
        world.keys().suspend(tenant, parent.key().id(), "unpaid", ACTOR).orElseThrow();
        assertThat(issue(CHILD)).isEqualTo(Result.forbidden(Refusal.SUSPENDED));
        world.keys().revoke(tenant, parent.key().id(), "leaked", ACTOR).orElseThrow();
        assertThat(issue(CHILD)).isEqualTo(Result.forbidden(Refusal.REVOKED));
        world.clock.advance(Duration.ofDays(1));
        assertThat(world.keys().purge(world.clock.instant(), 10, ACTOR)).isEqualTo(2);
        assertThat(issue(CHILD)).isEqualTo(Result.forbidden(Refusal.REVOKED));
    }

    @Test
    void aSecretThatIsForgottenByNowIssuesNothing() {
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            world.watched(world.keys().rotate("acme", parent.key().id(), RotationMode.NOW, ACTOR))
                    .orElseThrow();
        }
        assertThat(issue(CHILD)).isEqualTo(Result.forbidden(Refusal.RETIRED));
    }

    @Test
    void laterChangesOfTheIssuerDoNotReachTheChild() {
        IssuedKey child = issue(CHILD.limits(Limits.NONE)).orElseThrow();
        world.keys().changeLimits("acme", parent.key().id(), Limits.NONE, ACTOR).orElseThrow();
        world.keys().revoke("acme", parent.key().id(), "leaked", ACTOR).orElseThrow();
        assertThat(world.store.get(child.key().id())).isEqualTo(child.key());
    }

    @Test
    void aPrincipalOfTheHostIsBoundByItsPermissionsAlone() {
        Caller session = Caller.of("acme", Scope.tenant(), Permissions.of("messages:*"), "ada");
        ApiKey key =
                world.watched(world.keys().issue(CHILD, session)).orElseThrow().key();
        assertThat(key.authority()).isEqualTo(CHILD.authority());
        assertThat(world.keys().issue(CHILD.permissions(Permissions.ALL), session))
                .isEqualTo(Result.forbidden(Refusal.PERMISSION));
    }

    @Test
    void whereNoRatesAreTheIssuersOwnThoseOfTheHostBindIt() {
        RateLimit ten = RateLimit.parse("10 10/PT1S");
        RateLimiter limiter =
                (bucket, limits) -> new RateDecision(true, limits.get(0), 9, Duration.ZERO, Duration.ZERO);
        List<RateLimits> hosts = List.of(
                RateLimits.perKey(limiter, ten),
                RateLimits.perTenant(limiter, ten),
                RateLimits.by(limiter, any -> new RateLimits.Bucket("plan", List.of(ten))));
        for (RateLimits limits : hosts) {
            try (World host = new World(builder -> builder.rateLimits(limits))) {
                Caller by = host.accepted(host.issue(SPEC).rawKey());
                assertThat(host.keys().issue(rates("11 10/PT1S"), by)).isEqualTo(Result.forbidden(Refusal.PERMISSION));
                assertThat(host.keys().once(new IdempotencyKey("wide")).issue(rates("11 10/PT1S"), by))
                        .isEqualTo(Result.forbidden(Refusal.PERMISSION));
                assertThat(host.watched(host.keys().issue(rates("10 10/PT1S"), by))
                                .isDone())
                        .isTrue();
                // What the host gives by default stays the host's to change.
                assertThat(host.watched(host.keys().issue(SPEC, by))
                                .orElseThrow()
                                .key()
                                .limits())
                        .isEqualTo(Limits.NONE);
                assertThat(host.watched(host.keys().issue(rates("1000 1000/PT1S"), ACTOR))
                                .isDone())
                        .isTrue();
            }
        }
    }

    @Test
    void aHostThatCannotTellTheLimitsOfTheIssuerIsNoReasonToGiveMore() {
        RateLimiter limiter =
                (bucket, limits) -> new RateDecision(true, limits.get(0), 9, Duration.ZERO, Duration.ZERO);
        RateLimits failing = RateLimits.by(limiter, any -> {
            throw new IllegalStateException("the plans are unknown");
        });
        try (World host = new World(builder -> builder.rateLimits(failing))) {
            Caller by = host.accepted(host.issue(SPEC).rawKey());
            assertThatThrownBy(() -> host.keys().issue(rates("1 1/PT1S"), by))
                    .isInstanceOf(StoreException.class)
                    .hasRootCauseMessage("the plans are unknown");
            assertThat(host.store.all()).hasSize(1);
        }
    }

    private static KeySpec rates(String rate) {
        return SPEC.limits(new Limits(List.of(RateLimit.parse(rate)), List.of()));
    }

    @Test
    void onlyPermissionsThatTheHostKnowsAreGranted() {
        try (World host = new World(builder -> builder.knownPermissions(List.of("owner:read", "owner:write"))
                .importedKeys(new ImportedKeys(new byte[32])))) {
            KeySpec known = SPEC.permissions(Permissions.of("owner:*")).slot("one");
            KeySpec wrong = SPEC.permissions(Permissions.of("owner:raed")).slot("two");
            IssuedKey issuer = host.issue(known);
            Caller by = Caller.of(issuer.key(), issuer.key().currentSecret());
            String tenant = issuer.key().tenant();
            ApiKeys keys = host.keys();
            KeyImports imports = host.latchkey.imports();
            IdempotentRequests once = keys.once(new IdempotencyKey("once"));
            List<ThrowingCallable> grants = List.of(
                    () -> keys.issue(wrong, ACTOR),
                    () -> keys.issue(wrong, by),
                    () -> keys.regenerate(wrong, ACTOR),
                    () -> keys.regenerate(wrong, by),
                    () -> once.issue(wrong, ACTOR),
                    () -> once.issue(wrong, by),
                    () -> once.regenerate(wrong, ACTOR),
                    () -> once.regenerate(wrong, by),
                    () -> keys.changePermissions(tenant, issuer.key().id(), wrong.permissions(), ACTOR),
                    () -> imports.importKey(wrong, "an-imported-key-of-30-characters", ACTOR),
                    () -> imports.importDigest(wrong, new byte[32], "", ACTOR));

            assertThat(grants)
                    .allSatisfy(grant -> assertThatThrownBy(grant)
                            .isInstanceOf(InvalidValueException.class)
                            .hasMessageContaining("owner:raed"));
            assertThat(host.store.all()).containsExactly(issuer.key());
            assertThat(imports.importKey(known.slot("two"), "an-imported-key-of-30-characters", ACTOR)
                            .isDone())
                    .isTrue();
        }
    }

    private Result<IssuedKey> issue(KeySpec spec) {
        return world.watched(world.keys().issue(spec, caller));
    }
}
