package dev.latchkey.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The modules that the rules speak about, and the package that each of them owns. */
enum Module {
    CORE("core-domain", "core"),
    PORTS("ports", "ports"),
    CONTRACTS("contract-tests", "contract"),
    INMEMORY("adapter-inmemory", "adapter.inmemory"),
    JDBC("adapter-jdbc", "adapter.jdbc"),
    MONGO("adapter-mongo", "adapter.mongo"),
    SERVLET("adapter-servlet", "adapter.servlet");

    /** The root of the build. Surefire and the usual editors run tests in the folder of their module. */
    static final Path BUILD = Path.of("").toAbsolutePath().resolveSibling("");

    private final String folder;
    private final String pack;

    Module(String folder, String pack) {
        this.folder = folder;
        this.pack = pack;
    }

    String folder() {
        return folder;
    }

    /** Below the root package. */
    String pack() {
        return pack;
    }

    boolean isAdapter() {
        return pack.startsWith("adapter.");
    }

    Path classes() {
        return compiled("classes");
    }

    Path testClasses() {
        return compiled("test-classes");
    }

    static Stream<Module> adapters() {
        return Stream.of(values()).filter(Module::isAdapter);
    }

    /** What is not there would be a part of the code that no rule sees. */
    private Path compiled(String what) {
        Path path = BUILD.resolve(folder).resolve("target").resolve(what);
        if (!Files.isDirectory(path)) {
            throw new IllegalStateException("build " + folder + " first, as ./mvnw verify does: there is no " + path);
        }
        return path;
    }
}
