package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.MassRevocation.Revoked;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MassRevocationTest {
    private static final Actor OPERATOR = Actor.user("grace");
    private static final Revoked NOTHING = new Revoked(0, false);

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void everythingThatAKeyIssuedDirectlyOrThroughOthersIsRevokedAndNothingElse() {
        ApiKey root = world.issue(SPEC).key();
        ApiKey child = issuedBy(root);
        ApiKey grandchild = issuedBy(child);
        ApiKey expired = issuedBy(root, SPEC.expiresAt(World.START.plusMillis(1)));
        ApiKey other = world.issue(SPEC).key();
        ApiKey othersChild = issuedBy(other);
        world.clock.advance(Duration.ofSeconds(1));

        MassRevocation revocation = world.keys().revokeAll("leaked", OPERATOR);
        assertThat(revocation.issuedBy("another", root.id())).isEqualTo(NOTHING);
        assertThat(revocation.issuedBy("acme", root.id())).isEqualTo(new Revoked(3, false));
        for (ApiKey key : List.of(child, grandchild, expired)) {
            assertThat(world.store.get(key.id()).revocation().reason()).isEqualTo("leaked");
            assertThat(world.store.events(key.id())).last().satisfies(event -> {
                assertThat(event.action()).isEqualTo(AuditAction.REVOKED);
                assertThat(event.actor()).isEqualTo(OPERATOR);
            });
        }
        for (ApiKey key : List.of(root, other, othersChild)) {
            assertThat(world.store.get(key.id())).isEqualTo(key);
        }
        assertThat(revocation.issuedBy("acme", root.id())).as("a repeat").isEqualTo(NOTHING);
    }

    @Test
    void whatAPurgedKeyIssuedIsRevokedThroughItsId() {
        ApiKey root = world.issue(SPEC).key();
        ApiKey child = issuedBy(root);
        ApiKey grandchild = issuedBy(child);
        for (ApiKey key : List.of(root, child)) {
            world.keys().revoke("acme", key.id(), "leaked", ACTOR).orElseThrow();
        }
        world.clock.advance(Duration.ofSeconds(1));
        assertThat(world.keys().purge(world.clock.instant(), 10, ACTOR)).isEqualTo(2);

        assertThat(world.keys().revokeAll("leaked", ACTOR).issuedBy("acme", root.id()))
                .isEqualTo(new Revoked(1, false));
        assertThat(world.store.get(grandchild.id()).revocation()).isNotNull();
    }

    @Test
    void aCallRevokesALimitedNumberAndRepeatsRevokeTheRest() {
        ApiKey root = world.issue(SPEC).key();
        for (int i = 0; i < MassRevocation.LIMIT + 1; i++) {
            issuedBy(root);
        }
        MassRevocation revocation = world.keys().revokeAll("leaked", ACTOR);
        assertThat(revocation.issuedBy("acme", root.id())).isEqualTo(new Revoked(MassRevocation.LIMIT, true));
        assertThat(revocation.issuedBy("acme", root.id())).isEqualTo(new Revoked(1, false));
    }

    @Test
    void aKeyThatCannotBeRevokedNowIsReportedAndRevokedByARepeat() {
        ApiKey root = world.issue(SPEC).key();
        ApiKey child = issuedBy(root);
        MassRevocation revocation = world.keys().revokeAll("leaked", ACTOR);
        world.store.stale = true;
        assertThat(revocation.issuedBy("acme", root.id())).isEqualTo(new Revoked(0, true));
        assertThat(revocation.listed(List.of(child.id()))).isEqualTo(new Revoked(0, true));
        world.store.stale = false;
        assertThat(revocation.issuedBy("acme", root.id())).isEqualTo(new Revoked(1, false));
    }

    @Test
    void whatIsIssuedBehindAPassIsRevokedByTheNext() {
        ApiKey root = world.issue(SPEC).key();
        issuedBy(root);
        world.clock.advance(Duration.ofSeconds(1));
        world.store.beforeReplace = () -> {
            world.store.beforeReplace = () -> {};
            issuedBy(root);
        };
        assertThat(world.keys().revokeAll("leaked", ACTOR).issuedBy("acme", root.id()))
                .isEqualTo(new Revoked(2, false));
    }

    @Test
    void keysOfATenantThatWereIssuedBeforeAnInstantAreRevoked() {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            keys.add(world.issue(i == 0 ? SPEC.slot("default") : SPEC).key());
            world.clock.advance(Duration.ofSeconds(1));
        }
        ApiKey other = world.issue(KeySpec.of("another", Scope.tenant(), "ci")).key();
        Instant before = keys.get(2).createdAt();

        MassRevocation revocation = world.keys().revokeAll("restored", ACTOR);
        assertThat(revocation.issuedBefore("acme", before)).isEqualTo(new Revoked(2, false));
        assertThat(revocation.issuedBefore("acme", before)).isEqualTo(NOTHING);
        assertThat(world.store.get(keys.get(2).id()))
                .as("issued at that instant")
                .isEqualTo(keys.get(2));
        assertThat(world.store.get(other.id())).isEqualTo(other);
    }

    @Test
    void theKeysOfAListAreRevokedWhateverTheirTenants() {
        ApiKey one = world.issue(SPEC).key();
        ApiKey two = world.issue(KeySpec.of("another", Scope.tenant(), "ci")).key();
        List<UUID> ids = List.of(one.id(), new UUID(1, 1), two.id());

        MassRevocation revocation = world.keys().revokeAll("restored", ACTOR);
        assertThat(revocation.listed(ids)).isEqualTo(new Revoked(2, false));
        assertThat(revocation.listed(ids)).isEqualTo(NOTHING);
        assertThat(world.store.all()).allMatch(key -> key.revocation() != null);
    }

    private ApiKey issuedBy(ApiKey issuer) {
        return issuedBy(issuer, SPEC);
    }

    private ApiKey issuedBy(ApiKey issuer, KeySpec spec) {
        Caller caller = Caller.of(issuer, issuer.currentSecret());
        return world.watched(world.keys().issue(spec, caller)).orElseThrow().key();
    }
}
