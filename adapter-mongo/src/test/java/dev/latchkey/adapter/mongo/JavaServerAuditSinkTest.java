package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.ports.AuditSink;

class JavaServerAuditSinkTest extends SinkRules {
    private final MongoDatabase database = Servers.javaServer().emptyDatabase();

    @Override
    MongoDatabase database() {
        return database;
    }

    @Override
    protected AuditSink sink() {
        return MongoAuditSink.on(database);
    }
}
