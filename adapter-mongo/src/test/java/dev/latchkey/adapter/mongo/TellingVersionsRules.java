package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.keystore.KeyVersionsContract;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of versions, through another client than the one that writes. */
@ExtendWith(Acting.class)
abstract class TellingVersionsRules extends KeyVersionsContract {
    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected KeyStore store() {
        MongoIndexes.ensure(database());
        return MongoKeyStore.on(Acting.asApplication(database()));
    }

    @Override
    protected MongoKeyVersions versions(KeyStore store) {
        return (MongoKeyVersions)
                MongoKeyStore.on(Acting.asApplication(elsewhere())).versions();
    }
}
