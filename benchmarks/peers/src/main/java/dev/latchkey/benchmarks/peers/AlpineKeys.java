package dev.latchkey.benchmarks.peers;

import alpine.model.ApiKey;
import alpine.persistence.AlpineQueryManager;
import alpine.server.auth.ApiKeyAuthenticationService;
import alpine.server.persistence.PersistenceManagerFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import javax.naming.AuthenticationException;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;

/**
 * Alpine's own {@code ApiKeyAuthenticationService}, given a Jersey request with the key in its header: it decodes the
 * key, hashes the secret with SHA3-256, reads the key and its teams through JDO with DataNucleus, and compares. Alpine
 * sets up its pool and its persistence itself; its filters and its server are not in it. A hundred keys of one team,
 * chosen at random.
 */
public final class AlpineKeys implements BooleanSupplier {
    private static final int KEYS = 100;
    /** As many connections as everybody has. */
    private static final String POOL = "4";
    private static final URI BASE = URI.create("http://127.0.0.1/");

    private final String[] keys = new String[KEYS];

    public AlpineKeys(String url) throws IOException {
        Properties settings = new Properties();
        settings.setProperty("alpine.data.directory", Files.createTempDirectory("latchkey-alpine").toString());
        settings.setProperty("alpine.database.mode", "external");
        settings.setProperty("alpine.database.url", url);
        settings.setProperty("alpine.database.driver", "org.postgresql.Driver");
        settings.setProperty("alpine.database.username", "postgres");
        settings.setProperty("alpine.database.password", "postgres");
        settings.setProperty("alpine.database.pool.enabled", "true");
        // All connections in its one pool: by default it has one for transactions and one for the rest.
        settings.setProperty("alpine.database.pool.tx.only", "true");
        settings.setProperty("alpine.database.pool.max.size", POOL);
        settings.setProperty("alpine.database.pool.min.idle", POOL);
        settings.setProperty("alpine.metrics.enabled", "false");
        settings.setProperty("alpine.api.key.prefix", "alpine_");
        Path file = Files.createTempFile("latchkey-alpine", ".properties");
        try (OutputStream out = Files.newOutputStream(file)) {
            settings.store(out, null);
        }
        System.setProperty("alpine.application.properties", file.toString());
        new PersistenceManagerFactory().contextInitialized(null);
        try (AlpineQueryManager manager = new AlpineQueryManager()) {
            for (int i = 0; i < KEYS; i++) {
                ApiKey key = manager.createApiKey(manager.createTeam("team " + i));
                keys[i] = key.getKey();
            }
        }
    }

    @Override
    public boolean getAsBoolean() {
        ContainerRequest request =
                new ContainerRequest(BASE, BASE, "GET", null, new MapPropertiesDelegate(), null);
        request.header("X-Api-Key", keys[ThreadLocalRandom.current().nextInt(KEYS)]);
        try {
            Principal principal = new ApiKeyAuthenticationService(request, false).authenticate();
            return principal instanceof ApiKey;
        } catch (AuthenticationException e) {
            return false;
        }
    }
}
