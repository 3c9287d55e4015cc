package dev.latchkey.adapter.mongo;

import com.mongodb.client.MongoDatabase;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

class JavaServerRateLimiterTest extends LimiterRules {
    private final MongoDatabase database = Servers.javaServer().newDatabase();

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
        return Servers.javaServer().other().getDatabase(database.getName());
    }

    @AfterEach
    void drop() {
        database.drop();
    }
}
