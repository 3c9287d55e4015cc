package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.keystore.KeyHistoryContract;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;

/** The contract of histories, read through another client than the one that writes. */
abstract class HistoryRules extends KeyHistoryContract {
    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected KeyStore store() {
        return MongoKeyStore.on(database());
    }

    @Override
    protected KeyHistory history(KeyStore store) {
        Collections collections = Collections.of(elsewhere(), Collections.PREFIX);
        return new MongoKeyHistory(collections, new Usage(collections));
    }
}
