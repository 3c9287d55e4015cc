package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoCollection;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.AuditQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.bson.BsonDocument;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of this adapter's own tests share. */
abstract class MongoRules {
    static final Instant MUCH_LATER = Keys.T0.plusSeconds(1_000_000);

    Collections collections;
    KeyStore store;

    /** Of another node. */
    KeyStore elsewhere;

    abstract MongoContract contract();

    @BeforeEach
    void open() {
        collections = Collections.of(contract().database, Collections.PREFIX);
        store = contract().store();
        elsewhere = contract().another(store);
    }

    static Instant at(long millis) {
        return Keys.T0.plusMillis(millis);
    }

    static KeyChange later(ApiKey key) {
        return key.by(Keys.ACTOR, at(key.version()));
    }

    ApiKey insert(KeySpec spec) {
        Changed issued = Keys.issue(spec, at(0));
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        return issued.next();
    }

    ApiKey replace(Transition transition) {
        Changed changed = Keys.changed(transition);
        assertThat(store.replace(changed.next(), changed.event()).value()).isEqualTo(Replacement.REPLACED);
        return changed.next();
    }

    List<AuditEvent> history(ApiKey key) {
        return elsewhere.audit(AuditQuery.of(key.tenant(), 100).key(key.id())).items();
    }

    BsonDocument document(ApiKey key) {
        return Objects.requireNonNull(collections
                .keys()
                .find(new BsonDocument("_id", Values.uuid(key.id())))
                .first());
    }

    static List<BsonDocument> all(MongoCollection<BsonDocument> collection) {
        return collection.find().into(new ArrayList<>());
    }
}
