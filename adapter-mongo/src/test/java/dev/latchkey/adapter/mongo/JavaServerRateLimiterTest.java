package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;

class JavaServerRateLimiterTest extends LimiterRules {
    private final MongoDatabase database = Servers.javaServer().emptyDatabase();

    @Override
    protected RateLimiter limiter(Clock time) {
        return MongoRateLimiter.on(database, time);
    }

    @Override
    MongoDatabase database() {
        return database;
    }

    @Override
    MongoDatabase elsewhere() {
        return Servers.javaServer().elsewhere(database);
    }
}
