package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.keystore.KeySearchContract;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of searches, through another client than the one that writes. */
@ExtendWith(Acting.class)
abstract class SearchingRules extends KeySearchContract {
    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected KeyStore store() {
        MongoIndexes.ensure(database());
        return MongoKeyStore.on(Acting.asApplication(database()));
    }

    @Override
    protected MongoKeySearch search(KeyStore store) {
        return (MongoKeySearch)
                MongoKeyStore.on(Acting.asApplication(elsewhere())).search();
    }
}
