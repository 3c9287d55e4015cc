package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import dev.latchkey.Latchkey;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.mongo.MongoKeyStore;
import dev.latchkey.adapter.servlet.LatchkeyServlets;
import dev.latchkey.console.Console;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.http.LatchkeyWeb;
import dev.latchkey.micrometer.LatchkeyMeters;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.transfer.StoreExport;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hosts whose jars are all on the module path. Each is compiled there, and runs in a JVM of its own. */
class ModulePathTest {
    /** Ours that have no descriptor, with the name that the manifest of the packaged jar has. */
    private static final Map<Class<?>, String> NAMED = Map.of(
            InMemoryKeyStore.class, "dev.latchkey.adapter.inmemory",
            MongoKeyStore.class, "dev.latchkey.adapter.mongo",
            LatchkeyServlets.class, "dev.latchkey.adapter.servlet",
            Console.class, "dev.latchkey.console",
            LatchkeyMeters.class, "dev.latchkey.micrometer");

    private static final String RATE_LIMITERS = "dev.latchkey.bucket4j.internal.SharedBuckets";

    private static final List<String> EVERYWHERE = List.of(
            ApiKey.class.getName(),
            KeyStore.class.getName(),
            Latchkey.class.getName(),
            "com.github.benmanes.caffeine.cache.Caffeine",
            "com.sun.jna.Native",
            "de.mkammerer.argon2.Argon2",
            "org.jspecify.annotations.NullMarked",
            "org.slf4j.Logger",
            "org.slf4j.simple.SimpleLogger");

    private static final String MAIN = """
            package host;

            import dev.latchkey.*;
            import dev.latchkey.core.access.Requirement;
            import dev.latchkey.core.format.KeyFormat;
            import dev.latchkey.core.key.*;
            import dev.latchkey.core.scope.Scope;

            public final class Main {
                public static void main(String[] arguments) throws Exception {
                    var store = %s;
                    try (var latchkey = Latchkey.builder().store(store).keyFormat(KeyFormat.of("test_")).build()) {
                        var spec = KeySpec.of("t", Scope.tenant(), "k");
                        var key = latchkey.keys().issue(spec, Actor.host("test")).orElseThrow().rawKey();
                        System.out.println(latchkey.authenticator()
                                .authenticate(key.reveal(), Requirement.TENANT, null).outcome());
                        %s
                    }
                }

                %s
            }
            """;

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
        List<String> jars = new ArrayList<>();
        for (String type : Stream.concat(EVERYWHERE.stream(), types.stream()).toList()) {
            jars.add(module(Class.forName(type)).toString());
        }
        jars.add(jarOf("linux-x86-64/libargon2.so").toString());
        String modules = String.join(File.pathSeparator, jars);
        StringBuilder descriptor = new StringBuilder("module host {\n    requires dev.latchkey;\n");
        required.forEach(name -> descriptor.append("    requires ").append(name).append(";\n"));
        Path source = Files.createDirectories(folder.resolve("source/host"));
        Path moduleInfo = Files.writeString(source.resolveSibling("module-info.java"), descriptor.append("}\n"));
        Path main = Files.writeString(source.resolve("Main.java"), MAIN.formatted(store, more, members));
        Path host = folder.resolve("host");
        int compiled = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-p", modules, "-d", host.toString(), moduleInfo.toString(), main.toString());
        assertThat(compiled).isZero();

        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx200m",
                        "-p",
                        modules + File.pathSeparator + host,
                        "-m",
                        "host/host.Main",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        assertThat(ended).as(Files.readString(output)).isTrue();
        assertThat(process.exitValue()).as(Files.readString(output)).isZero();
        assertThat(Files.readString(output)).contains(expected);
    }

    /** Returns the module that a class is in. */
    private Path module(Class<?> type) throws Exception {
        Path classes =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        String name = NAMED.get(type);
        return name == null || Files.isRegularFile(classes) ? classes : pack(classes, name);
    }

    private static Path jarOf(String resource) throws IOException {
        URL found = ModulePathTest.class.getClassLoader().getResource(resource);
        URLConnection connection = found.openConnection();
        return Path.of(
                URI.create(((JarURLConnection) connection).getJarFileURL().toString()));
    }

    /** Packs classes that are not packed yet. */
    private Path pack(Path classes, String name) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Automatic-Module-Name", name);
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(file, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path each : files.filter(Files::isRegularFile).toList()) {
                packed.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace('\\', '/')));
                Files.copy(each, packed);
            }
        }
        return jar;
    }
}
