package dev.latchkey.examples.quickstart;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What {@code -Dport=} and {@code -Ddata=} say.
 *
 * @param port where to listen, on loopback; 0 for any free port
 * @param data the folder of the database and the sealing key
 */
record Settings(int port, Path data) {
    static Settings fromSystemProperties() {
        return new Settings(
                port(System.getProperty("port", "8080")), data(System.getProperty("data", "quickstart-data")));
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
