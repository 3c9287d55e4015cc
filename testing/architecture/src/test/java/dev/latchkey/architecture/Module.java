package dev.latchkey.architecture;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The modules that the rules speak about, and the package that each of them owns. */
enum Module {
    CORE("core-domain", "core"),
    PORTS("ports", "ports"),
    APPLICATION("application", ""),
    HTTP("http", "http"),
    CONTRACTS("contract-tests", "contract"),
    BUCKET4J("internal-bucket4j", "bucket4j"),
    INMEMORY("adapter-inmemory", "adapter.inmemory"),
    JDBC("adapter-jdbc", "adapter.jdbc"),
    MONGO("adapter-mongo", "adapter.mongo"),
    SERVLET("adapter-servlet", "adapter.servlet"),
    VERTX("adapter-vertx", "adapter.vertx"),
    WEBFLUX("adapter-webflux", "adapter.webflux"),
    CONSOLE("console", "console"),
    TRANSFER("transfer", "transfer");

    /** The root of the build. Surefire and the usual editors run tests in the folder of their module. */
    static final Path BUILD = Path.of("").toAbsolutePath().getParent().getParent();

    private final String folder;
    private final String pack;

    Module(String folder, String pack) {
        this.folder = folder;
        this.pack = pack;
    }

    String folder() {
        return folder;
    }

    /** Returns the package below the root package; empty for the root package itself. */
    String pack() {
        return pack;
    }

    /**
     * Returns the packages of this module in the notation of {@link Hexagon#in}. Where another module lives below the
     * package of this one, as every other does below the application's, the packages are listed one by one.
     */
    String[] packages() {
        return switch (this) {
            case APPLICATION -> new String[] {"", "feed..", "internal.."};
            // Below it are the published tests.
            case HTTP -> new String[] {"http", "http.spi..", "http.internal.."};
            default -> new String[] {pack + ".."};
        };
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
