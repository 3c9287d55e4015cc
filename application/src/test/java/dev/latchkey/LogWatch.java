package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Takes what is logged until it is closed, and fails when a secret is in it. Logs go to the standard error stream,
 * which it replaces meanwhile.
 */
public final class LogWatch implements AutoCloseable {
    private final PrintStream before = System.err;
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream();
    private final Set<String> secrets = ConcurrentHashMap.newKeySet();

    /** Begins to take what is logged. */
    public LogWatch() {
        System.setErr(new PrintStream(taken, true, StandardCharsets.UTF_8));
    }

    public void watch(String secret) {
        if (secret.length() >= 8) {
            secrets.add(secret);
        }
    }

    public String text() {
        return taken.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        System.setErr(before);
        String text = text();
        for (String secret : secrets) {
            assertThat(text.contains(secret)).as("a secret was logged").isFalse();
        }
    }
}
