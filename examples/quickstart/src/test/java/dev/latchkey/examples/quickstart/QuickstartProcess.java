package dev.latchkey.examples.quickstart;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The quickstart in a JVM of its own, as a newcomer starts it, so that it can be killed. */
final class QuickstartProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("listens on (http://127\\.0\\.0\\.1:\\d+)");
    private static final Pattern KEY = Pattern.compile(" {2}export (\\w+)_KEY=\"((?:ps|zpk_live)_\\w+)\"");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final Process process;
    private final List<String> output = new ArrayList<>();
    private final Map<String, String> keys = new TreeMap<>();
    private String base = "";

    private QuickstartProcess(Process process) {
        this.process = process;
    }

    /** Starts it and waits until it has printed what to try. */
    static QuickstartProcess start(Path data, String... more) {
        QuickstartProcess started = new QuickstartProcess(launch("0", data.toString(), more));
        started.readBanner();
        return started;
    }

    /** Starts it without waiting for anything. */
    static Process launch(String port, String data, String... more) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return launch(List.of(java), port, data, more);
    }

    /** Starts it with a command in front, which ends with that of Java. */
    static Process launch(List<String> java, String port, String data, String... more) {
        List<String> command = new ArrayList<>(java);
        // Maven's JVM is the one that a newcomer runs it in.
        command.addAll(List.of("@../../.mvn/jvm.config", "-Xmx256m", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of("-Dport=" + port, "-Ddata=" + data));
        command.addAll(List.of(more));
        command.add("dev.latchkey.examples.quickstart.Quickstart");
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readBanner() {
        BufferedReader reader = process.inputReader(StandardCharsets.UTF_8);
        try {
            String line = reader.readLine();
            while (line != null && !line.startsWith("Stop with")) {
                output.add(line);
                Matcher listens = LISTENS.matcher(line);
                if (listens.find()) {
                    base = listens.group(1);
                }
                Matcher key = KEY.matcher(line);
                if (key.matches()) {
                    keys.put(key.group(1).toLowerCase(Locale.ROOT), key.group(2));
                }
                line = reader.readLine();
            }
            if (line == null) {
                throw new IllegalStateException("the quickstart ended: " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What it printed before it served. */
    List<String> output() {
        return output;
    }

    /** The address that it listens on. */
    String base() {
        return base;
    }

    /** The raw keys that it printed: of the tenant, of each number, of the customer, and of an app. */
    Map<String, String> keys() {
        return keys;
    }

    /** As a browser asks. */
    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path, "Accept", "text/html");
    }

    HttpResponse<String> get(String path, String key) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path, "x-api-key", key);
    }

    HttpResponse<String> getById(String path, String keyId) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().GET(), path, "x-api-key-id", keyId);
    }

    HttpResponse<String> post(String path, String key, String json) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder().POST(BodyPublishers.ofString(json)).header("Content-Type", "application/json");
        return send(request, path, "x-api-key", key);
    }

    /** To the API that takes {@code Authorization: Bearer}. */
    HttpResponse<String> bearer(String method, String path, String key, String json)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .method(method, BodyPublishers.ofString(json))
                .header("Content-Type", "application/json");
        return send(request, path, "Authorization", "Bearer " + key);
    }

    /** A request of the operator; the token is as it was printed. */
    HttpResponse<String> operator(String method, String path, String token, String json)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder().method(method, BodyPublishers.ofString(json));
        return send(
                json.isEmpty() ? request : request.header("Content-Type", "application/json"),
                path,
                "x-operator-token",
                token);
    }

    /** Signs the operator in, from a page of an origin, or from the page of the quickstart if that is null. */
    HttpResponse<String> signIn(String token, @Nullable String origin) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .POST(BodyPublishers.ofString("token=" + token))
                .header("Content-Type", "application/x-www-form-urlencoded");
        return send(request, "/sign-in", "Origin", origin == null ? base : origin);
    }

    /** A request of who is signed in. */
    HttpResponse<String> session(String method, String path, String cookie) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder().method(method, BodyPublishers.noBody()), path, "Cookie", cookie);
    }

    /** A request that may be sent again. */
    HttpResponse<String> once(String idempotencyKey, String key, String json) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder()
                .POST(BodyPublishers.ofString(json))
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey);
        return send(request, "/b/v1/api-keys", "Authorization", "Bearer " + key);
    }

    HttpResponse<String> regenerate(String tenantKey, String number) throws IOException, InterruptedException {
        return post("/v1/api-keys", tenantKey, "{\"whatsappNumberId\":\"" + number + "\"}");
    }

    private HttpResponse<String> send(HttpRequest.Builder request, String path, String header, String value)
            throws IOException, InterruptedException {
        HttpRequest complete = request.uri(URI.create(base + path))
                .timeout(Duration.ofSeconds(30))
                .header(header, value)
                .build();
        return client.send(complete, BodyHandlers.ofString());
    }

    /** SIGKILL: nothing of the process runs any more. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
