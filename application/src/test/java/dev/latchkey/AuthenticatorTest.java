package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.access.Requirement.Reach;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Cidr;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.ScopeMeaning;
import dev.latchkey.ports.KeyUse;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The steps of an authentication, in their order. */
class AuthenticatorTest {
    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void garbageIsRefusedWithoutReadingTheStore() {
        RawKey raw = world.issue(SPEC).rawKey();
        String key = raw.reveal();
        world.store.reads.set(0);
        char last = key.charAt(key.length() - 1);
        List<String> garbage = List.of(
                "",
                " ",
                "ps_",
                "Bearer " + key,
                key + "A",
                " " + key,
                key.substring(1),
                key.toUpperCase(java.util.Locale.ROOT),
                key.substring(0, key.length() - 1) + (last == 'A' ? 'B' : 'A'),
                key.replace(key.charAt(10), '\0'),
                "ps_" + "\uD800".repeat(60),
                "ps_" + "a".repeat(1_000_000),
                "an-old-key-of-another-shape");
        for (String presented : garbage) {
            assertRefused(world.authenticate(presented), Refusal.MALFORMED);
        }
        assertRefused(world.authenticate((String) null), Refusal.MISSING);
        assertThat(world.store.reads).hasValue(0);
    }

    @Test
    void anUnknownHandleCostsOneReadAndIsInvalid() {
        world.store.reads.set(0);
        world.assertRefused(new SecretGenerator().rawKey(World.FORMAT), Refusal.INVALID);
        assertThat(world.store.reads).hasValue(1);
    }

    @Test
    void aWrongSecretOfAKnownHandleIsInvalidAndNeverReachesArgon2() {
        RawKey raw = world.issue(SPEC).rawKey();
        Busy.during(world.gate, () -> {
            assertRefused(world.authenticate(Forged.sameHandle(raw)), Refusal.INVALID);
        });
    }

    @Test
    void aNewKeyNeedsNoArgon2InTheProcessThatMadeIt() {
        RawKey raw = world.issue(SPEC).rawKey();
        Busy.during(world.gate, () -> {
            assertThat(world.accepted(raw).tenant()).isEqualTo("acme");
        });
    }

    @Test
    void anotherProcessNeedsArgon2OnceAndThenRemembers() {
        RawKey raw = world.issue(SPEC).rawKey();
        try (World other = new World(world.store, builder -> {})) {
            Busy.during(other.gate, () -> {
                assertThat(other.authenticate(raw)).isEqualTo(Verdict.overloaded(World.RETRY));
            });
            other.accepted(raw);
            Busy.during(other.gate, () -> {
                other.accepted(raw);
                assertRefused(other.authenticate(Forged.sameHandle(raw)), Refusal.INVALID);
            });
        }
    }

    @Test
    void whatIsRememberedIsWorthlessForTheNextSecretAndForTheFormerOne() {
        IssuedKey first = world.issue(SPEC.slot("default"));
        world.accepted(first.rawKey());
        IssuedKey second = world.watched(world.keys().regenerate(SPEC.slot("default"), ACTOR))
                .orElseThrow();
        world.assertRefused(first.rawKey(), Refusal.RETIRED);
        world.accepted(second.rawKey());
    }

    @Test
    void aRevokedKeyIsRefusedByTheVeryNextCall() {
        IssuedKey issued = world.issue(SPEC);
        world.accepted(issued.rawKey());
        world.keys().revoke("acme", issued.key().id(), "leaked", ACTOR).orElseThrow();
        world.assertRefused(issued.rawKey(), Refusal.REVOKED);
    }

    @Test
    void stateIsToldToWhoHoldsTheSecretAlone() {
        IssuedKey revoked = world.issue(SPEC);
        world.keys().revoke("acme", revoked.key().id(), "leaked", ACTOR).orElseThrow();
        IssuedKey suspended = world.issue(SPEC);
        world.keys().suspend("acme", suspended.key().id(), "unpaid", ACTOR).orElseThrow();
        IssuedKey retired = world.issue(SPEC);
        world.watched(world.keys().rotate("acme", retired.key().id(), RotationMode.NOW, ACTOR))
                .orElseThrow();
        IssuedKey expired = world.issue(SPEC.expiresAt(World.START.plusMillis(1)));
        world.clock.advance(Duration.ofMillis(1));

        assertStates(world, revoked, suspended, retired, expired);
        try (World coldMemory = new World(world.store, builder -> {})) {
            assertStates(coldMemory, revoked, suspended, retired, expired);
        }
    }

