package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Suspension;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bson.BsonDateTime;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.bson.RawBsonDocument;
import org.bson.codecs.BsonDocumentCodec;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.Test;

/** What is in the documents, and what is not. */
abstract class DocumentRules extends MongoRules {

    @Test
    void aKeyIsOneDocumentWithoutEmptyFields() {
        ApiKey key = insert(Keys.spec());

        assertThat(all(collections.keys())).hasSize(1);
        assertThat(document(key).keySet())
                .containsExactlyInAnyOrder(
                        "_id",
                        "tenant",
                        "resource",
                        "turn",
                        "createdAt",
                        "createdBy",
                        "name",
                        "permissions",
                        "rates",
                        "networks",
                        "version",
                        "changedAt",
                        "secrets",
                        "occupies",
                        "pending");
    }

    @Test
    void fieldsThatAreNoLongerNeededGo() {
        ApiKey key = insert(Keys.spec().expiresAt(at(500)));
        key = replace(later(key).suspend("test"));
        key = replace(later(key).change(key.spec().owner("ada").tags("prod").description("nightly")));
        assertThat(document(key)).containsKeys("expiresAt", "deadSince", "suspension", "owner", "tags", "description");
        key = replace(later(key).resume());
        key = replace(later(key).change(key.spec().labels(Labels.of("bare")).expiresAt(null)));

        assertThat(document(key))
                .doesNotContainKeys("expiresAt", "deadSince", "suspension", "owner", "tags", "description");
    }

    @Test
    void whatAnOlderReleaseWroteIsReadAsAbsent() {
        ApiKey key = insert(Keys.spec());
        key = replace(later(key).suspend(Suspension.Cause.IDLE, "test"));
        Bson older = Updates.combine(
                Updates.unset("createdBy"), Updates.unset("suspension.cause"), Updates.unset("suspension.by"));
        collections.keys().updateOne(eq("_id", Values.uuid(key.id())), older);

        ApiKey found = elsewhere.findById(key.id()).value().orElseThrow();
        assertThat(found.identity().provenance()).isEqualTo(new Provenance(null, List.of(), key.createdAt()));
        assertThat(found.suspension()).isEqualTo(new Suspension(Suspension.Cause.OPERATOR, at(1), "test", null));
        assertThat(found.labels()).isEqualTo(key.labels());
    }

    /** A newer release may write more, also beside this one. */
    @Test
    void unknownFieldsAreReadOverAndThoseOfTheKeyAreKept() {
        ApiKey key = insert(Keys.spec());
        BsonDocument unknown = new BsonDocument("since", new BsonString("next release"));
        collections
                .keys()
                .updateOne(
                        eq("_id", Values.uuid(key.id())),
                        Updates.combine(Updates.set("new", unknown), Updates.set("secrets.0.new", unknown)));

        assertThat(elsewhere.findById(key.id()).value()).contains(key);
        ApiKey next = replace(later(key).rotate(Keys.secret(), Duration.ZERO));
        assertThat(elsewhere.findById(key.id()).value()).contains(next);
        assertThat(document(key).get("new")).isEqualTo(unknown);
    }

    @Test
    void everyHandleIsRememberedOnce() {
        ApiKey first = insert(Keys.spec());
        ApiKey key = first;
        for (int i = 0; i < 6; i++) {
            key = replace(later(key).rotate(Keys.secret(), Duration.ZERO));
            key = replace(later(key).rename("name " + i));
        }

        Set<String> carried = KeyDocuments.handles(document(key));
        assertThat(carried).hasSize(ApiKey.MAX_SECRETS);
        assertThat(all(collections.droppedHandles()))
                .hasSize(7 - ApiKey.MAX_SECRETS)
                .allSatisfy(dropped -> {
                    assertThat(Values.uuid(dropped, "keyId")).isEqualTo(first.id());
                    assertThat(carried).doesNotContain(Values.text(dropped, "_id"));
                });
    }

    @Test
    void aDocumentDoesNotGrowWithTheRotationsOfItsKey() {
        ApiKey key = insert(Keys.spec());
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            key = replace(later(key).rotate(Keys.secret(), Duration.ZERO));
        }
        int size = bytes(key);
        for (int i = 0; i < 40; i++) {
            key = replace(later(key).rotate(Keys.secret(), Duration.ZERO));
        }

