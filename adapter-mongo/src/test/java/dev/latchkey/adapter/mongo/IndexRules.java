package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import dev.latchkey.ports.StoreException;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That nothing works without the right indexes, and that it is said which ones are not right. */
abstract class IndexRules {
    private static final String BY_HANDLE = "{\"secrets.handle\": 1} of latchkey_key";

    abstract MongoContract contract();

    private MongoDatabase database() {
        return contract().database;
    }

    @BeforeEach
    void spoil() {
        contract().spoil();
    }

    private MongoCollection<Document> keys() {
        return database().getCollection("latchkey_key");
    }

    @Test
    void makingThemAgainChangesNothing() {
        MongoIndexes.ensure(database());
        MongoIndexes.ensure(database());

        assertThatCode(() -> MongoIndexes.check(database())).doesNotThrowAnyException();
    }

    @Test
    void everyMissingIndexIsNamed() {
        keys().dropIndex(Indexes.ascending("secrets.handle"));
        keys().dropIndex(Indexes.ascending("deadSince"));

        assertThatThrownBy(() -> MongoKeyStore.on(database()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("missing: unique index " + BY_HANDLE)
                .hasMessageContaining("missing: index {\"deadSince\": 1} of latchkey_key")
                .hasMessageNotContaining("audit");
    }

    @Test
    void withoutAnyAllAreNamed() {
        assertThatThrownBy(() -> MongoKeyStore.on(database(), "nothing_"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("of nothing_key")
                .hasMessageContaining("of nothing_audit")
                .hasMessageContaining("of nothing_usage_day");
    }

    @Test
    void anIndexThatIsNotUniqueWhereItMustBeDiffers() {
        assertDiffers(new IndexOptions());
    }

    @Test
    void aSparseIndexDiffers() {
        assertDiffers(new IndexOptions().unique(true).sparse(true));
    }

    @Test
    void itsNameDoesNotMatter() {
        keys().dropIndex(Indexes.ascending("secrets.handle"));
        keys().createIndex(
                        Indexes.ascending("secrets.handle"),
                        new IndexOptions().unique(true).name("ours"));

        assertThatCode(() -> MongoKeyStore.on(database())).doesNotThrowAnyException();
    }

    private void assertDiffers(IndexOptions options) {
        keys().dropIndex(Indexes.ascending("secrets.handle"));
        keys().createIndex(Indexes.ascending("secrets.handle"), options);

        assertThatThrownBy(() -> MongoKeyStore.on(database()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("differs: unique index " + BY_HANDLE);
    }
}
