package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/**
 * That an event which its node could not move, because it was killed after the change, is listed once all the same, and
 * moved by the next node. A change is cut short by doing its first write alone.
 */
abstract class TrailRules extends MongoRules {
    @Test
    void anInsertionCutShortIsListedOnceAndMovedByAReaderOnAnotherNode() {
        Changed issued = insertCutShort();
        assertPending(issued.next(), 1);

        assertThat(elsewhere.findById(issued.next().id()).value()).contains(issued.next());
        assertThat(history(issued.next())).containsExactly(issued.event());
        assertMoved(issued.next(), 1);
        assertThat(history(issued.next())).containsExactly(issued.event());
    }

    @Test
    void severalChangesCutShortAreListedOnceAndMovedByTheNextChange() {
        Changed issued = insertCutShort();
        Changed renamed = replaceCutShort(later(issued.next()).rename("second"));
        Changed rotated = replaceCutShort(later(renamed.next()).rotate(Keys.secret(), Duration.ZERO));
        assertPending(issued.next(), 3);

        Changed last = Keys.changed(later(rotated.next()).rename("fourth"));
        assertThat(elsewhere.replace(last.next(), last.event()).value()).isEqualTo(Replacement.REPLACED);
        assertMoved(issued.next(), 4);
        assertThat(history(issued.next()))
                .containsExactly(last.event(), rotated.event(), renamed.event(), issued.event());
    }

    @Test
    void anEventOfANewerReleaseHidesNoOtherAndKeepsItsKeyFromNothing() {
        Changed issued = insertCutShort();
        Changed renamed = replaceCutShort(later(issued.next()).rename("second"));
        collections
                .keys()
                .updateOne(
                        eq("_id", Values.uuid(issued.next().id())),
                        Updates.combine(
                                Updates.set("pending.0.action", "OF_A_NEWER_RELEASE"),
                                Updates.set("pending.0.actor.kind", "ROBOT")));

        // First where it is pending, then where it was moved to.
        for (int i = 0; i < 2; i++) {
            assertThat(history(issued.next()))
                    .extracting(AuditEvent::action)
                    .containsExactly(AuditAction.CHANGED, AuditAction.UNKNOWN);
        }
        assertThat(history(issued.next()).get(1).actor().kind()).isEqualTo(Actor.Kind.UNKNOWN);
        ApiKey revoked = replace(later(renamed.next()).revoke("leaked"));
        assertThat(elsewhere.findById(revoked.id()).value()).contains(revoked);
    }

    @Test
    void anEventInBothPlacesIsListedOnce() {
        ApiKey key = insert(Keys.spec());
        Changed renamed = Keys.changed(later(key).rename("second"));
        BsonDocument before = document(key);
        assertThat(store.replace(renamed.next(), renamed.event()).value()).isEqualTo(Replacement.REPLACED);
        // As if the node had been killed between the copy and the removal of both.
        before.getArray("pending").add(AuditTrail.document(history(key).get(1)));
        before.getArray("pending").add(AuditTrail.document(renamed.event()));
        collections
                .keys()
                .updateOne(
                        eq("_id", before.get("_id")),
                        new BsonDocument("$set", new BsonDocument("pending", before.getArray("pending"))));

        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertMoved(key, 2);
    }

    @Test
    void pagesRunThroughBothPlaces() {
        ApiKey key = insert(Keys.spec());
        key = replace(later(key).rename("second"));
        key = replaceCutShort(later(key).rename("third")).next();
        AuditQuery one = AuditQuery.of(key.tenant(), 1);
        AuditEvent newest = store.audit(one).items().get(0);
        replaceCutShort(later(key).rename("fourth"));

        assertThat(newest.version()).isEqualTo(3);
        assertThat(store.audit(one).more()).isTrue();
        assertThat(store.audit(AuditQuery.of(key.tenant(), 10).after(AuditQuery.Position.of(newest)))
                        .items())
                .extracting(AuditEvent::version)
                .containsExactly(2L, 1L);
    }

