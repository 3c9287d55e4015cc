package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyArchive.Restoration;
import dev.latchkey.ports.TenantMark;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What keeps a key from being restored: KA5.
 *
 * <p>If this fails, look at checks that compare with the previous version, at revoked keys, which take no slot, and at
 * the mark of the tenant.
 */
abstract class RestoringRefusalRules extends ArchiveRules {
    @Test
    void ka5_aTakenHandleIsRefused() {
        ApiKey other = insert(Keys.spec());
        ApiKey purged = insert(Keys.spec());
        purge(purged);
        for (Secret taken : List.of(other.currentSecret(), purged.currentSecret())) {
            Life life = Life.of(Keys.issue(Keys.id(), Keys.spec(), taken, T0)).rotated(1);
            assertThat(archive.restore(life.key(), life.events(), 0)).isEqualTo(Restoration.HANDLE_TAKEN);
            assertAbsent(life.key());
            Life first = Life.of(Keys.spec());
            restore(first);
            Life next = first.then(change -> change.rotate(taken, Duration.ZERO));
            assertThat(archive.restore(next.key(), next.eventsAfter(1), 1)).isEqualTo(Restoration.HANDLE_TAKEN);
            assertStored(first);
        }
        assertThat(store.findById(other.id()).value()).contains(other);
    }

    @Test
    void ka5_aTakenSlotIsRefusedToAKeyThatIsNotRevoked() {
        ApiKey holder = insert(Keys.spec().slot("default"));
        Life rival = Life.of(Keys.spec().slot("default"));
        assertThat(archive.restore(rival.key(), rival.events(), 0)).isEqualTo(Restoration.SLOT_TAKEN);
        assertAbsent(rival.key());
        Life revoked = rival.then(change -> change.revoke("test"));
        restore(revoked);
        assertStored(revoked);
        Life sameTurn = Life.of(Keys.inTurn(
                        Keys.issue(Keys.spec().slot("default"), T0),
                        holder.identity().turn()))
                .then(change -> change.revoke("test"));
        assertThat(archive.restore(sameTurn.key(), sameTurn.events(), 0)).isEqualTo(Restoration.SLOT_TAKEN);
        assertAbsent(sameTurn.key());
        assertThat(store.findBySlot(Keys.TENANT, Scope.tenant(), "default").value())
                .contains(holder);
    }

    @Test
    void ka5_anEndedTenantTakesOnlyRevokedKeysAndChangesOfItsKeys() {
        Life stored = Life.of(Keys.spec());
        restore(stored);
        var unused = store.markTenant(new TenantMark(Keys.TENANT, 1, true, T0, "", Keys.ACTOR));
        Life live = Life.of(Keys.spec());
        assertThat(archive.restore(live.key(), live.events(), 0)).isEqualTo(Restoration.TENANT_ENDED);
        assertAbsent(live.key());
        Life revoked = live.then(change -> change.revoke("test"));
        restore(revoked);
        assertStored(revoked);
        Life next = stored.then(change -> change.rename("still here"));
        assertThat(archive.restore(next.key(), next.eventsAfter(1), 1)).isEqualTo(Restoration.RESTORED);
        assertStored(next);
    }
}
