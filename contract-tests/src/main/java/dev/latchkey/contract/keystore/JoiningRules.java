package dev.latchkey.contract.keystore;

import static dev.latchkey.contract.fixture.Keys.ACTOR;
import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.HostTransactions.Isolation;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.ListedKey;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Who takes part in a transaction of the host, and who sees what of it.
 *
 * <p>If one fails, look at what binds a connection to a thread, and at what is written on another connection.
 */
abstract class JoiningRules extends HostedRules {

    @Test
    void ht1_everyCallInTheTransactionSaysThatItJoined() {
        for (Isolation isolation : Isolation.values()) {
            Changed issued = Keys.issue(Keys.spec().slot(SLOT + isolation), T0);
            ApiKey key = issued.next();
            Changed renamed = Keys.changed(key.by(ACTOR, T0).rename("new"));
            TenantMark mark = new TenantMark("tenant of " + isolation, 1, true, T0, "left", ACTOR);
            host.rollBack(isolation, () -> {
                assertThat(List.of(
                                store.insert(key, issued.event()),
                                store.findById(key.id()),
                                store.findBySlot(key.tenant(), key.scope(), SLOT + isolation),
                                store.replace(renamed.next(), renamed.event()),
                                store.replace(renamed.next(), renamed.event()),
                                store.markTenant(mark),
                                store.findTenantMark(mark.tenant())))
                        .as("calls at %s", isolation)
                        .allMatch(Reply::joined);
                assertThat(outside.findById(key.id()).joined()).isFalse();
            });
        }
        host.rollBack(
                Isolation.READ_COMMITTED,
                () -> assertThat(store.findByHandle("noHandle").joined()).isTrue());
    }

    @Test
    void ht1_callsOfOtherThreadsAndLaterCallsDoNotJoin() {
        Changed issued = Keys.issue(Keys.spec(), T0);
        Changed renamed = Keys.changed(issued.next().by(ACTOR, T0).rename("new"));
        host.rollBack(Isolation.READ_COMMITTED, () -> {
            inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(elsewhere(() -> store.findById(Keys.id()).joined())).isFalse();
            assertThat(elsewhere(() -> store.insert(issued.next(), issued.event())))
                    .isEqualTo(Reply.of(Insertion.INSERTED));
        });

        assertThat(List.of(
                        store.findById(issued.next().id()),
                        store.findByHandle(issued.next().currentSecret().handle()),
                        store.findBySlot(Keys.TENANT, Scope.tenant(), SLOT),
                        store.findTenantMark(Keys.TENANT),
                        store.replace(renamed.next(), renamed.event())))
                .noneMatch(Reply::joined);
        assertThat(find(outside, issued.next())).contains(renamed.next());
    }

    @Test
    void ht2_whatIsCommittedIsSeenByOthersFromTheCommitOnAndNotBefore() {
        Changed issued = Keys.issue(Keys.spec(), T0);
        ApiKey key = issued.next();
        ApiKey dying = inserted(outside, Keys.issue(Keys.spec().expiresAt(T0.plusMillis(1)), T0));
        TenantMark mark = new TenantMark(Keys.TENANT, 1, true, T0, "left", ACTOR);
        Changed renamed = Keys.changed(key.by(ACTOR, T0).rename("new"));
        host.commit(Isolation.READ_COMMITTED, () -> {
            inserted(store, issued);
            assertThat(replace(store, renamed)).isEqualTo(Replacement.REPLACED);
            assertThat(store.purge(Keys.purge(T0.plusSeconds(1), 10))).isEqualTo(1);
            assertThat(store.markTenant(mark).value()).isEqualTo(Replacement.REPLACED);

            assertThat(find(store, key)).contains(renamed.next());
            assertThat(store.list(query()).items()).containsExactly(new ListedKey(renamed.next(), null, 0));
            assertThat(find(store, dying)).isEmpty();
            assertThat(store.findTenantMark(Keys.TENANT).value()).contains(mark);
            assertOnly(dying);
        });

        assertThat(outside.list(query()).items()).containsExactly(new ListedKey(renamed.next(), null, 0));
        assertThat(find(outside, dying)).isEmpty();
        assertThat(outside.findTenantMark(Keys.TENANT).value()).contains(mark);
        assertThat(events(key)).containsExactly(renamed.event(), issued.event());
    }

    @Test
    void ht3_whatIsRolledBackIsNowhere() {
        Changed issued = Keys.issue(Keys.spec().slot(SLOT), T0);
        ApiKey before = inserted(outside, Keys.issue(Keys.spec().expiresAt(T0.plusMillis(1)), T0));
        TenantMark mark = new TenantMark(Keys.TENANT, 1, true, T0, "left", ACTOR);
        host.rollBack(Isolation.READ_COMMITTED, () -> {
            inserted(store, issued);
            Changed revoked = Keys.changed(before.by(ACTOR, T0).revoke("test"));
            assertThat(replace(store, revoked)).isEqualTo(Replacement.REPLACED);
            assertThat(store.purge(Keys.purge(T0.plusSeconds(1), 10))).isEqualTo(1);
            assertThat(store.markTenant(mark).value()).isEqualTo(Replacement.REPLACED);
        });

        for (KeyStore any : List.of(outside, store)) {
            assertThat(find(any, issued.next())).isEmpty();
            assertThat(any.list(query()).items()).containsExactly(new ListedKey(before, null, 0));
            assertThat(any.findTenantMark(Keys.TENANT).value()).isEmpty();
        }
        assertThat(events(issued.next())).isEmpty();
        assertThat(events(before)).hasSize(1);
        assertThat(insert(outside, issued)).isEqualTo(Insertion.INSERTED);
    }

    @Test
    void ht7_othersReadMeanwhileWhatWasThereBefore() {
        ApiKey key = inserted(outside, Keys.issue(Keys.spec().slot(SLOT), T0));
        Changed revoked = Keys.changed(key.by(ACTOR, T0).revoke("test"));
        Changed issued = Keys.issue(Keys.spec(), T0);
        host.rollBack(Isolation.READ_COMMITTED, () -> {
            assertThat(replace(store, revoked)).isEqualTo(Replacement.REPLACED);
            inserted(store, issued);
            for (KeyStore other : List.of(store, outside)) {
                assertThat(elsewhere(() -> {
                            assertThat(other.findByHandle(key.currentSecret().handle())
                                            .value())
                                    .contains(key);
                            assertThat(other.findBySlot(key.tenant(), key.scope(), SLOT)
                                            .value())
                                    .contains(key);
                            assertThat(other.audit(AuditQuery.of(Keys.TENANT, 10))
                                            .items())
                                    .hasSize(1);
                            assertThat(other.all(null, 10).items()).containsExactly(key);
                            return other.list(query()).items();
                        }))
                        .containsExactly(new ListedKey(key, null, 0));
            }
        });
    }
}