    @Test
    void anEventOfAnotherTenantOrKeyIsNotListedWhereverItIs() {
        Changed issued = insertCutShort();

        assertThat(store.audit(AuditQuery.of("globex", 10)).items()).isEmpty();
        assertThat(store.audit(AuditQuery.of(issued.next().tenant(), 10).key(Keys.id()))
                        .items())
                .isEmpty();
        assertPending(issued.next(), 1);
    }

    @Test
    void eventsOfAPurgedKeyAreMovedFirst() {
        Changed issued = insertCutShort();
        Changed revoked = replaceCutShort(later(issued.next()).revoke("test"));

        assertThat(elsewhere.purge(Keys.purge(MUCH_LATER, 10))).isEqualTo(1);
        assertThat(all(collections.keys())).isEmpty();
        assertThat(all(collections.events())).hasSize(3);
        assertThat(history(issued.next()))
                .hasSize(3)
                .endsWith(revoked.event(), issued.event())
                .first()
                .extracting(AuditEvent::action)
                .isEqualTo(AuditAction.PURGED);
    }

    @Test
    void aPurgeCutShortHasRemovedTheKeyAndIsFinishedByTheNext() {
        ApiKey slotted = insert(Keys.spec().slot("default"));
        ApiKey dead = replace(later(slotted).revoke("test"));
        AuditEvent event = Keys.purge(MUCH_LATER, 1).event(dead.id(), dead.tenant(), dead.version());
        BsonBinary id = Values.uuid(dead.id());
        for (int node = 0; node < 2; node++) {
            // The second one came late.
            collections
                    .keys()
                    .updateOne(
                            KeyFilters.version(dead.id(), dead.version()),
                            KeyDocuments.purge(id, AuditTrail.document(event)));
        }

        assertThat(elsewhere.findById(dead.id()).value()).isEmpty();
        assertThat(elsewhere.findByHandle(dead.currentSecret().handle()).value())
                .isEmpty();
        assertThat(elsewhere.list(KeyQuery.of(dead.tenant(), 10)).items()).isEmpty();
        Changed late = Keys.changed(later(slotted).rename("late"));
        assertThat(store.replace(late.next(), late.event()).value()).isEqualTo(Replacement.STALE);
        Changed other = Keys.issue(
                Keys.id(), Keys.spec(), Keys.secret(dead.currentSecret().handle()), at(0));
        assertThat(store.insert(other.next(), other.event()).value()).isEqualTo(Insertion.HANDLE_TAKEN);
        insert(Keys.spec().slot("default"));
        for (int i = 0; i < 2; i++) {
            assertThat(history(dead)).hasSize(3).startsWith(event);
        }
        assertThat(store.purge(Keys.purge(MUCH_LATER.plusSeconds(1), 10))).isEqualTo(1);
        assertThat(history(dead)).hasSize(3).startsWith(event);
        assertThat(all(collections.keys())).hasSize(1);
        assertThat(store.insert(other.next(), other.event()).value()).isEqualTo(Insertion.HANDLE_TAKEN);
    }