        assertThat(bytes(key)).isEqualTo(size);
    }

    /** As if its node had been killed between both writes of a rotation. */
    @Test
    void aHandleThatIsRememberedThoughItsKeyStillCarriesItGoesOnFindingTheKey() {
        ApiKey key = insert(Keys.spec());
        String handle = key.currentSecret().handle();
        new Handles(collections).remember(List.of(Handles.document(Values.uuid(key.id()), handle)));

        assertThat(elsewhere.findByHandle(handle).value()).contains(key);
        ApiKey rotated = replace(later(key).rotate(Keys.secret(), Duration.ZERO));
        assertThat(elsewhere.findByHandle(handle).value()).contains(rotated);
        Changed other = Keys.issue(Keys.id(), Keys.spec(), Keys.secret(handle), at(0));
        assertThat(store.insert(other.next(), other.event()).value()).isEqualTo(Insertion.HANDLE_TAKEN);
        ApiKey last = rotated;
        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            last = replace(later(last).rotate(Keys.secret(), Duration.ZERO));
        }
        assertThat(elsewhere.findByHandle(handle).value()).isEmpty();
        assertThat(elsewhere.findById(key.id()).value()).contains(last);
    }

    @Test
    void usesWriteTheDayIntoTheDocumentOfTheirKeyAndNothingElse() {
        ApiKey key = insert(Keys.spec());
        BsonDocument before = document(key);
        use(key, 0, 3);
        use(key, 1, 1);
        use(key, -Duration.ofDays(3).toMillis(), 1);

        assertThat(document(key)).isEqualTo(before.append(KeyDocuments.LAST_USED_ON, date("2030-01-31T00:00:00Z")));
        use(key, Duration.ofDays(1).toMillis(), 1);
        assertThat(document(key)).isEqualTo(before.append(KeyDocuments.LAST_USED_ON, date("2030-02-01T00:00:00Z")));
    }

    private static BsonDateTime date(String instant) {
        return Values.date(Instant.parse(instant));
    }

    @Test
    void aSecretThatAKeyDropsLeavesNoUse() {
        ApiKey key = insert(Keys.spec());
        String handle = key.currentSecret().handle();
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(0), 1).with(handle)));
        assertThat(all(collections.usage()).get(0).getDocument("secrets")).containsOnlyKeys(handle);

        for (int i = 0; i < ApiKey.MAX_SECRETS; i++) {
            key = replace(later(key).rotate(Keys.secret(), Duration.ZERO));
        }
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(0), 1).with(handle)));
        assertThat(all(collections.usage()).get(0).getDocument("secrets")).isEmpty();
    }

    @Test
    void daysOfUseThatAnOlderReleaseHasNotWrittenAreCopiedBeforeTheirIndexIsMade() {
        ApiKey used = insert(Keys.spec());
        ApiKey never = insert(Keys.spec());
        use(used, 0, 1);
        Bson day = new BsonDocument("$unset", new BsonDocument(KeyDocuments.LAST_USED_ON, new BsonString("")));
        collections.keys().updateMany(new BsonDocument(), day);
        collections.keys().dropIndex(Indexes.ascending("tenant", KeyDocuments.LAST_USED_ON, "_id"));
        MongoIndexes.ensure(contract().database);

        assertThat(Values.instantOrNull(document(used), KeyDocuments.LAST_USED_ON))
                .isEqualTo("2030-01-31T00:00:00Z");
        assertThat(document(never)).doesNotContainKey(KeyDocuments.LAST_USED_ON);
    }

    @Test
    void aDocumentHasOneBatchOfEachWriterAndNotOfMoreThanItMustKnow() {
        ApiKey key = insert(Keys.spec());
        UUID writer = UUID.randomUUID();
        for (int number = 1; number <= 5; number++) {
            store.recordUse(new UseBatch(writer, number, List.of(new KeyUse(key.id(), at(0), 1))));
        }
        for (List<BsonDocument> documents : List.of(all(collections.usage()), all(collections.usageDays()))) {
            assertThat(Values.documents(documents.get(0), Usage.BATCHES))
                    .singleElement()
                    .satisfies(
                            batch -> assertThat(Values.number(batch, "number")).isEqualTo(5));
        }

        for (int i = 0; i <= Usage.MAX_BATCHES; i++) {
            use(key, 0, 1);
        }
        assertThat(Values.documents(all(collections.usage()).get(0), Usage.BATCHES))
                .hasSize(Usage.MAX_BATCHES);
        assertThat(Values.documents(all(collections.usageDays()).get(0), Usage.BATCHES))
                .hasSize(Usage.MAX_BATCHES);
    }

    @Test
    void usesAreCountedByUtcDay() {
        ApiKey key = insert(Keys.spec());
        use(key, 0, 1);
        use(key, Duration.ofHours(11).plusMinutes(59).toMillis(), 2);
        use(key, Duration.ofHours(12).toMillis(), 4);

        assertThat(all(collections.usageDays()))
                .extracting(day -> Values.instant(day, "day") + " " + Values.number(day, "uses"))
                .containsExactlyInAnyOrder("2030-01-31T00:00:00Z 3", "2030-02-01T00:00:00Z 4");
    }

    @Test
    void nothingIsKeptOfUnknownOrPurgedKeys() {
        ApiKey key = insert(Keys.spec().expiresAt(at(1)));
        use(key, 0, 1);
        assertThat(store.purge(Keys.purge(MUCH_LATER, 10))).isEqualTo(1);
        use(key, 0, 1);
        store.recordUse(UseBatch.of(new KeyUse(Keys.id(), at(0), 1)));

        assertThat(all(collections.keys())).isEmpty();
        assertThat(all(collections.usage())).isEmpty();
        assertThat(all(collections.usageDays())).isEmpty();
    }

    @Test
    void moreThanABatchIsPurgedInOneCall() {
        List<BsonDocument> documents = new ArrayList<>();
        for (int i = 0; i < 510; i++) {
            Changed issued = Keys.issue(Keys.spec().expiresAt(at(1)), at(0));
            documents.add(KeyDocuments.document(issued.next(), List.of(AuditTrail.document(issued.event()))));
        }
        collections.keys().insertMany(documents);

        assertThat(store.purge(Keys.purge(MUCH_LATER, 505))).isEqualTo(505);
        assertThat(store.purge(Keys.purge(MUCH_LATER, 505))).isEqualTo(5);
        assertThat(all(collections.events())).hasSize(2 * 510);
        assertThat(all(collections.droppedHandles())).hasSize(510);
    }

    @Test
    void storesWithOtherPrefixesAreApart() {
        contract().spoil();
        MongoDatabase database = contract().database;
        MongoIndexes.ensure(database, "other_");
        KeyStore other = MongoKeyStore.on(database, "other_");
        ApiKey key = insert(KeySpec.of(Keys.TENANT, Scope.tenant(), "k").slot("default"));
        Changed issued = Keys.issue(KeySpec.of(Keys.TENANT, Scope.tenant(), "k").slot("default"), at(0));

        assertThat(other.findById(key.id()).value()).isEmpty();
        assertThat(other.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        assertThat(database.listCollectionNames())
                .allMatch(name -> name.startsWith("latchkey_") || name.startsWith("other_"));
    }

    @Test
    void aKeyThatCannotBeReadIsAFailureThatNamesIt() {
        ApiKey key = insert(Keys.spec());
        insert(Keys.spec());
        collections.keys().updateOne(eq("_id", Values.uuid(key.id())), Updates.unset("name"));

        String handle = key.currentSecret().handle();
        for (ThrowingCallable read : List.<ThrowingCallable>of(
                () -> store.findByHandle(handle), () -> store.list(KeyQuery.of(key.tenant(), 10)))) {
            assertThatThrownBy(read)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining(key.id().toString());
        }
    }

    @Test
    void aClosedClientIsAFailureOfTheStore() {
        ApiKey key = insert(Keys.spec());
        MongoClient client = MongoClients.create(contract().clients().uri());
        KeyStore orphan =
                MongoKeyStore.on(client.getDatabase(contract().database.getName()));
        client.close();

        assertThatThrownBy(() -> orphan.findById(key.id()).value()).isInstanceOf(StoreException.class);
        Changed renamed = Keys.changed(later(key).rename("second"));
        assertThatThrownBy(() -> orphan.replace(renamed.next(), renamed.event()).value())
                .isInstanceOf(StoreException.class);
    }

    private int bytes(ApiKey key) {
        return new RawBsonDocument(document(key), new BsonDocumentCodec())
                .getByteBuffer()
                .remaining();
    }

    private void use(ApiKey key, long millis, long count) {
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(millis), count)));
    }
}
