package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.latchkey.MassRevocation.Revoked;
import dev.latchkey.Result.Outcome;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TenantsTest {
    private static final Actor OPERATOR = Actor.user("grace");
    private static final Revoked NOTHING = new Revoked(0, false);
    private static final KeySpec OTHERS = KeySpec.of("another", Scope.tenant(), "ci");

    private final World world = new World();

    @AfterEach
    void close() {
        world.close();
    }

    private Tenants tenants() {
        return world.latchkey.tenants();
    }

    @Test
    void allKeysOfAnEndedTenantAreRevokedAndItGetsNoOthers() {
        ApiKey root = world.issue(SPEC).key();
        ApiKey slot = world.issue(SPEC.slot("default")).key();
        ApiKey expired = world.issue(SPEC.expiresAt(World.START.plusMillis(1))).key();
        ApiKey other = world.issue(OTHERS).key();
        RawKey raw = new SecretGenerator().rawKey(World.FORMAT);
        world.clock.advance(Duration.ofSeconds(1));

        assertThat(tenants().end("acme", "left", OPERATOR)).isEqualTo(new Revoked(3, false));
        for (ApiKey key : List.of(root, slot, expired)) {
            assertThat(world.store.get(key.id()).revocation().reason()).isEqualTo("left");
            assertThat(world.store.events(key.id())).last().satisfies(event -> {
                assertThat(event.action()).isEqualTo(AuditAction.REVOKED);
                assertThat(event.actor()).isEqualTo(OPERATOR);
            });
        }
        assertThat(world.keys().issue(SPEC, ACTOR).outcome()).isEqualTo(Outcome.TENANT_ENDED);
        assertThat(world.keys().regenerate(SPEC.slot("default"), ACTOR).outcome())
                .isEqualTo(Outcome.TENANT_ENDED);
        assertThat(world.keys().regenerate(SPEC.slot("new"), ACTOR).outcome()).isEqualTo(Outcome.TENANT_ENDED);
        assertThat(world.latchkey.imports().importKey(SPEC, raw.reveal(), ACTOR).outcome())
                .isEqualTo(Outcome.TENANT_ENDED);
        assertThat(tenants().end("acme", "again", ACTOR)).isEqualTo(NOTHING);
        assertThat(tenants().find("acme"))
                .contains(new TenantMark("acme", 1, true, world.clock.instant(), "left", OPERATOR));

        assertThat(world.store.get(other.id())).isEqualTo(other);
        assertThat(world.keys().issue(OTHERS, ACTOR).isDone()).isTrue();
        assertThat(tenants().find("another")).isEmpty();
    }

    @Test
    void aReopenedTenantGetsKeysAgainAndItsRevokedOnesStayRevoked() {
        ApiKey key = world.issue(SPEC).key();
        assertThat(tenants().reopen("acme", OPERATOR)).as("never ended").isTrue();
        assertThat(tenants().find("acme")).isEmpty();
        assertThat(tenants().end("acme", "left", OPERATOR)).isEqualTo(new Revoked(1, false));

        assertThat(tenants().reopen("acme", OPERATOR)).isTrue();
        assertThat(tenants().find("acme")).map(TenantMark::ended).contains(false);
        assertThat(world.keys().issue(SPEC, ACTOR).isDone()).isTrue();
        assertThat(world.store.get(key.id()).revocation()).isNotNull();
        assertThat(world.keys()
                        .audit(AuditQuery.of("acme", 10).key(TenantMark.id("acme")))
                        .items())
                .extracting(AuditEvent::action, AuditEvent::actor, AuditEvent::detail)
                .containsExactly(
                        tuple(AuditAction.TENANT_REOPENED, OPERATOR, ""),
                        tuple(AuditAction.TENANT_ENDED, OPERATOR, "left"));
    }

    @Test
    void aKeyThatIsStoredBehindTheRevocationOfTheOthersIsRevokedAndNotReturned() {
        ApiKey issuer = world.issue(SPEC).key();
        // The tenant is ended and its keys are listed while the insertion is past its look for the mark.
        world.store.beforeInsert = () -> {
            assertThat(tenants().end("acme", "left", OPERATOR)).isEqualTo(new Revoked(1, false));
            assertThat(tenants().reopen("acme", OPERATOR)).isTrue();
        };
        world.store.afterInsert = () -> assertThat(world.store
                        .markTenant(new TenantMark("acme", 3, true, World.START, "left", OPERATOR))
                        .value())
                .isEqualTo(Replacement.REPLACED);
        Result<IssuedKey> issued = world.keys().issue(SPEC, Caller.of(issuer, issuer.currentSecret()));
        assertThat(issued.outcome()).isEqualTo(Outcome.TENANT_ENDED);
        assertThat(world.store.all()).hasSize(2).allMatch(key -> key.revocation() != null);
    }

    @Test
    void aCallThatOthersPreventFromMarkingIsToBeRepeated() {
        ApiKey key = world.issue(SPEC).key();
        world.store.stale = true;
        assertThat(tenants().end("acme", "left", OPERATOR)).isEqualTo(new Revoked(0, true));
        world.store.stale = false;
        assertThat(tenants().end("acme", "left", OPERATOR)).isEqualTo(new Revoked(1, false));
        world.store.stale = true;
        assertThat(tenants().reopen("acme", OPERATOR)).isFalse();
        assertThat(world.store.get(key.id()).revocation()).isNotNull();
    }

    @Test
    void keysOfAllTenantsThatWereIssuedBeforeAnInstantAreRevokedByOneCall() {
        for (int i = 0; i < MassRevocation.LIMIT + 1; i++) {
            assertThat(world.keys()
                            .issue(KeySpec.of("tenant " + i % 7, Scope.tenant(), "ci"), ACTOR)
                            .isDone())
                    .isTrue();
        }
        world.clock.advance(Duration.ofSeconds(1));
        Instant restored = world.clock.instant();
        ApiKey later = world.issue(SPEC).key();

        MassRevocation revocation = world.keys().revokeAll("restored", OPERATOR);
        assertThat(revocation.issuedBefore(restored)).isEqualTo(new Revoked(MassRevocation.LIMIT + 1, false));
        assertThat(revocation.issuedBefore(restored)).isEqualTo(NOTHING);
        assertThat(world.store.get(later.id())).isEqualTo(later);
        assertThat(world.store.all())
                .filteredOn(key -> key.revocation() == null)
                .containsExactly(later);

        world.store.stale = true;
        assertThat(revocation.issuedBefore(restored.plusMillis(1))).isEqualTo(new Revoked(0, true));
        world.store.stale = false;
        UUID id = later.id();
        assertThat(revocation.issuedBefore(restored.plusMillis(1))).isEqualTo(new Revoked(1, false));
        assertThat(world.store.get(id).revocation()).isNotNull();
    }
}
