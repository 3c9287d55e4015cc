package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.contract.keystore.KeyArchiveContract;
import dev.latchkey.ports.KeyStore;

/** The contract of archives, through another client than the one that writes. */
abstract class ArchiveRules extends KeyArchiveContract {
    abstract MongoDatabase database();

    abstract MongoDatabase elsewhere();

    @Override
    protected KeyStore store() {
        MongoIndexes.ensure(database());
        return MongoKeyStore.on(database());
    }

    @Override
    protected MongoKeyArchive archive(KeyStore store) {
        return (MongoKeyArchive) MongoKeyStore.on(elsewhere()).archive();
    }
}
