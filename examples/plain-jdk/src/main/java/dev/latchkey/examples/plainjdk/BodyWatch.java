package dev.latchkey.examples.plainjdk;

import dev.latchkey.http.spi.Body;
import dev.latchkey.http.spi.BodyReader;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Ends the wait for a body that takes too long. A read of the JDK's server waits without a bound, and only an interrupt
 * ends it, which closes the connection: the answer has to be written before.
 */
final class BodyWatch {
    private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "latchkey body timeout");
        thread.setDaemon(true);
        return thread;
    });

    static {
        TIMER.setRemoveOnCancelPolicy(true);
    }

    private BodyWatch() {}

    /**
     * Reads a body.
     *
     * @param late answers that the body is late, on another thread
     * @return the body; null when it was late, and is answered
     */
    static @Nullable Body read(BodyReader reader, InputStream stream, Runnable late) {
        if (reader.body() != null) {
            return reader.body();
        }
        Thread waiting = Thread.currentThread();
        AtomicBoolean decided = new AtomicBoolean();
        CompletableFuture<@Nullable Void> answered = new CompletableFuture<>();
        Duration left = reader.left();
        ScheduledFuture<?> timeout = TIMER.schedule(
                () -> {
                    if (decided.compareAndSet(false, true)) {
                        try {
                            late.run();
                        } finally {
                            waiting.interrupt();
                            answered.complete(null);
                        }
                    }
                },
                left.toNanos(),
                TimeUnit.NANOSECONDS);
        Body body = reader.readAll(stream);
        timeout.cancel(false);
        if (decided.compareAndSet(false, true)) {
            return body;
        }
        answered.join();
        // This thread goes on to serve other requests.
        Thread.interrupted();
        return null;
    }
}
