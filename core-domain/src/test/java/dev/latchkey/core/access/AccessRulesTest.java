package dev.latchkey.core.access;

import static dev.latchkey.core.Samples.ACTOR;
import static dev.latchkey.core.Samples.NOW;
import static dev.latchkey.core.Samples.SPEC;
import static dev.latchkey.core.Samples.issued;
import static dev.latchkey.core.Samples.secret;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.Samples;
import dev.latchkey.core.access.Requirement.Reach;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.RateLimit;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.ScopeMeaning;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessRulesTest {
    private static final Instant EXPIRY = NOW.plusSeconds(60);

    /** Every combination there is; empty means allowed. {@code wn_1} is the resource of the resource key. */
    @ParameterizedTest
    @CsvSource({
        // caller, reach,    named, EXCLUSIVE,      HIERARCHICAL
        "  tenant, TENANT,   ,      ,               ",
        "  tenant, RESOURCE, ,      TENANT_KEY,     ",
        "  tenant, RESOURCE, wn_1,  TENANT_KEY,     ",
        "  tenant, RESOURCE, wn_2,  TENANT_KEY,     ",
        "  tenant, EITHER,   ,      ,               ",
        "  tenant, EITHER,   wn_1,  ,               ",
        "  tenant, EITHER,   wn_2,  ,               ",
        "  wn_1,   TENANT,   ,      RESOURCE_KEY,   RESOURCE_KEY",
        "  wn_1,   RESOURCE, ,      ,               ",
        "  wn_1,   RESOURCE, wn_1,  ,               ",
        "  wn_1,   RESOURCE, wn_2,  OTHER_RESOURCE, OTHER_RESOURCE",
        "  wn_1,   RESOURCE, WN_1,  OTHER_RESOURCE, OTHER_RESOURCE",
        "  wn_1,   EITHER,   ,      ,               ",
        "  wn_1,   EITHER,   wn_1,  ,               ",
        "  wn_1,   EITHER,   wn_2,  OTHER_RESOURCE, OTHER_RESOURCE",
    })
    void scopeIsDecidedBeforePermission(
            String caller, Reach reach, String named, Refusal exclusive, Refusal hierarchical) {
        Requirement requirement = new Requirement(reach, named, null);
        Requirement needing = requirement.with("messages:send");
        Caller holder = caller(scope(caller), Permissions.of("messages:*"));
        Caller without = caller(scope(caller), Permissions.of("messages:read"));
        for (ScopeMeaning meaning : ScopeMeaning.values()) {
            Refusal expected = meaning == ScopeMeaning.EXCLUSIVE ? exclusive : hierarchical;
            assertThat(AccessRules.authorize(holder, requirement, meaning)).isEqualTo(expected);
            assertThat(AccessRules.authorize(holder, needing, meaning)).isEqualTo(expected);
            assertThat(AccessRules.authorize(without, requirement, meaning)).isEqualTo(expected);
            assertThat(AccessRules.authorize(without, needing, meaning))
                    .isEqualTo(expected == null ? Refusal.PERMISSION : expected);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // caller, holds,        tenant, scope,  permissions,   answer
        "  tenant, *,            acme,   tenant, *,             ",
        "  tenant, *,            acme,   wn_1,   *,             ",
        "  tenant, messages:*,   acme,   wn_1,   messages:send, ",
        "  tenant, messages:*,   acme,   tenant, *,             PERMISSION",
        "  tenant, messages:*,   acme,   wn_1,   webhooks:read, PERMISSION",
        "  tenant, *,            other,  tenant, *,             OTHER_RESOURCE",
        "  tenant, *,            other,  wn_1,   messages:send, OTHER_RESOURCE",
        "  wn_1,   *,            acme,   wn_1,   *,             ",
        "  wn_1,   messages:*,   acme,   wn_1,   messages:send, ",
        "  wn_1,   messages:read,acme,   wn_1,   messages:send, PERMISSION",
        "  wn_1,   *,            acme,   wn_2,   messages:send, OTHER_RESOURCE",
        "  wn_1,   *,            acme,   tenant, messages:send, RESOURCE_KEY",
        "  wn_1,   *,            other,  wn_1,   messages:send, OTHER_RESOURCE",
    })
    void nobodyHandsOutMoreThanTheirOwn(
            String caller, String holds, String tenant, String scope, String permissions, Refusal answer) {
        Caller who = caller(scope(caller), Permissions.of(holds));
        Permissions asked = Permissions.of(permissions);
        assertThat(AccessRules.handOut(who, tenant, scope(scope), asked)).isEqualTo(answer);
        KeySpec spec = KeySpec.of(tenant, scope(scope), "new").permissions(asked);
        assertThat(AccessRules.handOut(who, spec)).isEqualTo(answer);
        assertThat(issue(who, spec)).isEqualTo(answer);
    }

    @Test
    void admissionTellsRevokedExpiredSuspendedRetiredNetworkInThisOrder() {
        InetAddress inside = Samples.address("10.1.1.1");
        InetAddress outside = Samples.address("192.0.2.1");
        Limits limits = new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8")));
        ApiKey key = next(issued(SPEC.expiresAt(EXPIRY).limits(limits))
                .by(ACTOR, NOW)
                .rotate(secret("HANDLE001"), Duration.ZERO));
        Secret current = key.currentSecret();
        Secret retired = key.secrets().get(1);
        ApiKey suspended = next(key.by(ACTOR, NOW).suspend("unpaid"));
        ApiKey revoked = next(suspended.by(ACTOR, NOW).revoke("leaked"));

        assertThat(AccessRules.checkUsable(key, current, NOW, inside)).isNull();
        assertThat(AccessRules.checkUsable(key, current, NOW, outside)).isEqualTo(Refusal.NETWORK);
        assertThat(AccessRules.checkUsable(key, current, NOW, null)).isEqualTo(Refusal.NETWORK);
        assertThat(AccessRules.checkUsable(key, retired, NOW, outside)).isEqualTo(Refusal.RETIRED);
        assertThat(AccessRules.checkUsable(suspended, retired, NOW, outside)).isEqualTo(Refusal.SUSPENDED);
        assertThat(AccessRules.checkUsable(suspended, retired, EXPIRY, outside)).isEqualTo(Refusal.EXPIRED);
        assertThat(AccessRules.checkUsable(revoked, revoked.currentSecret(), EXPIRY, outside))
                .isEqualTo(Refusal.REVOKED);
    }

    @Test
    void aRetiringSecretIsAdmittedUntilItsDeadline() {
        ApiKey key = next(issued(SPEC).by(ACTOR, NOW).rotate(secret("HANDLE001"), Duration.ofMinutes(5)));
        Secret retiring = key.secrets().get(1);
        Instant deadline = NOW.plusSeconds(300);
        assertThat(AccessRules.checkUsable(key, retiring, deadline.minusMillis(1), null))
                .isNull();
        assertThat(AccessRules.checkUsable(key, retiring, deadline, null)).isEqualTo(Refusal.RETIRED);
    }

    @Test
    void aKeyIssuesWithinItsOwnAuthorityAndTheDeadlineOfItsSecret() {
        Instant expiry = NOW.plusSeconds(3600);
        Limits limits =
                new Limits(List.of(new RateLimit(5, 1, Duration.ofSeconds(1))), List.of(Cidr.parse("10.0.0.0/8")));
        ApiKey key = next(issued(SPEC.limits(limits).expiresAt(expiry))
                .by(ACTOR, NOW)
                .rotate(secret("HANDLE001"), Duration.ofMinutes(1)));
        Caller current = Caller.of(key, key.currentSecret());
        Caller retiring = Caller.of(key, key.secrets().get(1));
        Instant deadline = NOW.plusSeconds(60);

        assertThat(AccessRules.bounded(current, SPEC))
                .isEqualTo(SPEC.limits(limits).expiresAt(expiry));
        assertThat(AccessRules.bounded(retiring, SPEC))
                .isEqualTo(SPEC.limits(limits).expiresAt(deadline));
        assertThat(issue(current, AccessRules.bounded(current, SPEC))).isNull();
        assertThat(issue(retiring, AccessRules.bounded(retiring, SPEC))).isNull();
        assertThat(issue(retiring, AccessRules.bounded(retiring, SPEC.expiresAt(expiry))))
                .isEqualTo(Refusal.PERMISSION);
        for (KeySpec wider : List.of(
                SPEC.expiresAt(expiry.plusMillis(1)),
                SPEC.limits(new Limits(List.of(), List.of(Cidr.parse("0.0.0.0/0")))),
                SPEC.limits(new Limits(List.of(new RateLimit(6, 1, Duration.ofSeconds(1))), List.of())))) {
            assertThat(issue(current, AccessRules.bounded(current, wider))).isEqualTo(Refusal.PERMISSION);
        }
        Caller principal = caller(SPEC.scope(), Permissions.ALL);
        assertThat(AccessRules.bounded(principal, SPEC)).isEqualTo(SPEC);
        assertThat(issue(principal, SPEC)).isNull();
    }

    @Test
    void aCallerWithoutRatesOfItsOwnGivesNoHigherOnesThanTheHostGivesIt() {
        List<RateLimit> hosts = List.of(RateLimit.parse("10 10/PT1S"), RateLimit.parse("600 600/PT1M"));
        Caller key = Caller.of(issued(SPEC), secret("HANDLE000"));
        for (Caller caller : List.of(key, caller(SPEC.scope(), Permissions.ALL))) {
            assertThat(AccessRules.issue(caller, hosts, SPEC)).isNull();
            assertThat(AccessRules.issue(caller, hosts, rates("10 10/PT1S", "600 600/PT1M")))
                    .isNull();
            assertThat(AccessRules.issue(caller, hosts, rates("5 1/PT1S"))).isNull();
            assertThat(AccessRules.issue(caller, hosts, rates("11 10/PT1S", "600 600/PT1M")))
                    .isEqualTo(Refusal.PERMISSION);
            assertThat(AccessRules.issue(caller, hosts, rates("600 600/PT1M"))).isEqualTo(Refusal.PERMISSION);
            assertThat(AccessRules.issue(caller, List.of(), rates("600 600/PT1M")))
                    .isNull();
        }
    }

    private static KeySpec rates(String... rates) {
        return SPEC.limits(
                new Limits(List.of(rates).stream().map(RateLimit::parse).toList(), List.of()));
    }

    private static @Nullable Refusal issue(Caller caller, KeySpec spec) {
        ApiKey key = caller.key();
        return AccessRules.issue(caller, key == null ? List.of() : key.limits().rates(), spec);
    }

    @Test
    void aCallerWithFewerPermissionsThanItsKeyAndAKeyWithFewerThanItsCallerBothBind() {
        ApiKey key = issued(SPEC.permissions(Permissions.of("messages:*")));
        KeySpec read = SPEC.permissions(Permissions.of("messages:read"));
        KeySpec send = SPEC.permissions(Permissions.of("messages:send"));
        Caller narrowed = Caller.of("acme", key.scope(), Permissions.of("messages:read"), "app")
                .with(key, key.currentSecret());
        assertThat(issue(narrowed, read)).isNull();
        assertThat(issue(narrowed, send)).isEqualTo(Refusal.PERMISSION);
        ApiKey later = next(key.by(ACTOR, NOW).changePermissions(Permissions.of("messages:send")));
        Caller since = Caller.of(key, key.currentSecret()).with(later, later.currentSecret());
        assertThat(issue(since, read)).isEqualTo(Refusal.PERMISSION);
        assertThat(issue(since, send)).isNull();
    }

    @Test
    void aKeyThatHasAsManyIssuersAsCanBeStoredIssuesNone() {
        KeySpec spec = KeySpec.of("acme", SPEC.scope(), "a child").allPermissions();
        Caller caller = Caller.of(issued(spec), secret("HANDLE000"));
        for (int i = 0; i < Provenance.MAX_ISSUERS; i++) {
            assertThat(issue(caller, spec)).isNull();
            ApiKey child = NewKey.issue(
                            new UUID(0, i), caller.issuers(), spec, secret("HANDLE000"), AuditAction.ISSUED, ACTOR, NOW)
                    .next();
            assertThat(child.identity().issuedBy()).isEqualTo(caller.key().id());
            assertThat(child.identity().issuers()).hasSize(i + 1);
            caller = Caller.of(child, child.currentSecret());
        }
        assertThat(issue(caller, spec)).isEqualTo(Refusal.PERMISSION);
        // A key in a slot is the host's.
        assertThat(issue(caller, spec.slot("default"))).isNull();
        assertThat(caller(spec.scope(), Permissions.ALL).issuers()).isEmpty();
    }

    @Test
    void onlyTheCurrentSecretRegeneratesItsKey() {
        ApiKey key = next(issued(SPEC).by(ACTOR, NOW).rotate(secret("HANDLE001"), Duration.ofMinutes(5)));
        Instant deadline = NOW.plusSeconds(300);
        assertThat(AccessRules.regenerateOwn(key, "HANDLE001", NOW)).isNull();
        assertThat(AccessRules.regenerateOwn(key, "HANDLE000", deadline.minusMillis(1)))
                .isEqualTo(Refusal.RETIRING);
        assertThat(AccessRules.regenerateOwn(key, "HANDLE000", deadline)).isEqualTo(Refusal.RETIRED);
        assertThat(AccessRules.regenerateOwn(key, "NOTMINE00", NOW)).isEqualTo(Refusal.RETIRED);
        assertThat(AccessRules.regenerateOwn(next(key.by(ACTOR, NOW).revoke("leaked")), "HANDLE001", NOW))
                .isNull();
    }

    @Test
    void aRetiringSecretIsHandedNothingThatOutlivesItAndNotItsOwnKey() {
        ApiKey key = next(issued(SPEC).by(ACTOR, NOW).rotate(secret("HANDLE001"), Duration.ofMinutes(5)));
        Instant deadline = NOW.plusSeconds(300);
        Caller current = Caller.of(key, key.currentSecret());
        Caller retiring = Caller.of(key, key.secrets().get(1));
        ApiKey other = issued(Samples.UUID_TWO, SPEC);
        ApiKey shorter = issued(Samples.UUID_TWO, SPEC.expiresAt(deadline));
        ApiKey longer = issued(Samples.UUID_TWO, SPEC.expiresAt(deadline.plusMillis(1)));
        for (ApiKey one : List.of(key, other, shorter, longer)) {
            assertThat(AccessRules.handOut(current, one, NOW)).isNull();
        }
        assertThat(AccessRules.handOut(retiring, shorter, NOW)).isNull();
        for (ApiKey one : List.of(key, other, longer)) {
            assertThat(AccessRules.handOut(retiring, one, NOW)).isEqualTo(Refusal.RETIRING);
        }
    }

    @Test
    void aPendingSecretIsBoundedByNoDeadlineButIsHandedNothingOfItsOwnKey() {
        ApiKey key = next(issued(SPEC).by(ACTOR, NOW).rotation().begin(secret("HANDLE001"), RotationMode.firstUse()));
        Caller pending = Caller.of(key, key.secret("HANDLE001").orElseThrow());
        Caller current = Caller.of(key, key.currentSecret());

        assertThat(AccessRules.checkUsable(key, key.secrets().get(1), NOW, null))
                .isNull();
        assertThat(pending.deadline()).isNull();
        assertThat(AccessRules.regenerateOwn(key, "HANDLE001", NOW)).isEqualTo(Refusal.PENDING);
        assertThat(AccessRules.handOut(pending, key, NOW)).isEqualTo(Refusal.PENDING);
        assertThat(AccessRules.handOut(pending, issued(Samples.UUID_TWO, SPEC), NOW))
                .isNull();
        assertThat(AccessRules.endRotation(pending, key, NOW)).isEqualTo(Refusal.PENDING);
        assertThat(AccessRules.endRotation(current, key, NOW)).isNull();
    }

    @Test
    void onlyTheCurrentSecretOfAKeyEndsItsRotation() {
        ApiKey key = next(issued(SPEC).by(ACTOR, NOW).rotate(secret("HANDLE001"), Duration.ofDays(1)));
        Caller retiring = Caller.of(key, key.secrets().get(1));
        Caller forgotten = Caller.of(key, secret("HANDLE009"));

        assertThat(AccessRules.endRotation(retiring, key, NOW)).isEqualTo(Refusal.RETIRING);
        assertThat(AccessRules.endRotation(forgotten, key, NOW)).isEqualTo(Refusal.RETIRED);
        assertThat(AccessRules.endRotation(Caller.of(key, key.currentSecret()), key, NOW))
                .isNull();
        assertThat(AccessRules.endRotation(retiring, issued(Samples.UUID_TWO, SPEC), NOW))
                .isNull();
        assertThat(AccessRules.endRotation(caller(SPEC.scope(), Permissions.ALL), key, NOW))
                .isNull();
    }

    @Test
    void aSecretOfTheKeyThatHasJustEndedIsRetired() {
        ApiKey rotated = next(issued(SPEC).by(ACTOR, NOW).rotate(secret("HANDLE001"), Duration.ofMinutes(5)));
        ApiKey waiting =
                next(issued(SPEC).by(ACTOR, NOW).rotation().begin(secret("HANDLE001"), RotationMode.firstUse()));
        for (ApiKey key : List.of(rotated, waiting)) {
            Secret ended = key.secrets().get(1);
            Caller caller = Caller.of(key, ended);
            Instant deadline = Objects.requireNonNull(ended.retiresAt());
            Refusal before = key.equals(rotated) ? Refusal.RETIRING : Refusal.PENDING;
            assertThat(AccessRules.endRotation(caller, key, deadline.minusMillis(1)))
                    .isEqualTo(before);
            assertThat(AccessRules.handOut(caller, key, deadline.minusMillis(1)))
                    .isEqualTo(before);
            assertThat(AccessRules.endRotation(caller, key, deadline)).isEqualTo(Refusal.RETIRED);
            assertThat(AccessRules.handOut(caller, key, deadline)).isEqualTo(Refusal.RETIRED);
        }
    }

    @Test
    void aRequirementIsWellFormed() {
        assertThatThrownBy(() -> Requirement.TENANT.on("wn_1")).isInstanceOf(InvalidValueException.class);
        assertThatThrownBy(() -> Requirement.ANY.with("messages:*")).isInstanceOf(InvalidValueException.class);
        assertThat(Requirement.RESOURCE.on("\u0000 of any content").on(null)).isEqualTo(Requirement.RESOURCE);
    }

    @Test
    void onlyWhoIsKnownIsForbidden() {
        assertThat(Refusal.values())
                .filteredOn(Refusal::identified)
                .containsExactly(
                        Refusal.RETIRING,
                        Refusal.PENDING,
                        Refusal.NETWORK,
                        Refusal.RESOURCE_KEY,
                        Refusal.TENANT_KEY,
                        Refusal.OTHER_RESOURCE,
                        Refusal.PERMISSION);
    }

    @Test
    void aCallerIsAKeyOrAPrincipalOfTheHost() {
        ApiKey key = issued(SPEC.permissions(Permissions.of("messages:*")));
        Caller byKey = Caller.of(key, key.currentSecret());
        assertThat(byKey.actor().id()).isEqualTo(key.id().toString());
        assertThat(byKey.scope()).isEqualTo(key.scope());
        assertThat(byKey.holds("messages:send")).isTrue();
        assertThat(byKey.holds("webhooks:read")).isFalse();
        assertThat(caller(Scope.tenant(), Permissions.NONE).key()).isNull();
    }

    private static Scope scope(String text) {
        return text.equals("tenant") ? Scope.tenant() : Scope.resource(text);
    }

    private static Caller caller(Scope scope, Permissions permissions) {
        return Caller.of("acme", scope, permissions, "anyone");
    }

    private static ApiKey next(Transition transition) {
        return ((Transition.Changed) transition).next();
    }

    @Test
    void aPrincipalThatIsNoKeyIsNamedAsTheAuditCanNameIt() {
        for (String id : List.of("x".repeat(255), "x".repeat(256), "", " ", "a\0b")) {
            assertThat(principal(id).actor()).isEqualTo(Actor.user(id));
        }
    }

    private static Caller principal(String id) {
        return Caller.of("acme", Scope.tenant(), Permissions.ALL, id);
    }
}
