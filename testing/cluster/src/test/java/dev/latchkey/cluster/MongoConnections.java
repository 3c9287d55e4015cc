package dev.latchkey.cluster;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.ports.KeyStore;
import java.util.concurrent.TimeUnit;

/** To MongoDB. */
final class MongoConnections implements Connections {
    private static final int CONNECT_SECONDS = 20;
    private static final int READ_SECONDS = 20;

    private final MongoClient client;
    private final String database;

    MongoConnections(Location location, int most) {
        database = location.database();
        client = MongoClients.create(MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(location.url()))
                .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(CONNECT_SECONDS, TimeUnit.SECONDS))
                .applyToConnectionPoolSettings(
                        pool -> pool.maxSize(most).maxWaitTime(CONNECT_SECONDS, TimeUnit.SECONDS))
                .applyToSocketSettings(socket -> socket.connectTimeout(CONNECT_SECONDS, TimeUnit.SECONDS)
                        .readTimeout(READ_SECONDS, TimeUnit.SECONDS))
                .build());
    }

    @Override
    public KeyStore store() {
        return MongoKeyStore.on(client.getDatabase(database));
    }

    @Override
    public void close() {
        client.close();
    }
}
