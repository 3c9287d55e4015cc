package dev.latchkey.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Secret;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.UsageQuery;
import dev.latchkey.transfer.TransferConflict.Kind;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the target has stays, and what stands in the way is reported. */
class ConflictTest {
    private final InMemoryKeyStore source = new InMemoryKeyStore();
    private final InMemoryKeyStore target = new InMemoryKeyStore();

    @Test
    void aKeyThatWasChangedInBothIsReportedAndStays() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        Moved.read(target, Moved.export(source));
        ApiKey there = Moved.change(target, key, change -> change.rename("there"));
        Moved.change(source, key, change -> change.suspend("here"));
        assertThat(Moved.conflicts(target, Moved.export(source))).containsExactly(Kind.DIFFERENT);
        assertThat(target.findById(key.id()).value()).contains(there);
        assertThat(Moved.events(target)).hasSize(2);

        ApiKey later = source.findById(key.id()).value().orElseThrow();
        Moved.change(source, later, change -> change.rename("here"));
        source.recordUse(UseBatch.of(new KeyUse(key.id(), Keys.T0, 3)));
        assertThat(Moved.conflicts(target, Moved.export(source))).containsExactly(Kind.OTHER_HISTORY);
        assertThat(target.findById(key.id()).value()).contains(there);
        assertThat(Moved.events(target)).hasSize(2);
        LocalDate day = LocalDate.parse("2030-01-31");
        assertThat(target.history().usage(new UsageQuery(List.of(key.id()), day, day)))
                .as("usage of a key that was not imported")
                .isEmpty();
    }

    @Test
    void aKeyThatWasChangedInTheTargetAloneStays() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        String export = Moved.export(source);
        Moved.read(target, export);
        ApiKey revoked = Moved.change(target, key, change -> change.revoke("there"));
        assertThat(Moved.read(target, export).newer()).isEqualTo(1);
        assertThat(target.findById(key.id()).value()).contains(revoked);
        assertThat(target.purge(Keys.purge(Keys.T0.plusSeconds(1), 1))).isEqualTo(1);
        assertThat(Moved.read(target, export).newer()).isEqualTo(1);
        assertThat(target.findById(key.id()).value()).as("purged in the target").isEmpty();
    }

    @Test
    void aKeyWithAnotherHistoryIsNoEarlierVersion() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        Moved.read(target, Moved.export(source));
        ApiKey here = Moved.change(source, key, change -> change.rename("here"));
        ApiKey there = Moved.change(target, key, change -> change.suspend("there"));
        ApiKey twice = Moved.change(target, there, change -> change.resume());
        assertThat(Moved.conflicts(target, Moved.export(source))).containsExactly(Kind.OTHER_HISTORY);
        assertThat(target.findById(key.id()).value()).contains(twice);
        assertThat(Moved.conflicts(source, Moved.export(target))).containsExactly(Kind.OTHER_HISTORY);
        assertThat(source.findById(key.id()).value()).contains(here);
    }

    @Test
    void aRevokedKeyStaysRevokedWhateverAFileSays() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        Moved.read(target, Moved.export(source));
        ApiKey revoked = Moved.change(target, key, change -> change.revoke("there"));
        ApiKey second = Moved.change(source, key, change -> change.rename("second"));
        Moved.change(source, second, change -> change.rename("third"));
        String revocation = event(Moved.export(target), 2);
        String edited = Moved.export(source).replace(event(Moved.export(source), 2), revocation);
        assertThat(Moved.conflicts(target, edited)).containsExactly(Kind.OTHER_HISTORY);
        assertThat(target.findById(key.id()).value()).contains(revoked);
    }

    @Test
    void aKeyIsNotUpdatedWithoutAnEventThatFollowed() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        Moved.read(target, Moved.export(source));
        ApiKey later = key;
        for (int i = 0; i < 3; i++) {
            String name = "name " + i;
            later = Moved.change(source, later, change -> change.rename(name));
        }
        String export = Moved.export(source);
        String end = "\"lines\":" + (export.lines().count() - 1);
        String shorter = "\"lines\":" + (export.lines().count() - 2);
        for (int version = 2; version <= 4; version++) {
            String cut = export.replace(event(export, version) + "\n", "").replace(end, shorter);
            assertThat(Moved.conflicts(target, cut)).containsExactly(Kind.OTHER_HISTORY);
            assertThat(target.findById(key.id()).value()).contains(key);
        }
        assertThat(Moved.read(target, export).updated()).isEqualTo(1);
        assertThat(target.findById(key.id()).value()).contains(later);
    }

    /** As after a restored backup: the key has gone on from an earlier version than some of its events. */
    @Test
    void ofTwoEventsOfAVersionTheOneThatLedToTheKeyIsKeptAndTheOtherIsReported() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        InMemoryKeyStore behind = new InMemoryKeyStore();
        Moved.read(behind, Moved.export(source));
        ApiKey second = Moved.change(source, key, change -> change.rename("second"));
        ApiKey third = Moved.change(source, second, change -> change.rename("third"));
        String export = Moved.export(source);
        String lost = event(export, 3).replaceAll("\"after\":\"[^\"]*\"", "\"after\":\"lost\"")
                + "\n"
                + event(export, 2).replaceAll("\"after\":\"[^\"]*\"", "\"after\":\"lost\"");
        String twice = export.replace(
                        event(export, 1),
                        lost.replace("00.002Z", "00.000Z").replace("00.001Z", "00.000Z") + "\n" + event(export, 1))
                .replaceAll("\"lines\":[0-9]+", "\"lines\":" + (export.lines().count() + 1));
        for (InMemoryKeyStore into : List.of(target, behind)) {
            for (int i = 0; i < 2; i++) {
                assertThat(Moved.conflicts(into, twice)).containsExactly(Kind.OTHER_EVENT, Kind.OTHER_EVENT);
                assertThat(into.findById(key.id()).value()).contains(third);
                assertThat(Moved.events(into)).isEqualTo(Moved.events(source));
            }
        }
    }

    private static String event(String export, int version) {
        return export.lines()
                .filter(line -> line.contains("\"type\":\"event\"") && line.contains("\"version\":" + version + ","))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void takenHandlesAndSlotsAndEndedTenantsAreReported() throws IOException {
        Secret secret = Keys.secret();
        Moved.insert(source, Keys.issue(Keys.id(), Keys.spec(), secret, Keys.T0));
        Moved.insert(target, Keys.issue(Keys.id(), Keys.spec(), secret, Keys.T0));
        Moved.insert(source, Keys.spec().slot("default"));
        Moved.insert(target, Keys.spec().slot("default"));
        assertThat(Moved.conflicts(target, Moved.export(source)))
                .containsExactlyInAnyOrder(Kind.HANDLE_TAKEN, Kind.SLOT_TAKEN);
        assertThat(Moved.events(target)).hasSize(2);

        InMemoryKeyStore ended = new InMemoryKeyStore();
        var unused = ended.markTenant(new TenantMark(Keys.TENANT, 1, true, Keys.T0, "", Keys.ACTOR));
        assertThat(Moved.conflicts(ended, Moved.export(source))).containsExactly(Kind.TENANT_ENDED, Kind.TENANT_ENDED);
        assertThat(ended.all(null, 10).items()).isEmpty();
    }

    @Test
    void aDroppedHandleOfAnotherKeyIsReported() throws IOException {
        Secret secret = Keys.secret();
        ApiKey key = Moved.insert(source, Keys.issue(Keys.id(), Keys.spec(), secret, Keys.T0));
        Moved.change(source, key, change -> change.revoke("test"));
        assertThat(source.purge(Keys.purge(Keys.T0.plusSeconds(1), 1))).isEqualTo(1);
        Moved.insert(target, Keys.issue(Keys.id(), Keys.spec(), secret, Keys.T0));
        assertThat(Moved.conflicts(target, Moved.export(source))).containsExactly(Kind.HANDLE_TAKEN);
    }

    @Test
    void aKeyThatWasPurgedInTheSourceAloneIsReported() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        ApiKey revoked = Moved.change(source, key, change -> change.revoke("test"));
        Moved.read(target, Moved.export(source));
        assertThat(source.purge(Keys.purge(Keys.T0.plusSeconds(1), 1))).isEqualTo(1);
        assertThat(Moved.conflicts(target, Moved.export(source))).containsExactly(Kind.EVENT_AHEAD);
        assertThat(target.findById(key.id()).value()).contains(revoked);
        assertThat(target.purge(Keys.purge(Keys.T0.plusSeconds(1), 1))).isEqualTo(1);
    }

    @Test
    void aKeyIsBroughtUpToDateByAThousandEventsAndNotByMore() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        Moved.read(target, Moved.export(source));
        InMemoryKeyStore other = new InMemoryKeyStore();
        Moved.read(other, Moved.export(source));
        for (int i = 0; i < 1000; i++) {
            String name = "name " + i;
            key = Moved.change(source, key, change -> change.rename(name));
        }
        assertThat(Moved.read(target, Moved.export(source)).updated()).isEqualTo(1);
        assertThat(target.findById(key.id()).value()).contains(key);
        ApiKey last = Moved.change(source, key, change -> change.rename("last"));
        assertThat(Moved.conflicts(other, Moved.export(source))).containsExactly(Kind.TOO_FAR_BEHIND);
        InMemoryKeyStore empty = new InMemoryKeyStore();
        assertThat(Moved.read(empty, Moved.export(source)).restored()).isEqualTo(1);
        assertThat(empty.findById(key.id()).value()).contains(last);
        assertThat(Moved.export(empty)).isEqualTo(Moved.export(source));
    }

    @Test
    void aUserWhoWasReplacedByAPseudonymKeepsNoKeyFromBeingUpdated() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        Moved.read(target, Moved.export(source));
        assertThat(target.history().replaceUser(new Pseudonym(Keys.ACTOR.id(), "someone", 10)))
                .isEqualTo(1);
        ApiKey later = Moved.change(source, key, change -> change.rename("later"));
        assertThat(Moved.conflicts(target, Moved.export(source))).containsExactly(Kind.OTHER_EVENT);
        assertThat(target.findById(key.id()).value()).contains(later);
        assertThat(Moved.events(target).get(1).actor().id()).isEqualTo("someone");
    }

    @Test
    void marksOfTenantsGoOnWhereTheTargetIsBehind() throws IOException {
        Moved.insert(source, Keys.spec());
        mark(source, 1, true, "first");
        Moved.read(target, Moved.export(source));
        assertThat(target.findTenantMark(Keys.TENANT).value())
                .isEqualTo(source.findTenantMark(Keys.TENANT).value());
        mark(source, 2, false, "second");
        mark(source, 3, true, "third");
        Moved.read(target, Moved.export(source));
        assertThat(Moved.events(target)).isEqualTo(Moved.events(source));
        assertThat(target.findTenantMark(Keys.TENANT).value())
                .isEqualTo(source.findTenantMark(Keys.TENANT).value());

        mark(target, 4, false, "there");
        Moved.read(target, Moved.export(source));
        mark(source, 4, false, "here");
        assertThat(Moved.conflicts(target, Moved.export(source))).contains(Kind.DIFFERENT, Kind.OTHER_EVENT);
        assertThat(target.findTenantMark(Keys.TENANT).value().orElseThrow().reason())
                .isEqualTo("there");
    }

    @Test
    void theAuditAloneIsMovedToAStoreWithoutKeys() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            key = Moved.change(source, key, change -> change.rotate(Keys.secret(), Duration.ZERO));
        }
        String audit = Moved.audit(source);
        assertThat(audit).contains("\"content\":\"audit\"").doesNotContain("hash", "\"type\":\"key\"");
        assertThat(Moved.read(target, audit).events()).isEqualTo(5);
        assertThat(Moved.read(target, audit).events()).isZero();
        assertThat(Moved.events(target)).isEqualTo(Moved.events(source));
        assertThat(target.all(null, 10).items()).isEmpty();

        Moved.read(target, Moved.export(source));
        assertThat(target.findById(key.id()).value()).contains(key);
        assertThat(Moved.events(target)).isEqualTo(Moved.events(source));
    }

    @Test
    void theAuditAloneStandsInTheWayOfNoChange() throws IOException {
        ApiKey key = Moved.insert(source, Keys.spec());
        Moved.read(target, Moved.export(source));
        Moved.change(source, key, change -> change.rename("here"));
        mark(source, 1, true, "here");
        assertThat(Moved.conflicts(target, Moved.audit(source)))
                .containsOnly(Kind.EVENT_AHEAD)
                .hasSize(2);
        Moved.change(target, key, change -> change.revoke("there"));
        mark(target, 1, true, "there");
        assertThat(Moved.events(target))
                .extracting(AuditEvent::action)
                .contains(AuditAction.REVOKED, AuditAction.TENANT_ENDED);
    }

    private static void mark(InMemoryKeyStore store, long version, boolean ended, String reason) {
        TenantMark mark = new TenantMark(Keys.TENANT, version, ended, Keys.T0.plusSeconds(version), reason, Keys.ACTOR);
        assertThat(store.markTenant(mark).value()).isEqualTo(Replacement.REPLACED);
    }
}
