package dev.latchkey.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another JVM: each gets the machine for itself and may not stay longer than its time. */
final class Child {
    private Child() {}

    /** The start of a command line that runs a class in a JVM like this one. */
    static List<String> java(String classPath, List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");
        // JNA loads the Argon2 library: JDK 24 and later warn unless that is allowed.
        command.add("--enable-native-access=ALL-UNNAMED");
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
        Process process = new ProcessBuilder(command).inheritIO().start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
            throw new IOException("still running after " + seconds + " s: " + command);
        }
        return process.exitValue();
    }
}