    /** Here the server refuses the copy, for a reason that looks like a copy which is there already. */
    @Test
    void aChangeWhoseEventCannotBeMovedHoldsAndItsEventStaysWhereItIs() {
        contract().spoil();
        ApiKey key = insert(Keys.spec());
        collections.events().createIndex(Indexes.ascending("tenant"), new IndexOptions().unique(true));
        Changed renamed = Keys.changed(later(key).rename("second"));

        assertThat(store.replace(renamed.next(), renamed.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertThat(all(collections.events())).hasSize(1);
        assertThat(Values.documents(document(key), "pending")).hasSize(1);
        collections.events().dropIndex(Indexes.ascending("tenant"));
        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertMoved(key, 2);
    }

    /** A backup of the keys alone was restored. */
    @Test
    void aKeyThatIsOlderThanItsEventsIsChangedAndNoEventIsLost() {
        ApiKey issued = insert(Keys.spec());
        BsonDocument backup = document(issued);
        ApiKey rotated = replace(later(issued).rotate(Keys.secret(), Duration.ZERO));
        replace(later(rotated).rename("third"));
        collections.keys().replaceOne(eq("_id", backup.get("_id")), backup);

        assertThat(elsewhere.findByHandle(issued.currentSecret().handle()).value())
                .contains(issued);
        Changed again = Keys.changed(issued.by(Keys.ACTOR, at(100)).rotate(Keys.secret(), Duration.ZERO));
        assertThat(store.replace(again.next(), again.event()).value()).isEqualTo(Replacement.REPLACED);
        // As if the node had been killed between the copy and the removal.
        BsonArray pending = new BsonArray(List.of(AuditTrail.document(again.event())));
        collections.keys().updateOne(eq("_id", backup.get("_id")), Updates.set("pending", pending));
        ApiKey revoked = replace(again.next().by(Keys.ACTOR, at(101)).revoke("leaked"));

        assertThat(elsewhere.findById(issued.id()).value()).contains(revoked);
        assertThat(history(issued)).extracting(AuditEvent::version).containsExactly(3L, 2L, 3L, 2L, 1L);
        assertThat(history(issued)).contains(again.event());
        assertMoved(issued, 5);
    }

    /** Of the key that is older than its events, an index of the host refuses the event that has a number twice. */
    @Test
    void anEventBesideAnotherOfItsNumberStaysWhereItIsWhenItCannotBeMoved() {
        contract().spoil();
        ApiKey issued = insert(Keys.spec());
        BsonDocument backup = document(issued);
        replace(later(issued).rename("second"));
        collections.keys().replaceOne(eq("_id", backup.get("_id")), backup);
        collections.events().createIndex(Indexes.ascending("keyId", "version"), new IndexOptions().unique(true));

        ApiKey again = replace(issued.by(Keys.ACTOR, at(100)).rename("other"));
        assertThat(history(again)).extracting(AuditEvent::version).containsExactly(2L, 2L, 1L);
        assertThat(Values.documents(document(again), "pending")).hasSize(1);
        collections.events().dropIndex(Indexes.ascending("keyId", "version"));
        assertThat(history(again)).extracting(AuditEvent::version).containsExactly(2L, 2L, 1L);
        assertMoved(again, 3);
    }

    /** A backup of the keys was restored without their events. */
    @Test
    void aKeyWithoutItsEventsIsChangedAndItsVersionsGoOn() {
        ApiKey key = replace(later(insert(Keys.spec())).rename("second"));
        collections.events().deleteMany(new BsonDocument());

        assertThat(history(key)).isEmpty();
        ApiKey revoked = replace(
                later(elsewhere.findById(key.id()).value().orElseThrow()).revoke("leaked"));
        assertThat(revoked.version()).isEqualTo(3);
        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(3L);
        assertThat(elsewhere.purge(Keys.purge(MUCH_LATER, 10))).isEqualTo(1);
        assertThat(history(key)).extracting(AuditEvent::action).first().isEqualTo(AuditAction.PURGED);
    }

    /** A backup was restored that is older than the key, beside newer events. */
    @Test
    void eventsWithoutTheirKeyAreListed() {
        ApiKey key = replace(later(insert(Keys.spec())).rename("second"));
        collections.keys().deleteMany(new BsonDocument());

        assertThat(elsewhere.findById(key.id()).value()).isEmpty();
        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isZero();
    }

    private Changed insertCutShort() {
        Changed issued = Keys.issue(Keys.spec(), at(0));
        collections
                .keys()
                .insertOne(KeyDocuments.document(issued.next(), List.of(AuditTrail.document(issued.event()))));
        return issued;
    }

    private Changed replaceCutShort(Transition transition) {
        Changed changed = Keys.changed(transition);
        collections
                .keys()
                .updateOne(
                        eq("_id", Values.uuid(changed.next().id())),
                        KeyDocuments.update(changed.next(), AuditTrail.document(changed.event())));
        return changed;
    }

    private void assertPending(ApiKey key, int events) {
        assertThat(Values.documents(document(key), "pending")).hasSize(events);
        assertThat(all(collections.events())).isEmpty();
    }

    private void assertMoved(ApiKey key, int events) {
        assertThat(Values.documents(document(key), "pending")).isEqualTo(List.of());
        assertThat(all(collections.events())).hasSize(events);
    }
}
