package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyArchive.DroppedHandle;
import dev.latchkey.ports.KeyArchive.Restoration;
import dev.latchkey.ports.KeyArchive.WholeUsage;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyUse.Outcome;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.KeyUsage.Day;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * What an archive adds to keys and beside them: KA6, KA7 and KA8.
 *
 * <p>If this fails, look at events that the next change of a key would need, at handles that are in two places, and at
 * counts that are added where they are to be compared.
 */
abstract class ArchiveAddingRules extends ArchiveRules {
    private static final Instant NOON = Instant.parse("2030-02-03T12:00:00Z");
    private static final LocalDate DAY = LocalDate.parse("2030-02-03");

    @Test
    void ka6_eventsOfAKeyThatIsNotStoredAreAddedOnce() {
        Life life = Life.of(Keys.spec()).rotated(3);
        assertThat(archive.addEvents(life.events().subList(1, 3))).isEmpty();
        assertThat(archive.addEvents(life.events())).isEqualTo(life.events().subList(1, 3));
        assertThat(events(life.key())).containsExactlyInAnyOrderElementsOf(life.events());
        assertThat(store.audit(AuditQuery.of(Keys.TENANT, 10)).items())
                .containsExactlyInAnyOrderElementsOf(life.events());
        assertThat(store.findById(life.key().id()).value()).isEmpty();
    }

    @Test
    void ka6_theFirstEventOfAVersionIsKept() {
        AuditEvent first = Keys.issue(Keys.spec(), T0).event();
        AuditEvent other = new AuditEvent(
                first.keyId(),
                first.version(),
                first.tenant(),
                T0.plusSeconds(1),
                first.action(),
                first.actor(),
                "other",
                first.changes());
        assertThat(archive.addEvents(List.of(first))).isEmpty();
        assertThat(archive.addEvents(List.of(other))).containsExactly(other);
        assertThat(store.audit(AuditQuery.of(Keys.TENANT, 10)).items()).containsExactly(first);
    }

    /** As after a restored backup: the key has gone on from an earlier version than some of its events. */
    @Test
    void ka6_ofTwoEventsOfAVersionThatComeWithAKeyTheFirstIsKept() {
        Life life = Life.of(Keys.spec()).rotated(2);
        List<AuditEvent> twice = new ArrayList<>(life.events());
        twice.addAll(others(life));
        assertThat(archive.restore(life.key(), twice, 0)).isEqualTo(Restoration.RESTORED);
        assertThat(events(life.key())).containsExactlyInAnyOrderElementsOf(life.events());
        assertThat(archive.addEvents(life.events())).containsExactlyInAnyOrderElementsOf(life.events());
    }

    @Test
    void ka6_anEventThatIsThereIsKeptWhenItsKeyComesWithAnotherOfTheVersion() {
        Life life = Life.of(Keys.spec()).rotated(1);
        List<AuditEvent> others = others(life);
        assertThat(archive.addEvents(others)).isEmpty();
        restore(life);
        assertThat(events(life.key())).containsExactlyInAnyOrderElementsOf(others);

        Life next = life.rotated(2);
        assertThat(archive.restore(
                        next.key(),
                        next.eventsAfter(life.key().version()),
                        life.key().version()))
                .isEqualTo(Restoration.RESTORED);
        assertThat(events(life.key())).containsAll(others).hasSize((int)
                next.key().version());
    }

    /** Returns other events of the versions of a key, of another time. */
    private static List<AuditEvent> others(Life life) {
        return life.events().stream()
                .map(event -> new AuditEvent(
                        event.keyId(),
                        event.version(),
                        event.tenant(),
                        T0.minusSeconds(1),
                        event.action(),
                        event.actor(),
                        "other",
                        event.changes()))
                .toList();
    }

    @Test
    void ka6_anEventThatAStoredKeyHasNotComeToIsRefused() {
        Life life = Life.of(Keys.spec());
        restore(life);
        Life next = life.then(change -> change.rename("elsewhere"));
        assertThat(archive.addEvents(next.events())).containsExactlyInAnyOrderElementsOf(next.events());
        Life own = life.then(change -> change.revoke("here"));
        assertThat(store.replace(own.key(), own.eventsAfter(1).get(0)).value()).isEqualTo(Replacement.REPLACED);
        assertStored(own);
    }

    @Test
    void ka6_missingEventsOfAStoredKeyAreAdded() {
        Life life = Life.of(Keys.spec()).rotated(3);
        assertThat(archive.restore(life.key(), life.eventsAfter(3), 0)).isEqualTo(Restoration.RESTORED);
        assertThat(archive.addEvents(life.events())).isEqualTo(life.eventsAfter(3));
        assertStored(life);
        assertThat(archive.addEvents(List.of())).isEmpty();
    }