    private static void assertStates(
            World world, IssuedKey revoked, IssuedKey suspended, IssuedKey retired, IssuedKey expired) {
        world.clock.advance(Duration.ofMillis(1));
        for (IssuedKey key : List.of(revoked, suspended, retired, expired)) {
            Verdict verdict = world.authenticate(Forged.sameHandle(key.rawKey()));
            assertThat(verdict).isEqualTo(Verdict.refused(Refusal.INVALID, null));
        }
        world.assertRefused(revoked.rawKey(), Refusal.REVOKED);
        world.assertRefused(suspended.rawKey(), Refusal.SUSPENDED);
        world.assertRefused(retired.rawKey(), Refusal.RETIRED);
        world.assertRefused(expired.rawKey(), Refusal.EXPIRED);
    }

    @Test
    void aKeyBoundToNetworksIsAcceptedFromThereAlone() throws Exception {
        Limits limits = new Limits(List.of(), List.of(Cidr.parse("10.0.0.0/8")));
        String raw = world.issue(SPEC.limits(limits)).rawKey().reveal();
        Authenticator authenticator = world.latchkey.authenticator();
        InetAddress inside = InetAddress.getByName("10.1.2.3");
        InetAddress outside = InetAddress.getByName("192.0.2.1");
        assertThat(authenticator.authenticate(raw, Requirement.ANY, inside))
                .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        assertRefused(authenticator.authenticate(raw, Requirement.ANY, outside), Refusal.NETWORK);
        assertRefused(authenticator.authenticate(raw, Requirement.ANY, null), Refusal.NETWORK);
    }

    @Test
    void scopeIsAskedBeforePermission() {
        RawKey raw = world.issue(KeySpecs.number("wn_1", Permissions.of("messages:send")))
                .rawKey();
        assertRefused(ask(world, raw, new Requirement(Reach.TENANT, null, "x:y")), Refusal.RESOURCE_KEY);
        assertRefused(ask(world, raw, new Requirement(Reach.RESOURCE, "wn_2", "x:y")), Refusal.OTHER_RESOURCE);
        assertRefused(ask(world, raw, new Requirement(Reach.RESOURCE, "wn_1", "x:y")), Refusal.PERMISSION);
        assertThat(ask(world, raw, new Requirement(Reach.RESOURCE, "wn_1", "messages:send")))
                .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
    }

    @Test
    void aTenantKeyActsOnResourcesOnlyWhereTheHostSaysSo() {
        RawKey raw = world.issue(SPEC).rawKey();
        assertRefused(ask(world, raw, Requirement.RESOURCE), Refusal.TENANT_KEY);
        try (World hierarchical = new World(world.store, b -> b.scopeMeaning(ScopeMeaning.HIERARCHICAL))) {
            assertThat(ask(hierarchical, raw, Requirement.RESOURCE))
                    .returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        }
    }

    @Test
    void aKeyIsRecognizedByItsShapeAloneWithoutReadingOrCounting() {
        RawKey raw = world.issue(SPEC).rawKey();
        world.store.reads.set(0);
        Authenticator authenticator = world.latchkey.authenticator();
        assertThat(authenticator.recognizes(raw.reveal())).isTrue();
        assertThat(authenticator.recognizes(Forged.sameHandle(raw))).isTrue();
        for (String other : List.of("", "eyJhbGciOiJub25lIn0.e30.", raw.reveal() + "A", "Bearer " + raw.reveal())) {
            assertThat(authenticator.recognizes(other)).as(other).isFalse();
        }
        assertThat(authenticator.recognizes(null)).isFalse();
        assertThat(world.store.reads).hasValue(0);
    }

    @Test
    void aPrincipalOfTheHostsIsHeldToTheSameRules() {
        Caller session = Caller.of("acme", Scope.resource("wn_1"), Permissions.NONE, "ada");
        Authenticator authenticator = world.latchkey.authenticator();
        assertThat(authenticator.authorize(session, Requirement.TENANT)).isEqualTo(Refusal.RESOURCE_KEY);
        assertThat(authenticator.authorize(session, Requirement.RESOURCE)).isNull();
    }

    @Test
    void aTrustedPeerNamesAKeyByTheHandleOfAnyOfItsSecrets() {
        IssuedKey issued = world.issue(SPEC);
        ApiKey key = issued.key();
        String handle = issued.rawKey().handle();
        Authenticator authenticator = world.latchkey.authenticator();
        Busy.during(world.gate, () -> {
            assertThat(authenticator.authenticateTrusted(handle, Requirement.ANY, null))
                    .isEqualTo(
                            Verdict.accepted(Caller.of(key, key.currentSecret()).from(Origin.UNKNOWN.named()), null));
        });
        assertRefused(authenticator.authenticateTrusted("Unknown12345", Requirement.ANY, null), Refusal.INVALID);
        assertRefused(authenticator.authenticateTrusted(handle, Requirement.RESOURCE, null), Refusal.TENANT_KEY);
        world.keys().revoke("acme", key.id(), "leaked", ACTOR).orElseThrow();
        assertRefused(authenticator.authenticateTrusted(handle, Requirement.ANY, null), Refusal.REVOKED);
    }

