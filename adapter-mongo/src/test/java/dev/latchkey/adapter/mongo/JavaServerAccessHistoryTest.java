package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;

class JavaServerAccessHistoryTest extends AccessHistoryRules {
    private final MongoDatabase database = Servers.javaServer().emptyDatabase();

    @Override
    MongoDatabase database() {
        return database;
    }

    @Override
    MongoDatabase elsewhere() {
        return Servers.javaServer().elsewhere(database);
    }
}
