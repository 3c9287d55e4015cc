package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.Announcements;
import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.ports.ChangeFeed.Listener;
import dev.latchkey.ports.ChangeFeed.Subscription;
import dev.latchkey.ports.StoreException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
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

    /** How long a thread waits for changes before it looks whether it is still needed. */
    private static final long TURN_MILLIS = 200;

    private final DataSource dataSource;
    private final int boundMillis;
    private final Announcements<Listener> announcements;

    /** The connection that was opened last, to be cut where the end waits for it. */
    private final AtomicReference<@Nullable ListeningConnection> last = new AtomicReference<>();

    /** What is being listened to; null while the listener is interrupted. */
    private final AtomicReference<@Nullable ListeningConnection> current = new AtomicReference<>();

    /** Whether the server was heard since the watch last looked. */
    private final AtomicBoolean alive = new AtomicBoolean(true);

    private Listening(DataSource dataSource, Duration bound, Listener listener) {
        this.dataSource = dataSource;
        this.boundMillis = (int) bound.toMillis();
        this.announcements = new Announcements<>(listener, new RepeatedWarning(LOG::warn, LOG::debug));
    }

    static Listening begin(DataSource dataSource, Duration bound, Listener listener) {
        Listening listening = new Listening(dataSource, bound, listener);
        ListeningConnection first;
        try {
            first = ListeningConnection.open(dataSource, listening.boundMillis, listening.last::set);
        } catch (StoreException e) {
            throw e;
        } catch (SQLException | RuntimeException e) {
            throw new StoreException("Could not listen for changes", e);
        }
        listening.current.set(first);
        try {
            listening
                    .announcements
                    .thread("latchkey-changes-watch", listening::watch)
                    .start();
            listening
                    .announcements
                    .thread("latchkey-changes", () -> listening.run(first))
                    .start();
        } catch (RuntimeException | Error e) {
            // A machine that gives no second thread has given the first, and nothing uses the connection yet.
            try (first;
                    listening) {
                throw e;
            }
        }
        return listening;
    }

    private void run(ListeningConnection first) {
        follow(first);
        Backoff backoff = new Backoff();
        while (!announcements.haveEndedWithin(backoff.nextMillis())) {
            try {
                ListeningConnection next = ListeningConnection.open(dataSource, boundMillis, last::set);
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
        try (connection) {
            while (!announcements.haveEndedWithin(0)) {
                List<PGNotification> heard = await(connection);
                if (heard.isEmpty() && !announcements.haveEndedWithin(0) && !connection.stillListens()) {
                    deaf.log(
                            "The connection no longer listens: no record is cached until a new connection listens",
                            null);
                    return;
                }
                alive.set(true);
                heard.forEach(this::tellOf);
            }
        } catch (SQLException | RuntimeException e) {
            if (announcements.haveEndedWithin(0)) {
                LOG.debug("The connection was cut, because the subscription was closed", e);
            } else {
                broken.log(
                        "The connection that listens for changes failed: no record is cached until it is replaced", e);
            }
        } finally {
            interrupt(connection);
        }
    }

    /** Returns what was heard, nothing after a fifth of the bound. Waits in short turns, so that it ends soon. */
    private List<PGNotification> await(ListeningConnection connection) throws SQLException {
        long left = boundMillis / QUESTIONS_PER_BOUND;
        List<PGNotification> heard = List.of();
        while (heard.isEmpty() && left > 0 && !announcements.haveEndedWithin(0)) {
            long turn = Math.min(left, TURN_MILLIS);
            heard = connection.await((int) turn);
            left -= turn;
        }
        return heard;
    }

    private void tellOf(PGNotification notification) {
        String payload = notification.getParameter();
        try {
            UUID keyId = UUID.fromString(payload);
            announcements.tell(told -> told.changed(keyId));
        } catch (IllegalArgumentException e) {
            nameless.log(
                    "A notification on latchkey_change names no key, all cached records are dropped: " + payload, null);
            distrust();
        }
    }

    private void watch() {
        while (!announcements.haveEndedWithin(boundMillis / 2)) {
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
        announcements.tell(Listener::resumed);
    }

    /** Interrupts once for each connection, whichever thread notices first. */
    private synchronized void interrupt(ListeningConnection lost) {
        if (current.compareAndSet(lost, null)) {
            announcements.tell(Listener::interrupted);
        }
    }

    private synchronized void distrust() {
        if (current.get() != null) {
            announcements.tell(Listener::interrupted);
            announcements.tell(Listener::resumed);
        }
    }

    /** Waits for the end of a turn, and cuts the connection if the server does not answer. */
    @Override
    public void close() {
        announcements.end(thread -> {
            ListeningConnection silent = last.get();
            if (silent != null) {
                silent.cut();
            }
            // It may wait for a connection of the host's pool.
            thread.interrupt();
        });
    }
}
