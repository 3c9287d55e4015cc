package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.keystore.KeyHistoryContract;
import dev.latchkey.ports.KeyHistory;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of histories, read through another client than the one that writes. */
@ExtendWith(Acting.class)
abstract class HistoryRules extends KeyHistoryContract {
    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected KeyStore store() {
        return MongoKeyStore.on(Acting.asApplication(database()));
    }

    @Override
    protected KeyHistory history(KeyStore store) {
        Collections collections = Collections.of(Acting.asRetention(elsewhere()), Collections.PREFIX);
        return new MongoKeyHistory(collections, new Usage(collections));
    }
}
