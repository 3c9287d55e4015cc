package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.console.Console;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.micrometer.LatchkeyMeters;
import dev.latchkey.support.ModulePathHost;
import dev.latchkey.transfer.StoreExport;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts whose jars are all on the module path. Those for Vert.x and WebFlux are tested beside their adapters. */
@Tag("extended")
class ModulePathTest {
    private static final String RATE_LIMITERS = "dev.latchkey.bucket4j.internal.SharedBuckets";

    @TempDir
    private Path folder;

    /** With meters, and moved to another store. */
    @Test
    void inMemory() throws Exception {
        run(
                List.of(
                        "dev.latchkey.adapter.inmemory",
                        "dev.latchkey.micrometer",
                        "dev.latchkey.transfer",
                        "micrometer.core"),
                List.of(
                        InMemoryKeyStore.class.getName(),
                        LatchkeyMeters.class.getName(),
                        StoreExport.class.getName(),
                        RATE_LIMITERS,
                        "com.fasterxml.jackson.core.JsonFactory",
                        "io.github.bucket4j.Bucket",
                        "io.micrometer.common.KeyValue",
                        "io.micrometer.core.instrument.MeterRegistry",
                        "io.micrometer.observation.Observation"),
                "new dev.latchkey.adapter.inmemory.InMemoryKeyStore()",
                """
                var registry = new io.micrometer.core.instrument.simple.SimpleMeterRegistry();
                var file = new java.io.ByteArrayOutputStream();
                dev.latchkey.transfer.StoreExport.of(store).writeTo(file);
                var other = new dev.latchkey.adapter.inmemory.InMemoryKeyStore();
                System.out.println(dev.latchkey.transfer.StoreImport.into(other)
                        .readFrom(new java.io.ByteArrayInputStream(file.toByteArray())));
                try (var moved = Latchkey.builder()
                        .store(other)
                        .keyFormat(KeyFormat.of("test_"))
                        .listener(new dev.latchkey.micrometer.LatchkeyMeters(registry, null))
                        .build()) {
                    moved.authenticator().authenticate(key.reveal(), Requirement.TENANT, null);
                }
                registry.find("latchkey.requests").tag("outcome", "accepted").timers()
                        .forEach(timer -> System.out.println("accepted " + timer.count()));
                """,
                "",
                "ACCEPTED",
                "restored=1",
                "accepted 1");
    }

    @Test
    void jdbc() throws Exception {
        run(
                List.of("dev.latchkey.adapter.jdbc", "java.sql", "com.h2database"),
                List.of(
                        JdbcKeyStore.class.getName(),
                        RATE_LIMITERS,
                        "org.jdbi.v3.core.Jdbi",
                        "io.leangen.geantyref.GenericTypeReflector",
                        "org.h2.Driver"),
                "store()",
                """
                // As a migration tool finds it, which is another module.
                var migration = "dev/latchkey/adapter/jdbc/postgresql/V1.20261101__latchkey.sql";
                System.out.println("found " + (Main.class.getClassLoader().getResource(migration) != null));
                """,
                """
                private static dev.latchkey.ports.KeyStore store() {
                    var database = org.h2.jdbcx.JdbcConnectionPool.create("jdbc:h2:mem:keys;DB_CLOSE_DELAY=-1", "", "");
                    dev.latchkey.adapter.jdbc.JdbcSchema.apply(database);
                    return dev.latchkey.adapter.jdbc.JdbcKeyStore.on(database);
                }
                """,
                "ACCEPTED",
                "found true");
    }

    @Test
    void mongo() throws Exception {
        MongoServer server = new MongoServer(new MemoryBackend());
        try {
            String uri = server.bindAndGetConnectionString() + "/?retryWrites=false";
            run(
                    List.of("dev.latchkey.adapter.mongo", "org.mongodb.driver.sync.client", "org.mongodb.driver.core"),
                    List.of(
                            MongoKeyStore.class.getName(),
                            RATE_LIMITERS,
                            MongoClients.class.getName(),
                            "com.mongodb.MongoException",
                            "org.bson.Document",
                            "io.github.bucket4j.Bucket"),
                    "store(\"" + uri + "\")",
                    "",
                    """
                    private static dev.latchkey.ports.KeyStore store(String uri) {
                        var database = com.mongodb.client.MongoClients.create(uri).getDatabase("keys");
                        dev.latchkey.adapter.mongo.MongoIndexes.ensure(database);
                        return dev.latchkey.adapter.mongo.MongoKeyStore.on(database);
                    }
                    """,
                    "ACCEPTED");
        } finally {
            server.shutdownNow();
        }
    }

    @Test
    void servlet() throws Exception {
        run(
                List.of(
                        "dev.latchkey.adapter.inmemory",
                        "dev.latchkey.adapter.servlet",
                        "dev.latchkey.console",
                        "dev.latchkey.http",
                        "org.apache.tomcat.embed.core",
                        "java.net.http"),
                List.of(
                        InMemoryKeyStore.class.getName(),
                        RATE_LIMITERS,
                        LatchkeyServlets.class.getName(),
                        LatchkeyWeb.class.getName(),
                        Console.class.getName(),
                        "io.github.bucket4j.Bucket",
                        "com.fasterxml.jackson.core.JsonFactory",
                        "org.apache.catalina.startup.Tomcat",
                        "jakarta.annotation.PostConstruct"),
                "new dev.latchkey.adapter.inmemory.InMemoryKeyStore()",
                """
                var web = dev.latchkey.http.LatchkeyWeb.builder(latchkey)
                        .credential(dev.latchkey.http.Credential.header("x-api-key"))
                        .routes(dev.latchkey.http.Routes.builder().tenantOnly("GET", "/v1").build())
                        .managedKeys(dev.latchkey.http.ManagedKeys.at("/keys")
                                .operators(request -> java.util.Optional.empty())
                                .console(dev.latchkey.console.Console.assets()))
                        .build();
                var tomcat = new org.apache.catalina.startup.Tomcat();
                tomcat.setBaseDir(arguments[0]);
                tomcat.setHostname("127.0.0.1");
                tomcat.setPort(0);
                tomcat.getConnector().setProperty("address", "127.0.0.1");
                var application = tomcat.addContext("", arguments[0]);
                application.addServletContainerInitializer(
                        (classes, context) -> dev.latchkey.adapter.servlet.LatchkeyServlets.install(web, context),
                        java.util.Set.of());
                tomcat.addServlet("", "default", "org.apache.catalina.servlets.DefaultServlet");
                application.addServletMappingDecoded("/", "default");
                tomcat.start();
                var port = tomcat.getConnector().getLocalPort();
                var client = java.net.http.HttpClient.newHttpClient();
                for (var call : java.util.List.of("/v1 none", "/v1 " + key.reveal(), "/keys/console none")) {
                    var path = call.substring(0, call.indexOf(' '));
                    var request = java.net.http.HttpRequest.newBuilder()
                            .uri(java.net.URI.create("http://127.0.0.1:" + port + path))
                            .header("x-api-key", call.substring(path.length() + 1))
                            .build();
                    System.out.println(path + ": " + client.send(
                                    request, java.net.http.HttpResponse.BodyHandlers.discarding())
                            .statusCode());
                }
                tomcat.stop();
                tomcat.destroy();
                """,
                "",
                "/v1: 401",
                "/v1: 404",
                "/keys/console: 200");
    }

    private void run(
            List<String> required, List<String> types, String store, String more, String members, String... expected)
            throws Exception {
        assertThat(new ModulePathHost(folder, required, types).run(store, more, members))
                .contains(expected);
    }
}
