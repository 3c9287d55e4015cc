package dev.latchkey.adapter.mongo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * MongoDB's own engine in a process of its own, which ends when this one does, because it then loses its standard input.
 *
 * @param uri where it is; empty when it cannot be had
 * @param problem why it cannot be had
 * @param process it; empty when it cannot be had
 */
record EngineProcess(Optional<String> uri, String problem, Optional<Process> process) {
    private static final String READY = "READY port=";

    /** The first time, it is downloaded. */
    private static final int MINUTES = 5;

    static EngineProcess start() {
        try {
            return start(newFolder());
        } catch (IOException e) {
            return unavailable(e.toString());
        }
    }

    static Path newFolder() throws IOException {
        return Files.createTempDirectory(Files.createDirectories(Path.of("target")), "mongo-engine-");
    }

    /** Opens what an engine left in a folder, or begins there. */
    static EngineProcess start(Path folder) throws IOException {
        Path log = folder.resolve("stderr");
        Process process = new ProcessBuilder(
                        "sh",
                        "src/test/engine/engine.sh",
                        Path.of(System.getProperty("user.home"), ".cache", "latchkey")
                                .toString(),
                        folder.resolve("data").toAbsolutePath().toString())
                .redirectError(log.toFile())
                .start();
        String first = firstLine(process);
        if (first.startsWith(READY)) {
            String port = first.substring(READY.length());
            return new EngineProcess(
                    Optional.of("mongodb://127.0.0.1:" + port + "/?directConnection=true&retryWrites=false"),
                    "",
                    Optional.of(process));
        }
        List<String> lines = Files.readAllLines(log);
        return unavailable(lines.isEmpty() ? "it printed nothing" : lines.get(lines.size() - 1));
    }

    /** Ends it with SIGKILL, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.orElseThrow().destroyForcibly().waitFor();
    }

    private static String firstLine(Process process) throws IOException {
        BufferedReader out = process.inputReader();
        try {
            return CompletableFuture.supplyAsync(() -> out.lines().findFirst().orElse(""))
                    .get(MINUTES, TimeUnit.MINUTES);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            process.destroy();
            throw new IOException("The engine did not start within " + MINUTES + " minutes", e);
        }
    }

    private static EngineProcess unavailable(String problem) {
        return new EngineProcess(Optional.empty(), problem, Optional.empty());
    }
}
