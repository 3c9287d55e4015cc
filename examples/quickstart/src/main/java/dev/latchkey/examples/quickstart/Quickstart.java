package dev.latchkey.examples.quickstart;

import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryRateLimiter;
import dev.latchkey.core.LatchkeyException;
import dev.latchkey.core.format.SecretGenerator;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.ports.RateLimiter;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A host application: a tenant with three numbers and a customer with two instances, an API with keys for each, and a
 * database.
 */
public final class Quickstart {
    private Quickstart() {}

    /**
     * Starts, prints what to try, and serves until it is stopped.
     *
     * @param args none; {@code -Dport=}, {@code -Ddata=} and {@code -Dstore=} are system properties
     */
    public static void main(String[] args) {
        try {
            run(Settings.fromSystemProperties());
        } catch (StartupException e) {
            fail(e.getMessage());
        } catch (LatchkeyException e) {
            fail(e.getMessage() + " (" + StartupException.rootCause(e) + ")");
        }
    }

    private static void fail(@Nullable String why) {
        System.err.println("quickstart: " + why);
        System.exit(1);
    }

    private static void run(Settings settings) {
        RateLimiter limiter = new InMemoryRateLimiter(Clock.systemUTC());
        try (Database database = Database.open(settings);
                Latchkey notSealing = NumbersApi.latchkey(database, limiter).build();
                Latchkey numberKeys = NumbersApi.latchkey(database, limiter)
                        .sealing(SealingKeyFile.readOrCreate(settings.data(), new SecretGenerator()))
                        .build();
                Latchkey instanceKeys = InstancesApi.latchkey(database, limiter).build()) {
            Numbers numbers = new Numbers();
            LatchkeyWeb numbersApi = NumbersApi.web(numberKeys, numbers);
            Instances instances = new Instances();
            LatchkeyWeb instancesApi = InstancesApi.web(instanceKeys, instances);
            OperatorToken operator = OperatorToken.readOrCreate(settings.data(), new SecretGenerator());
            OperatorSessions sessions = new OperatorSessions(operator);
            LatchkeyWeb managementApi = ManagementApi.web(numberKeys, numbers, instances, sessions);
            HttpServer server =
                    HttpServer.start(settings.port(), numbersApi, instancesApi, managementApi, numbers, sessions);
            Map<String, String> keys = new FirstKeys(numberKeys, notSealing, instanceKeys).issueMissing(numbers);
            Banner.print(server.port(), settings, keys, operator.token());
            server.join();
        }
    }
}