    @Test
    void ka7_anAddedHandleStaysTaken() {
        DroppedHandle dropped = new DroppedHandle(Keys.secret().handle(), Keys.id());
        DroppedHandle ofStored =
                new DroppedHandle(Keys.secret().handle(), insert(Keys.spec()).id());
        List<DroppedHandle> both = List.of(dropped, ofStored);
        assertThat(archive.addHandles(both)).isEmpty();
        assertThat(archive.addHandles(both)).as("again").isEmpty();
        assertThat(archive.droppedHandles(null, 10).items()).containsExactlyInAnyOrderElementsOf(both);
        for (DroppedHandle handle : both) {
            Changed issued = Keys.issue(Keys.id(), Keys.spec(), Keys.secret(handle.handle()), T0);
            assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.HANDLE_TAKEN);
            assertThat(store.findByHandle(handle.handle()).value()).isEmpty();
        }
    }

    @Test
    void ka7_aHandleOfAnotherKeyIsNotAdded() {
        ApiKey stored = insert(Keys.spec());
        ApiKey purged = insert(Keys.spec());
        purge(purged);
        DroppedHandle carried = new DroppedHandle(stored.currentSecret().handle(), Keys.id());
        DroppedHandle ofPurged = new DroppedHandle(purged.currentSecret().handle(), Keys.id());
        assertThat(archive.addHandles(List.of(carried, ofPurged))).containsExactlyInAnyOrder(carried, ofPurged);
        assertThat(store.findByHandle(carried.handle()).value()).contains(stored);
        assertThat(archive.droppedHandles(null, 10).items())
                .containsExactly(new DroppedHandle(ofPurged.handle(), purged.id()));
    }

    @Test
    void ka7_aHandleThatItsKeyCarriesIsNotDropped() {
        ApiKey stored = insert(Keys.spec());
        String handle = stored.currentSecret().handle();
        assertThat(archive.addHandles(List.of(new DroppedHandle(handle, stored.id()))))
                .isEmpty();
        assertThat(archive.droppedHandles(null, 10).items()).isEmpty();
        assertThat(store.findByHandle(handle).value()).contains(stored);
        assertThat(archive.addHandles(List.of())).isEmpty();
    }

    @Test
    void ka8_usageIsRaisedToWhatIsGivenAndAgainAddsNothing() {
        ApiKey key = insert(Keys.spec());
        use(key, Outcome.ACCEPTED, NOON, 5);
        use(key, Outcome.LIMITED, NOON, 9);
        WholeUsage given = usage(key, 20, NOON.plusSeconds(1), new Day(DAY.minusDays(900), 3, 2, 1), day(7, 8, 6));
        for (int i = 0; i < 2; i++) {
            archive.raiseUsage(List.of(given));
            assertThat(usage(key))
                    .isEqualTo(usage(key, 20, NOON.plusSeconds(1), new Day(DAY.minusDays(900), 3, 2, 1), day(7, 9, 6)));
        }
        use(key, Outcome.ACCEPTED, NOON, 1);
        assertThat(usage(key).uses()).isEqualTo(21);
    }

    @Test
    void ka8_usageIsNeverLowered() {
        ApiKey key = insert(Keys.spec());
        use(key, Outcome.ACCEPTED, NOON, 5);
        archive.raiseUsage(List.of(usage(key, 2, NOON.minusSeconds(1), day(2, 0, 0))));
        assertThat(usage(key)).isEqualTo(usage(key, 5, NOON, day(5, 0, 0)));
    }

    @Test
    void ka8_usageOfANewKeyIsAsGiven() {
        ApiKey key = insert(Keys.spec());
        ApiKey refused = insert(Keys.spec());
        ApiKey forgotten = insert(Keys.spec());
        List<WholeUsage> given = List.of(
                usage(key, 3_000_000_000L, NOON, day(2, 0, 0)),
                usage(refused, 0, null, day(0, 0, 4)),
                usage(forgotten, 9, NOON));
        archive.raiseUsage(given);
        assertThat(archive.usage(List.of(key.id(), refused.id(), forgotten.id())))
                .containsExactlyInAnyOrderElementsOf(given);
        assertThat(store.findById(key.id()).value()).contains(key);
    }

    @Test
    void ka8_aLaterLastUseIsTakenAlsoWithoutMoreUses() {
        ApiKey key = insert(Keys.spec());
        use(key, Outcome.ACCEPTED, NOON, 5);
        archive.raiseUsage(List.of(usage(key, 1, NOON.plusSeconds(9))));
        assertThat(usage(key)).isEqualTo(usage(key, 5, NOON.plusSeconds(9), day(5, 0, 0)));
    }

    @Test
    void ka3_ka8_lastUsesOfSecretsAreReadAndRaised() {
        ApiKey key = insert(Keys.spec());
        String handle = key.currentSecret().handle();
        store.recordUse(UseBatch.of(new KeyUse(key.id(), NOON, 5).with(handle)));
        assertThat(usage(key).usage().secretsUsedAt()).isEqualTo(Map.of(handle, NOON));

        for (Instant at : List.of(NOON.minusSeconds(1), NOON.plusSeconds(1))) {
            Map<String, Instant> secrets = Map.of(handle, at, Keys.secret().handle(), at);
            KeyUsage given = new KeyUsage(at, secrets, List.of());
            archive.raiseUsage(List.of(new WholeUsage(key.id(), 5, given)));
        }
        assertThat(usage(key).usage().secretsUsedAt()).isEqualTo(Map.of(handle, NOON.plusSeconds(1)));
        assertThat(usage(key).uses()).isEqualTo(5);
    }

    @Test
    void ka8_usageOfAKeyThatIsNotStoredIsIgnored() {
        ApiKey key = insert(Keys.spec());
        ApiKey absent = Keys.issue(Keys.spec(), T0).next();
        archive.raiseUsage(List.of(usage(absent, 1, NOON, day(1, 0, 0)), usage(key, 1, NOON, day(1, 0, 0))));
        archive.raiseUsage(List.of());
        assertThat(archive.usage(List.of(absent.id(), key.id()))).containsExactly(usage(key, 1, NOON, day(1, 0, 0)));
    }

    private static Day day(long accepted, long limited, long refused) {
        return new Day(DAY, accepted, limited, refused);
    }

    private static WholeUsage usage(ApiKey key, long uses, @Nullable Instant lastUsedAt, Day... days) {
        return new WholeUsage(key.id(), uses, new KeyUsage(lastUsedAt, List.of(days)));
    }
}
