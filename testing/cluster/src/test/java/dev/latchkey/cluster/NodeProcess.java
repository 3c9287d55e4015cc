package dev.latchkey.cluster;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A {@link Node} as its clients see it, through kills and restarts. */
final class NodeProcess implements Door, AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Location database;
    private final int revalidatedKeys;
    private volatile Process process;
    private volatile Address address;

    /** Where it listens, with the connections of this life. */
    private record Address(URI base, HttpClient client) {}

    /** Starts it without waiting for it. It remembers so many keys whose versions it asks for. */
    NodeProcess(Location database, int revalidatedKeys) {
        this.database = database;
        this.revalidatedKeys = revalidatedKeys;
        this.process = launch();
        this.address = new Address(URI.create("http://127.0.0.1:1/"), HttpClient.newHttpClient());
    }

    private Process launch() {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Node.class.getName(),
                database.url(),
                database.database(),
                Integer.toString(revalidatedKeys));
        try {
            return new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it listens; it ends by itself when it cannot. */
    void awaitReady() {
        try {
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String line = output.readLine();
            if (line == null || !line.startsWith("PORT ")) {
                throw new IllegalStateException("the node did not start: " + line);
            }
            URI base = URI.create("http://127.0.0.1:" + line.substring("PORT ".length()) + "/");
            HttpClient client = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(PATIENCE)
                    .build();
            address = new Address(base, client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL, in the midst of whatever it does, and a new life, whose beginning nobody waits for here. */
    void killAndRelaunch() {
        kill();
        process = launch();
    }

    private void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public Optional<Answer> ask(Kind kind, String argument, String actor) {
        Address at = address;
        HttpRequest request = HttpRequest.newBuilder(at.base().resolve(kind.name()))
                .POST(BodyPublishers.ofString(actor + " " + argument))
                .timeout(PATIENCE)
                .build();
        try {
            HttpResponse<String> response = at.client().send(request, BodyHandlers.ofString());
            if (response.statusCode() == 500) {
                throw new AssertionError("an unhandled exception in a node: " + response.body());
            }
            return Optional.of(Answer.parse(response.body()));
        } catch (ConnectException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(Answer.UNKNOWN);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the clients", e);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
