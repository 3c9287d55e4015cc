package dev.latchkey.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that runs {@link Rate}'s loop, or the same in another language, whenever it is asked to. In between it does
 * nothing.
 */
final class RateProcess implements AutoCloseable {
    private final Process process;
    private final BufferedReader told;
    private final BufferedWriter asked;

    RateProcess(File folder, List<String> command) throws IOException {
        process = new ProcessBuilder(command)
                .directory(folder)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        told = process.inputReader();
        asked = process.outputWriter();
    }

    double perSecond(int threads, int millis) throws IOException {
        asked.write(threads + " " + millis + "\n");
        asked.flush();
        for (String line = told.readLine(); line != null; line = told.readLine()) {
            if (line.startsWith("RATE ")) {
                return Double.parseDouble(line.substring("RATE ".length()));
            }
        }
        throw new IOException("ended before it told a rate, see above");
    }

    /** The end of its input is its end. */
    @Override
    public void close() throws IOException {
        asked.close();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
