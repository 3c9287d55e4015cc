package dev.latchkey.adapter.mongo;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Updates;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.junit.jupiter.api.Test;

/** What is in the documents, and what is not. */
abstract class DocumentRules extends MongoRules {
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void aKeyIsOneDocumentWithoutEmptyFields() {
        ApiKey key = insert(Keys.spec());

        assertThat(all(layout.keys())).hasSize(1);
        assertThat(document(key).keySet())
                .containsExactlyInAnyOrder(
                        "_id",
                        "tenant",
                        "resource",
                        "createdAt",
                        "name",
                        "permissions",
                        "rates",
                        "networks",
                        "version",
                        "secrets",
                        "occupies",
                        "handles",
                        "pending");
    }

    @Test
    void fieldsThatAreNoLongerNeededGo() {
        ApiKey key = insert(Keys.spec().expiresAt(at(500)));
        key = replace(later(key).suspend("test"));
        assertThat(document(key)).containsKeys("expiresAt", "deadSince", "suspension");
        key = replace(later(key).resume());
        key = replace(later(key).changeExpiry(null));

        assertThat(document(key)).doesNotContainKeys("expiresAt", "deadSince", "suspension");
    }

    /** A newer release may write more, also beside this one. */
    @Test
    void unknownFieldsAreReadOverAndThoseOfTheKeyAreKept() {
        ApiKey key = insert(Keys.spec());
        BsonDocument unknown = new BsonDocument("since", new BsonString("next release"));
        layout.keys()
                .updateOne(
                        eq("_id", Values.uuid(key.id())),
                        Updates.combine(Updates.set("new", unknown), Updates.set("secrets.0.new", unknown)));

        assertThat(elsewhere.findById(key.id()).value()).contains(key);
        ApiKey next = replace(later(key).rotate(Keys.secret(), DAY));
        assertThat(elsewhere.findById(key.id()).value()).contains(next);
        assertThat(document(key).get("new")).isEqualTo(unknown);
    }

    @Test
    void everyHandleIsRememberedOnce() {
        ApiKey key = insert(Keys.spec());
        for (int i = 0; i < 6; i++) {
            key = replace(later(key).rotate(Keys.secret(), DAY));
            key = replace(later(key).rename("name " + i));
        }

        assertThat(Values.texts(document(key), "handles")).hasSize(7).doesNotHaveDuplicates();
        assertThat(Values.documents(document(key), "secrets")).hasSize(ApiKey.MAX_SECRETS);
    }

    @Test
    void usesTouchNoKey() {
        ApiKey key = insert(Keys.spec());
        BsonDocument before = document(key);
        use(key, 0, 3);

        assertThat(document(key)).isEqualTo(before);
    }

    @Test
    void usesAreCountedByUtcDay() {
        ApiKey key = insert(Keys.spec());
        use(key, 0, 1);
        use(key, Duration.ofHours(11).plusMinutes(59).toMillis(), 2);
        use(key, Duration.ofHours(12).toMillis(), 4);

        assertThat(all(layout.usageDays()))
                .extracting(day -> Values.instant(day, "day") + " " + Values.number(day, "uses"))
                .containsExactlyInAnyOrder("2030-01-31T00:00:00Z 3", "2030-02-01T00:00:00Z 4");
    }

    @Test
    void nothingIsKeptOfUnknownOrPurgedKeys() {
        ApiKey key = insert(Keys.spec().expiresAt(at(1)));
        use(key, 0, 1);
        assertThat(store.purge(MUCH_LATER, 10)).isEqualTo(1);
        use(key, 0, 1);
        store.recordUse(List.of(new KeyUse(Keys.id(), at(0), 1)));

        assertThat(all(layout.keys())).isEmpty();
        assertThat(all(layout.usage())).isEmpty();
        assertThat(all(layout.usageDays())).isEmpty();
    }

    @Test
    void moreThanABatchIsPurgedInOneCall() {
        List<BsonDocument> documents = new ArrayList<>();
        for (int i = 0; i < 510; i++) {
            Changed issued = Keys.issue(Keys.spec().expiresAt(at(1)), at(0));
            documents.add(KeyDocuments.document(issued.next(), AuditTrail.document(issued.event())));
        }
        layout.keys().insertMany(documents);

        assertThat(store.purge(MUCH_LATER, 505)).isEqualTo(505);
        assertThat(store.purge(MUCH_LATER, 505)).isEqualTo(5);
        assertThat(all(layout.events())).hasSize(510);
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
    void aKeyThatCannotBeReadIsAFailureAndNoAnswer() {
        ApiKey key = insert(Keys.spec());
        layout.keys().updateOne(eq("_id", Values.uuid(key.id())), Updates.unset("secrets"));

        String handle = key.newestSecret().handle();
        assertThatThrownBy(() -> store.findByHandle(handle).value())
                .isInstanceOf(StoreException.class)
                .hasMessageContaining(handle);
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

    private void use(ApiKey key, long millis, long count) {
        store.recordUse(List.of(new KeyUse(key.id(), at(millis), count)));
    }
}
