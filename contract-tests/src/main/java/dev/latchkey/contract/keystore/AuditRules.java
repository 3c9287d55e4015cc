package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.AuditQuery.Position;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promise of {@code audit}: KS12.
 *
 * <p>If this fails, look at the comparison with the last position (all three of its parts count), and at the filters
 * by tenant and by key.
 */
abstract class AuditRules extends StoreRules {
    private static final AuditQuery ALL = AuditQuery.of(Keys.TENANT, 100);

    @Test
    void ks12_anEmptyAuditHasNoMore() {
        assertThat(store.audit(ALL)).isEqualTo(new Page<AuditEvent>(List.of(), false));
    }

    @Test
    void ks12_eventsComeByTimeThenByTextOfTheKeysIdThenByVersion() {
        // Signed, as Java compares ids, the second would come before the first.
        ApiKey low = issueAt("7fffffff-ffff-4fff-8000-000000000000", at(5));
        ApiKey high = issueAt("80000000-0000-4000-8000-000000000000", at(5));
        rename(rename(low, at(5)), at(5));
        rename(high, at(5));
        ApiKey other = issueAt("00000000-0000-4000-8000-000000000000", at(9));
        // By a node whose clock is behind, and whose release lets events go back in time.
        Changed renamed = Keys.changed(other.by(Keys.ACTOR, at(1)).rename("renamed"));
        AuditEvent given = renamed.event();
        assertReplaced(new Changed(
                renamed.next(),
                new AuditEvent(
                        given.keyId(),
                        given.version(),
                        given.tenant(),
                        at(1),
                        given.action(),
                        given.actor(),
                        given.detail(),
                        given.changes())));

        List<String> expected = List.of(
                "00000000 1", "80000000 2", "80000000 1", "7fffffff 3", "7fffffff 2", "7fffffff 1", "00000000 2");
        for (int limit = 1; limit <= expected.size() + 1; limit++) {
            assertThat(allEvents(AuditQuery.of(Keys.TENANT, limit)))
                    .as("by pages of %d", limit)
                    .extracting(event -> event.keyId().toString().substring(0, 8) + " " + event.version())
                    .isEqualTo(expected);
        }
    }

    @Test
    void ks12_eachEventIsListedAsGiven() {
        Changed issued = Keys.issue(Keys.spec(), T0);
        insert(issued);
        Changed renamed = Keys.changed(issued.next().by(Keys.ACTOR, at(1)).rename("new"));
        assertReplaced(renamed);

        assertThat(allEvents(ALL)).containsExactly(renamed.event(), issued.event());
    }

    @Test
    void ks12_aPageTellsWhetherMoreFollows() {
        rename(rename(insert(Keys.spec()), at(1)), at(2));

        assertThat(store.audit(AuditQuery.of(Keys.TENANT, 2)).items()).hasSize(2);
        assertMore(store.audit(AuditQuery.of(Keys.TENANT, 2)));
        assertThat(store.audit(AuditQuery.of(Keys.TENANT, 3)).items()).hasSize(3);
        assertNoMore(store.audit(AuditQuery.of(Keys.TENANT, 3)));
    }

    @Test
    void ks12_onlyEventsOfTheOneKeyAreListedWhenAskedFor() {
        ApiKey wanted = insert(Keys.spec());
        ApiKey other = insert(Keys.spec());
        for (int i = 1; i <= 5; i++) {
            wanted = rename(wanted, at(i));
            other = rename(other, at(i));
        }

        for (int limit = 1; limit <= 7; limit++) {
            List<AuditEvent> events =
                    allEvents(AuditQuery.of(Keys.TENANT, limit).key(wanted.id()));
            assertThat(events).extracting(AuditEvent::keyId).containsOnly(wanted.id());
            assertThat(events).extracting(AuditEvent::version).containsExactly(6L, 5L, 4L, 3L, 2L, 1L);
        }
        assertThat(allEvents(ALL.key(Keys.id()))).isEmpty();
    }

    @Test
    void ks12_onlyTheTenantsOwnEventsAreListed() {
        ApiKey own = insert(Keys.spec());
        List<ApiKey> foreign = new ArrayList<>();
        for (String other : List.of("Acme", "acme ", "acme2", "acm_", "%")) {
            foreign.add(insert(KeySpec.of(other, Scope.tenant(), "k")));
        }

        assertThat(allEvents(ALL)).extracting(AuditEvent::keyId).containsExactly(own.id());
        for (ApiKey key : foreign) {
            assertThat(allEvents(ALL.key(key.id()))).as("another tenant's key").isEmpty();
        }
    }

    @Test
    void ks12_whatHappensMeanwhileNeitherRepeatsNorHidesAnEvent() {
        ApiKey key = rename(rename(rename(insert(Keys.spec()), at(10)), at(20)), at(30));
        Page<AuditEvent> first = store.audit(AuditQuery.of(Keys.TENANT, 2));
        rename(key, at(40));
        insert(Keys.issue(Keys.spec(), at(50)));
        Page<AuditEvent> second = store.audit(
                AuditQuery.of(Keys.TENANT, 2).after(Position.of(first.items().get(1))));

        assertThat(first.items()).extracting(AuditEvent::version).containsExactly(4L, 3L);
        assertThat(second.items()).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertNoMore(second);
    }

    private ApiKey issueAt(String id, Instant at) {
        return insert(Keys.issue(UUID.fromString(id), Keys.spec(), Keys.secret(), at));
    }

    private ApiKey rename(ApiKey key, Instant at) {
        return replace(key.by(Keys.ACTOR, at).rename("name " + key.version()));
    }
}
