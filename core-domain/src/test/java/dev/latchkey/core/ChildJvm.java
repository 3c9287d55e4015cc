package dev.latchkey.core;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a main method in a JVM of its own, for what can be set only once in a JVM's life. */
public final class ChildJvm {
    private static final int SECONDS = 60;

    private ChildJvm() {}

    /**
     * How it ended.
     *
     * @param exit the exit status
     * @param output all that it printed
     */
    public record Result(int exit, String output) {}

    /** Runs it to its end. Its output goes through a file, so a full pipe cannot block it. */
    public static Result run(Path folder, Class<?> main, String... options) throws IOException, InterruptedException {
        return runOn(folder, System.getProperty("java.class.path"), main, options);
    }

    /** Runs it as {@link #run} does, with another class path. */
    public static Result runOn(Path folder, String classPath, Class<?> main, String... options)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "child", ".txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(options));
        command.addAll(List.of("-Xmx64m", "-cp", classPath, main.getName()));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("still running after " + SECONDS + " s: " + command);
        }
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