    @Test
    void theActorOfARequestTellsWhereItCameFromAndWhetherItWasProven() {
        IssuedKey issued = world.issue(SPEC);
        InetAddress address = InetAddress.getLoopbackAddress();
        Origin proven = Origin.of(address.getHostAddress());
        Authenticator authenticator = world.latchkey.authenticator();
        Caller session = Caller.of("acme", Scope.tenant(), Permissions.NONE, "ada");

        assertThat(authenticator
                        .authenticate(issued.rawKey().reveal(), Requirement.ANY, address)
                        .acceptedCaller()
                        .actor())
                .isEqualTo(Actor.key(issued.key().id()).from(proven));
        assertThat(authenticator
                        .authenticateTrusted(issued.rawKey().handle(), Requirement.ANY, address)
                        .acceptedCaller()
                        .actor())
                .isEqualTo(Actor.key(issued.key().id()).from(proven.named()));
        assertThat(authenticator
                        .authorizePrincipal(session, Requirement.ANY, address)
                        .acceptedCaller()
                        .actor())
                .isEqualTo(Actor.user("ada").from(proven));
        Origin hosts = Origin.of("192.0.2.1").requestId("request 1");
        assertThat(authenticator
                        .authorizePrincipal(session.from(hosts), Requirement.ANY, address)
                        .acceptedCaller()
                        .actor())
                .isEqualTo(Actor.user("ada").from(hosts));
    }

    @Test
    void acceptedAndRefusedRequestsOfAProvenKeyAreCountedApart() {
        IssuedKey used = world.issue(SPEC);
        IssuedKey refused = world.issue(SPEC);
        world.accepted(used.rawKey());
        world.authenticate(Forged.sameHandle(used.rawKey()));
        ask(world, refused.rawKey(), Requirement.RESOURCE);
        world.keys().suspend("acme", refused.key().id(), "unpaid", ACTOR).orElseThrow();
        world.authenticate(refused.rawKey());
        world.latchkey.flush();
        assertThat(world.store.uses())
                .extracting(KeyUse::keyId, KeyUse::outcome, KeyUse::count)
                .containsExactlyInAnyOrder(
                        tuple(used.key().id(), KeyUse.Outcome.ACCEPTED, 1L),
                        tuple(refused.key().id(), KeyUse.Outcome.REFUSED, 2L));
    }

    private static void assertRefused(Verdict verdict, Refusal refusal) {
        World.assertRefused(verdict, refusal);
    }

    private static Verdict ask(World world, RawKey raw, Requirement requirement) {
        return world.latchkey.authenticator().authenticate(raw.reveal(), requirement, null);
    }

    @Test
    void whatIsNoHandleNeverReachesTheStoreEvenFromATrustedPeer() {
        world.store.reads.set(0);
        for (String handle :
                List.of("", "short", "with\0nul1234", "' OR 1=1 --", "h".repeat(23), "\uD800".repeat(12))) {
            Verdict verdict = world.latchkey.authenticator().authenticateTrusted(handle, Requirement.ANY, null);
            assertRefused(verdict, Refusal.MALFORMED);
        }
        assertThat(world.store.reads).hasValue(0);
    }

    /** A proven key need not be recognised again; whatever differs from it must. */
    @Test
    void whatDiffersFromAProvenKeyInAnyCharacterIsMalformedAsBefore() {
        try (World world = new World()) {
            String raw = world.issue(SPEC).rawKey().reveal();
            for (int i = 0; i < raw.length(); i++) {
                char other = raw.charAt(i) == 'x' ? 'y' : 'x';
                String typo = raw.substring(0, i) + other + raw.substring(i + 1);
                World.assertRefused(world.authenticate(typo), Refusal.MALFORMED);
                World.assertRefused(
                        world.authenticate(raw.substring(0, i) + '*' + raw.substring(i + 1)), Refusal.MALFORMED);
            }
            assertThat(world.authenticate(raw)).returns(Verdict.Outcome.ACCEPTED, Verdict::outcome);
        }
    }

    @Test
    void aTenantThatIssuesManyKeysHoldsUpNobodysFirstRequest() {
        HashingGate gate = new HashingGate(2, 0, Duration.ZERO);
        try (World before = new World();
                World after = new World(before.store, builder -> builder.hashingGate(gate))) {
            RawKey raw = before.issue(World.SPEC).rawKey();
            after.watch(raw);
            Optional<Object> accepted = gate.runForNewKey("flooding", () -> {
                assertThat(after.keys().issue(World.SPEC, World.ACTOR))
                        .returns(Result.Outcome.OVERLOADED, Result::outcome);
                return after.accepted(raw);
            });
            assertThat(accepted).isPresent();
        }
        gate.close();
    }
}
