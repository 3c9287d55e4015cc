package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.ports.ChangeFeed.Listener;
import dev.latchkey.ports.ChangeFeed.Subscription;
import dev.latchkey.ports.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One listener, its connection and its threads. Safe for use by several threads.
 *
 * <p>The driver's time-outs do not bound everything: in the middle of a message it waits for ever. So a second thread
 * looks whether the first one has got on.
 */
final class Listening implements Subscription {
    private static final Logger LOG = LoggerFactory.getLogger(Listening.class);

    // A connection that breaks again and again warns each time.
    private final RepeatedWarning deaf = new RepeatedWarning(LOG::warn, LOG::debug);
    private final RepeatedWarning broken = new RepeatedWarning(LOG::warn, LOG::debug);
    private final RepeatedWarning nameless = new RepeatedWarning(LOG::warn, LOG::debug);
    private final RepeatedWarning late = new RepeatedWarning(LOG::warn, LOG::debug);
    private static final int QUESTIONS_PER_BOUND = 5;

    private final DataSource dataSource;
    private final int boundMillis;
    private final Listener listener;
    private final CountDownLatch closed = new CountDownLatch(1);

    /** What is being listened to; null while the listener is interrupted. */
    private final AtomicReference<@Nullable ListeningConnection> current = new AtomicReference<>();

    /** Whether the server was heard since the watch last looked. */
    private final AtomicBoolean alive = new AtomicBoolean(true);

    private Listening(DataSource dataSource, Duration bound, Listener listener) {
        this.dataSource = dataSource;
        this.boundMillis = (int) bound.toMillis();
        this.listener = listener;
    }

    static Listening begin(DataSource dataSource, Duration bound, Listener listener) {
        Listening listening = new Listening(dataSource, bound, listener);
        ListeningConnection first;
        try {
            first = ListeningConnection.open(dataSource, listening.boundMillis);
        } catch (StoreException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            throw new StoreException("Could not listen for changes", e);
        }
        listening.current.set(first);
        start("latchkey-changes", () -> listening.run(first));
        start("latchkey-changes-watch", listening::watch);
        return listening;
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void run(ListeningConnection first) {
        follow(first);
        Backoff backoff = new Backoff();
        while (!isClosedWithin(backoff.nextMillis())) {
            try {
                ListeningConnection next = ListeningConnection.open(dataSource, boundMillis);
                resume(next);
                follow(next);
                backoff = new Backoff();
            } catch (SQLException | RuntimeException e) {
                LOG.debug("Listening failed again", e);
            }
        }
    }

    /** Returns when the connection is of no more use, or not needed any more. */
    private void follow(ListeningConnection connection) {
        int waitMillis = boundMillis / QUESTIONS_PER_BOUND;
        try (connection) {
            while (!isClosedWithin(0)) {
                List<PGNotification> heard = connection.await(waitMillis);
                if (heard.isEmpty() && !connection.stillListens()) {
                    deaf.log(
                            "The connection no longer listens: no record is cached until a new connection listens",
                            null);
                    return;
                }
                alive.set(true);
                heard.forEach(this::tellOf);
            }
        } catch (SQLException | RuntimeException e) {
            broken.log("The connection that listens for changes failed: no record is cached until it is replaced", e);
        } finally {
            interrupt(connection);
        }
    }

    private void tellOf(PGNotification notification) {
        String payload = notification.getParameter();
        try {
            UUID keyId = UUID.fromString(payload);
            tell(told -> told.changed(keyId));
        } catch (IllegalArgumentException e) {
            nameless.log("A notification names no key: " + payload, null);
            distrust();
        }
    }

    private void watch() {
        while (!isClosedWithin(boundMillis / 2)) {
            ListeningConnection watched = current.get();
            if (!alive.getAndSet(false) && watched != null) {
                late.log("The database did not answer in time: no record is cached until it answers", null);
                interrupt(watched);
                watched.cut();
            }
        }
    }

    private synchronized void resume(ListeningConnection next) {
        alive.set(true);
        current.set(next);
        tell(Listener::resumed);
    }

    /** Interrupts once for each connection, whichever thread notices first. */
    private synchronized void interrupt(ListeningConnection lost) {
        if (current.compareAndSet(lost, null)) {
            tell(Listener::interrupted);
        }
    }

    private synchronized void distrust() {
        if (current.get() != null) {
            tell(Listener::interrupted);
            tell(Listener::resumed);
        }
    }

    /**
     * Under the same lock as {@link #close()}, which therefore waits until a listener that is being told has returned.
     */
    private synchronized void tell(Consumer<Listener> news) {
        if (closed.getCount() > 0) {
            news.accept(listener);
        }
    }

    private boolean isClosedWithin(long millis) {
        try {
            return closed.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            // There is no reason to interrupt these threads but to end them.
            return true;
        }
    }

    /** The threads end by themselves: as soon as they have seen this, at most a fifth of the bound later. */
    @Override
    public synchronized void close() {
        closed.countDown();
    }
}
