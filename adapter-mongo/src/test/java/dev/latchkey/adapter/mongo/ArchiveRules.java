package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.keystore.KeyArchiveContract;
import dev.latchkey.ports.KeyStore;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract of archives, through another client than the one that writes. */
@ExtendWith(Acting.class)
abstract class ArchiveRules extends KeyArchiveContract {
    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected KeyStore store() {
        MongoIndexes.ensure(database());
        // A rule has the past removed by it.
        return MongoKeyStore.on(Acting.asRetention(database()));
    }

    @Override
    protected MongoKeyArchive archive(KeyStore store) {
        return (MongoKeyArchive)
                MongoKeyStore.on(Acting.asApplication(elsewhere())).archive();
    }
}
