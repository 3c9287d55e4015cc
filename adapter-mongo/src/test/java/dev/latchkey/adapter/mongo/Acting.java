package dev.latchkey.adapter.mongo;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import dev.latchkey.adapter.mongo.Servers.Clients;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Databases as users with the roles of the page see them. No server of the tests refuses what a role does not allow.
 * Therefore a test fails after which a command was seen that its role does not allow.
 */
final class Acting implements AfterEachCallback {
    private record Seat(Clients clients, String role) {}

    private static final Roles PAGE = Roles.ofPage();
    private static final Map<String, Needs> NEEDS = new ConcurrentHashMap<>();
    private static final Map<Seat, MongoClient> CLIENTS = new ConcurrentHashMap<>();

    /** Returns a database of the tests with the settings that it has, through a client of the application's role. */
    static MongoDatabase asApplication(MongoDatabase database) {
        return as(Roles.APP, database);
    }

    /** Returns a database of the tests with the settings that it has, through a client that may remove the past. */
    static MongoDatabase asRetention(MongoDatabase database) {
        return as(Roles.RETENTION, database);
    }

    private static MongoDatabase as(String role, MongoDatabase database) {
        Needs needs = NEEDS.computeIfAbsent(role, any -> new Needs());
        return CLIENTS.computeIfAbsent(
                        new Seat(Servers.having(database), role),
                        seat -> seat.clients().newClient(needs))
                .getDatabase(database.getName())
                .withWriteConcern(database.getWriteConcern())
                .withReadConcern(database.getReadConcern())
                .withReadPreference(database.getReadPreference());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        NEEDS.forEach((role, needs) -> {
            Set<String> lacking = needs.take();
            lacking.removeAll(PAGE.allowed(role));
            assertThat(lacking)
                    .as("what commands required that the role %s of the page does not allow", role)
                    .isEmpty();
        });
    }
}
