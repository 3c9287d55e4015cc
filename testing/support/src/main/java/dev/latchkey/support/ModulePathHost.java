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
        for (String type : Stream.concat(EVERYWHERE.stream(), types.stream()).toList()) {
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
