package dev.latchkey.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Other programs, one at a time: each gets the machine for itself and may not stay longer than its time. */
final class Child {
    private Child() {}

    /** The start of a command line that runs a class in a JVM like this one. */
    static List<String> java(String classPath, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        command.addAll(options);
        command.addAll(List.of("-cp", classPath));
        return command;
    }

    /** The class path of this JVM. */
    static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** Runs it to its end and returns its exit status; it writes where this program writes. */
    static int run(List<String> command, long seconds) throws IOException, InterruptedException {
        return end(new ProcessBuilder(command).inheritIO().start(), command, seconds);
    }

    /** Runs it to its end and returns the lines it printed. */
    static List<String> lines(File folder, List<String> command, long seconds)
            throws IOException, InterruptedException {
        File output = File.createTempFile("latchkey-child", ".txt");
        try {
            Process process = new ProcessBuilder(command)
                    .directory(folder)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .redirectOutput(output)
                    .start();
            int exit = end(process, command, seconds);
            if (exit != 0) {
                throw new IOException("exit status " + exit + ": " + command.get(command.size() - 1));
            }
            return Files.readAllLines(output.toPath(), StandardCharsets.UTF_8);
        } finally {
            output.deleteOnExit();
        }
    }

    private static int end(Process process, List<String> command, long seconds)
            throws IOException, InterruptedException {
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new IOException("still running after " + seconds + " s: " + command);
        }
        return process.exitValue();
    }
}
