package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import dev.latchkey.contract.AuditSinkContract;
import dev.latchkey.contract.KeyStoreContract;
import dev.latchkey.ports.spi.AccessEvent;
import dev.latchkey.ports.spi.AuditSink;
import dev.latchkey.ports.spi.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.bson.BsonDocument;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;

/** All that must hold on one server. Each test has a database of its own. */
abstract class MongoContract extends KeyStoreContract {
    private final String name = "latchkey_test_" + UUID.randomUUID();
    MongoDatabase database;

    abstract Clients clients();

    @BeforeEach
    void begin() {
        database = clients().one().getDatabase(name);
        MongoIndexes.ensure(database);
    }

    @AfterEach
    void drop() {
        database.drop();
    }

    @Override
    protected KeyStore store() {
        return MongoKeyStore.on(database);
    }

    @Override
    protected KeyStore another(KeyStore store) {
        return MongoKeyStore.on(clients().other().getDatabase(name));
    }

    @Nested
    class Documents extends DocumentRules {
        @Override
        MongoContract contract() {
            return MongoContract.this;
        }
    }

    @Nested
    class MovingEvents extends TrailRules {
        @Override
        MongoContract contract() {
            return MongoContract.this;
        }
    }

    @Nested
    class Indexes extends IndexRules {
        @Override
        MongoDatabase database() {
            return database;
        }
    }

    @Nested
    class Limiting extends LimiterRules {
        @Override
        MongoDatabase database() {
            return database;
        }

        @Override
        MongoDatabase elsewhere() {
            return clients().other().getDatabase(name);
        }
    }

    @Nested
    class Sinking extends AuditSinkContract {
        @Override
        protected AuditSink sink() {
            return MongoAuditSink.on(database);
        }

        @Override
        protected List<AccessEvent> kept(AuditSink from) {
            List<AccessEvent> kept = new ArrayList<>();
            for (BsonDocument batch : database.getCollection("latchkey_access_event", BsonDocument.class)
                    .find()) {
                for (BsonDocument event : Values.documents(batch, "events")) {
                    kept.add(new AccessEvent(
                            Values.instant(event, "at"),
                            AccessEvent.Kind.valueOf(Values.text(event, "kind")),
                            Values.text(event, "reason"),
                            Values.textOrNull(event, "tenant"),
                            event.containsKey("keyId") ? Values.uuid(event, "keyId") : null,
                            Values.textOrNull(event, "address"),
                            Values.textOrNull(event, "actor"),
                            Values.number(event, "count")));
                }
            }
            return kept;
        }
    }
}
