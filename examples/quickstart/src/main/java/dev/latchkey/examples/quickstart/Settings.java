package dev.latchkey.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The values of {@code -Dport=}, {@code -Ddata=} and {@code -Dstore=}.
 *
 * @param port the port to listen on, on loopback; 0 for any free port
 * @param data the folder of the sealing key, and of the H2 file
 * @param store the URL of another database, null for the H2 file
 */
record Settings(int port, Path data, @Nullable String store) {
    static Settings fromSystemProperties() {
        return new Settings(
                port(System.getProperty("port", "8080")),
                data(System.getProperty("data", "quickstart-data")),
                System.getProperty("store"));
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 0 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new StartupException("-Dport=" + text + " is not a number: choose one from 0 to 65535", e);
        }
        throw new StartupException("-Dport=" + text + " is not a port: choose one from 0 to 65535", null);
    }

    private static Path data(String text) {
        try {
            Path folder = Path.of(text).toAbsolutePath().normalize();
            if (folder.toString().contains(";")) {
                throw new StartupException("-Ddata=" + text + " has a semicolon, which H2 does not allow", null);
            }
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "writable", null));
            return folder;
        } catch (IOException | InvalidPathException e) {
            String message = "cannot write to the folder -Ddata=%s: choose another (%s)";
            throw new StartupException(message.formatted(text, StartupException.rootCause(e)), e);
        }
    }
}
