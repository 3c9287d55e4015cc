package dev.latchkey.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A real MariaDB or MySQL server on the loopback, which can be killed and started again on its files and its port. The
 * user {@code root} has no password. It ends with the JVM, also if that is killed.
 */
public final class MariaDbServer implements AutoCloseable {
    /** Ends the server when its own standard input ends, which it does with the JVM that holds the other end. */
    private static final String GUARD = "\"$@\" < /dev/null & server=$!; cat > /dev/null; kill -KILL $server";

    private static final int PATIENCE_MILLIS = 1_000;
    /** How a server begins its greeting, after the four bytes of a header. */
    private static final int PROTOCOL = 10;

    private static final int HEADER = 4;

    private final MariaDbProgram program;
    private final Path data;
    private final Path log;
    private final List<String> command;
    private final int port;
    private Process guard;

    private MariaDbServer(Map<String, String> settings) throws IOException {
        this.program = MariaDbProgram.find();
        Path home = Files.createTempDirectory(Files.createDirectories(Path.of("target")), program.name() + "-")
                .toAbsolutePath();
        this.data = home.resolve("data");
        this.log = home.resolve("log");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        }
        program.makeDatabases(data, log);
        this.command = new ArrayList<>(List.of("sh", "-c", GUARD, "guard"));
        command.addAll(program.command(data));
        command.addAll(List.of("--bind-address=127.0.0.1", "--port=" + port, "--skip-name-resolve"));
        settings.forEach((name, value) -> command.add("--" + name + "=" + value));
        this.guard = begin();
    }

    /** Returns why no server can be started here, or an empty text. */
    public static String obstacle() {
        return MariaDbProgram.obstacle();
    }

    /** Starts an empty server in a new folder below the module's {@code target}. */
    public static MariaDbServer start(Map<String, String> settings) {
        try {
            return new MariaDbServer(settings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Tells whether it is MySQL. */
    public boolean isMySql() {
        return program.isMySql();
    }

    /** Returns the port on the loopback. */
    public int port() {
        return port;
    }

    private Process begin() throws IOException {
        Process begun = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        Await.until("the server greets", this::greets, this::log);
        return begun;
    }

    private boolean greets() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            byte[] greeting = socket.getInputStream().readNBytes(HEADER + 1);
            return greeting.length > HEADER && greeting[HEADER] == PROTOCOL;
        } catch (IOException e) {
            return false;
        }
    }

    private String log() {
        try {
            return Files.readString(log, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends SIGKILL to the server. Nothing is shut down in order. */
    public void kill() throws IOException {
        List<ProcessHandle> family =
                Stream.concat(Stream.of(guard.toHandle()), guard.descendants()).toList();
        guard.getOutputStream().close();
        family.forEach(process -> process.onExit().join());
    }

    /** Starts a killed server again. It recovers from its log. */
    public void restart() throws IOException {
        guard = begin();
    }

    /** Stops the server and deletes its files. */
    @Override
    public void close() {
        try {
            kill();
            try (Stream<Path> files = Files.walk(data.getParent())) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
