package dev.latchkey.adapter.inmemory;

import dev.latchkey.ports.ChangeFeed.Listener;
import dev.latchkey.ports.ChangeFeed.Subscription;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/** The listeners to changes. Safe for use by several threads. */
final class Listeners {
    private final List<Entry> entries = new CopyOnWriteArrayList<>();

    Subscription add(Listener listener) {
        Entry entry = new Entry(listener);
        entries.add(entry);
        return entry;
    }

    void tell(UUID keyId) {
        entries.forEach(entry -> entry.tell(keyId));
    }

    private final class Entry implements Subscription {
        private final Listener listener;
        private boolean closed;

        Entry(Listener listener) {
            this.listener = listener;
        }

        /**
         * Under the same lock as {@link #close()}, which therefore waits until a listener that is being told has
         * returned.
         */
        synchronized void tell(UUID keyId) {
            if (!closed) {
                listener.changed(keyId);
            }
        }

        @Override
        public synchronized void close() {
            closed = true;
            entries.remove(this);
        }
    }
}
