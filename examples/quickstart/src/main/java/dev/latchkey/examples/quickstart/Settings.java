package dev.latchkey.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What {@code -Dport=}, {@code -Ddata=} and {@code -Dstore=} say.
 *
 * @param port where to listen, on loopback; 0 for any free port
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
            throw new StartupException("-Dport=" + text + " is not a number", e);
        }
        throw new StartupException("-Dport=" + text + " is not a port: 0 to 65535", null);
    }

    private static Path data(String text) {
        Path folder = Path.of(text).toAbsolutePath().normalize();
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "writable", null));
            return folder;
        } catch (IOException e) {
            throw new StartupException("-Ddata=" + text + ": cannot write to " + folder, e);
        }
    }
}
