package dev.latchkey.adapter.inmemory;

import dev.latchkey.core.Announcements;
import dev.latchkey.core.RepeatedWarning;
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
        // Calls are made on threads of the host, which see for themselves what a listener does not return from.
        private final RepeatedWarning unlogged = new RepeatedWarning((message, cause) -> {}, (message, cause) -> {});
        private final Announcements<Listener> announcements;

        Entry(Listener listener) {
            this.announcements = new Announcements<>(listener, unlogged);
        }

        void tell(UUID keyId) {
            announcements.tell(told -> told.changed(keyId));
        }

        @Override
        public void close() {
            entries.remove(this);
            announcements.end(thread -> {});
        }
    }
}
