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
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Duration;
import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.api.Test;

/**
 * That an event which its node could not move, because it was killed after the change, is listed once all the same, and moved by whoever comes next. A change
 * is cut short by doing its first write alone.
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
        layout.keys()
                .updateOne(
                        eq("_id", Values.uuid(issued.next().id())),
                        Updates.combine(
                                Updates.set("pending.0.action", "OF_A_NEWER_RELEASE"),
                                Updates.set("pending.0.actor.kind", "ROBOT")));

        // First where it is pending, then where it was moved to.
        for (int i = 0; i < 2; i++) {
            assertThat(history(issued.next()))
                    .extracting(AuditEvent::action)
                    .containsExactly(AuditAction.RENAMED, AuditAction.UNKNOWN);
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
        layout.keys()
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

        assertThat(elsewhere.purge(MUCH_LATER, 10)).isEqualTo(1);
        assertThat(all(layout.keys())).isEmpty();
        assertThat(all(layout.events())).hasSize(2);
        assertThat(history(issued.next())).containsExactly(revoked.event(), issued.event());
    }

    /** Here the server refuses the copy, for a reason that looks like a copy which is there already. */
    @Test
    void aChangeWhoseEventCannotBeMovedHoldsAndItsEventStaysWhereItIs() {
        contract().spoil();
        ApiKey key = insert(Keys.spec());
        layout.events().createIndex(Indexes.ascending("tenant"), new IndexOptions().unique(true));
        Changed renamed = Keys.changed(later(key).rename("second"));

        assertThat(store.replace(renamed.next(), renamed.event()).value()).isEqualTo(Replacement.REPLACED);
        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertThat(all(layout.events())).hasSize(1);
        assertThat(Values.documents(document(key), "pending")).hasSize(1);
        layout.events().dropIndex(Indexes.ascending("tenant"));
        assertThat(history(key)).extracting(AuditEvent::version).containsExactly(2L, 1L);
        assertMoved(key, 2);
    }

    private Changed insertCutShort() {
        Changed issued = Keys.issue(Keys.spec(), at(0));
        layout.keys().insertOne(KeyDocuments.document(issued.next(), AuditTrail.document(issued.event())));
        return issued;
    }

    private Changed replaceCutShort(Transition transition) {
        Changed changed = Keys.changed(transition);
        layout.keys()
                .updateOne(
                        eq("_id", Values.uuid(changed.next().id())),
                        KeyDocuments.update(changed.next(), AuditTrail.document(changed.event())));
        return changed;
    }

    private void assertPending(ApiKey key, int events) {
        assertThat(Values.documents(document(key), "pending")).hasSize(events);
        assertThat(all(layout.events())).isEmpty();
    }

    private void assertMoved(ApiKey key, int events) {
        assertThat(Values.documents(document(key), "pending")).isEqualTo(List.of());
        assertThat(all(layout.events())).hasSize(events);
    }
}
