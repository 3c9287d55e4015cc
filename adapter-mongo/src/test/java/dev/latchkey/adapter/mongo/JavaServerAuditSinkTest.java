package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;

class JavaServerAuditSinkTest extends SinkRules {
    private final MongoDatabase database = Servers.javaServer().emptyDatabase();

    @Override
    MongoDatabase database() {
        return database;
    }
}
