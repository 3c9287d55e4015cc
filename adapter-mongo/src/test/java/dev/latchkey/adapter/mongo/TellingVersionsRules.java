package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.keystore.KeyVersionsContract;
import dev.latchkey.ports.KeyStore;

/** The contract of versions, through another client than the one that writes. */
abstract class TellingVersionsRules extends KeyVersionsContract {
    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected KeyStore store() {
        MongoIndexes.ensure(database());
        return MongoKeyStore.on(database());
    }

    @Override
    protected MongoKeyVersions versions(KeyStore store) {
        return (MongoKeyVersions) MongoKeyStore.on(elsewhere()).versions();
    }
}
