package dev.latchkey.support;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
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

/** A host whose jars are all on the module path. It is compiled there, and runs in a JVM of its own. */
public final class ModulePathHost {
    /** A type of each module of ours that has no descriptor, with the name in the manifest of the packaged jar. */
    private static final Map<String, String> NAMED = Map.of(
            "dev.latchkey.adapter.inmemory.InMemoryKeyStore", "dev.latchkey.adapter.inmemory",
            "dev.latchkey.adapter.mongo.MongoKeyStore", "dev.latchkey.adapter.mongo",
            "dev.latchkey.adapter.servlet.LatchkeyServlets", "dev.latchkey.adapter.servlet",
            "dev.latchkey.adapter.vertx.LatchkeyHandler", "dev.latchkey.adapter.vertx",
            "dev.latchkey.adapter.webflux.LatchkeyWebFilter", "dev.latchkey.adapter.webflux",
            "dev.latchkey.console.Console", "dev.latchkey.console",
            "dev.latchkey.micrometer.LatchkeyMeters", "dev.latchkey.micrometer");

    private static final List<String> EVERYWHERE = List.of(
            "dev.latchkey.core.key.ApiKey",
            "dev.latchkey.ports.KeyStore",
            "dev.latchkey.Latchkey",
            "com.github.benmanes.caffeine.cache.Caffeine",
            "com.sun.jna.Native",
            "de.mkammerer.argon2.Argon2",
            "org.jspecify.annotations.NullMarked",
            "org.slf4j.Logger",
            "org.slf4j.simple.SimpleLogger");

    /** A type of each jar of Netty, of what decides about requests, and of the store in memory. */
    private static final List<String> ON_NETTY = List.of(
            "dev.latchkey.adapter.inmemory.InMemoryKeyStore",
            "dev.latchkey.bucket4j.internal.SharedBuckets",
            "dev.latchkey.http.LatchkeyWeb",
            "com.fasterxml.jackson.core.JsonFactory",
            "io.github.bucket4j.Bucket",
            "io.netty.buffer.ByteBuf",
            "io.netty.channel.Channel",
            "io.netty.channel.unix.FileDescriptor",
            "io.netty.handler.codec.ByteToMessageDecoder",
            "io.netty.handler.codec.dns.DnsMessage",
            "io.netty.handler.codec.http.HttpRequest",
            "io.netty.handler.codec.http2.Http2Connection",
            "io.netty.handler.codec.socksx.SocksMessage",
            "io.netty.handler.proxy.ProxyHandler",
            "io.netty.handler.ssl.SslContext",
            "io.netty.resolver.AddressResolver",
            "io.netty.resolver.dns.DnsNameResolver",
            "io.netty.util.concurrent.Future");

    private static final String WEB = """
            var web = dev.latchkey.http.LatchkeyWeb.builder(latchkey)
                    .credential(dev.latchkey.http.Credential.header("x-api-key"))
                    .routes(dev.latchkey.http.Routes.builder().tenantOnly("GET", "/v1").build())
                    .build();
            """;

    private static final String CALL = """
            private static void call(int port, String key) throws Exception {
                var request = java.net.http.HttpRequest.newBuilder()
                        .uri(java.net.URI.create("http://127.0.0.1:" + port + "/v1"))
                        .header("x-api-key", key)
                        .build();
                var answer = java.net.http.HttpClient.newHttpClient()
                        .send(request, java.net.http.HttpResponse.BodyHandlers.ofString());
                System.out.println(answer.statusCode() + " " + answer.body());
            }
            """;

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

    private final Path folder;
    private final List<String> required;
    private final List<String> types;

    /**
     * Takes what the host needs.
     *
     * @param folder an empty folder
     * @param required the modules that it requires beside that of the services
     * @param types one type of each jar that it needs beside those of the services
     */
    public ModulePathHost(Path folder, List<String> required, List<String> types) {
        this.folder = folder;
        this.required = List.copyOf(required);
        this.types = List.copyOf(types);
    }

    /**
     * Compiles and runs a host with a server on Netty, whose keys are in memory.
     *
     * @param folder an empty folder
     * @param required the modules that its stack requires
     * @param types one type of each jar of its stack beside those of Netty
     * @param server statements that serve {@code /v1} through {@code web}, and then {@code call} a port with a key
     * @return what it printed
     * @throws AssertionError as {@link #run}
     */
    public static String runOnNetty(Path folder, List<String> required, List<String> types, String server)
            throws IOException, InterruptedException {
        List<String> ours = List.of("dev.latchkey.adapter.inmemory", "dev.latchkey.http", "java.net.http");
        return new ModulePathHost(folder, joined(ours, required), joined(ON_NETTY, types))
                .run("new dev.latchkey.adapter.inmemory.InMemoryKeyStore()", WEB + server, CALL);
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }

    /**
     * Compiles and runs a host that issues a key.
     *
     * @param store the expression for its store
     * @param more statements behind the first authentication, in which {@code latchkey}, {@code store} and {@code key}
     *     are known
     * @param members members of the class
     * @return what it printed
     * @throws AssertionError if it does not compile, fails, or does not end within two minutes
     */
    public String run(String store, String more, String members) throws IOException, InterruptedException {
        List<String> jars = new ArrayList<>();
        for (String type : joined(EVERYWHERE, types)) {
            jars.add(module(type).toString());
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
        if (compiled != 0) {
            throw new AssertionError("The host does not compile");
        }
        return start(modules + File.pathSeparator + host);
    }

    private String start(String modulePath) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx200m",
                        "-p",
                        modulePath,
                        "-m",
                        "host/host.Main",
                        folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(2, TimeUnit.MINUTES);
        process.destroyForcibly();
        String printed = Files.readString(output);
        if (!ended || process.exitValue() != 0) {
            throw new AssertionError((ended ? "The host failed: " : "The host did not end: ") + printed);
        }
        return printed;
    }

    /** Returns the module that a class is in. */
    private Path module(String type) throws IOException {
        Path classes = source(type);
        String name = NAMED.get(type);
        return name == null || Files.isRegularFile(classes) ? classes : pack(classes, name);
    }

    private static Path source(String type) {
        try {
            URL location = Class.forName(type, false, ModulePathHost.class.getClassLoader())
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation();
            return Path.of(URI.create(location.toString()));
        } catch (ClassNotFoundException e) {
            throw new AssertionError("Not on the class path of the test: " + type, e);
        }
    }

    private static Path jarOf(String resource) throws IOException {
        URL found = ModulePathHost.class.getClassLoader().getResource(resource);
        if (found == null || !(found.openConnection() instanceof JarURLConnection connection)) {
            throw new AssertionError("In no jar on the class path of the test: " + resource);
        }
        return Path.of(URI.create(connection.getJarFileURL().toString()));
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
