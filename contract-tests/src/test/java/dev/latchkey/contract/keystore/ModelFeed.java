package dev.latchkey.contract.keystore;

import dev.latchkey.core.Announcements;
import dev.latchkey.core.RepeatedWarning;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A feed of its own changes, as it should be, and in parts that others override to break them. It can be cut: then
 * nothing reaches those who listen.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // Listeners are told outside of the lock.
public class ModelFeed extends ModelStore implements ChangeFeed {
    protected final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean isCut;

    @Override
    public Subscription subscribe(Listener listener) {
        Guarded guarded = new Guarded(listener);
        listeners.add(guarded);
        return () -> {
            listeners.remove(guarded);
            close(guarded.announcements);
        };
    }

    protected void close(Announcements<Listener> announcements) {
        announcements.end(thread -> {});
    }

    /** A listener that can be closed. */
    private static final class Guarded implements Listener {
        private final Announcements<Listener> announcements;

        Guarded(Listener listener) {
            announcements = new Announcements<>(listener, new RepeatedWarning((m, e) -> {}, (m, e) -> {}));
        }

        @Override
        public void changed(UUID keyId) {
            announcements.tell(listener -> listener.changed(keyId));
        }

        @Override
        public void interrupted() {
            announcements.tell(Listener::interrupted);
        }

        @Override
        public void resumed() {
            announcements.tell(Listener::resumed);
        }
    }

    @Override
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        Reply<Insertion> insertion = super.insert(key, event);
        if (insertion.value() == Insertion.INSERTED) {
            tellOfInsertion(key.id());
        }
        return insertion;
    }

    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        Reply<Replacement> replacement = super.replace(next, event);
        if (replacement.value() == Replacement.REPLACED) {
            tellOfReplacement(next.id());
        }
        return replacement;
    }

    @Override
    public int purge(Purge purge) {
        Set<UUID> purged;
        synchronized (this) {
            purged = new HashSet<>(keys.keySet());
            super.purge(purge);
            purged.removeAll(keys.keySet());
        }
        purged.forEach(this::tellOfPurge);
        return purged.size();
    }

    protected void tellOfInsertion(UUID id) {
        tell(id);
    }

    protected void tellOfReplacement(UUID id) {
        tell(id);
    }

    protected void tellOfPurge(UUID id) {
        tell(id);
    }

    protected void tell(UUID id) {
        if (!isCut()) {
            listeners.forEach(listener -> listener.changed(id));
        }
    }

    protected boolean isCut() {
        return isCut;
    }

    public void cut() {
        isCut = true;
        listeners.forEach(Listener::interrupted);
    }

    public void mend() {
        isCut = false;
        listeners.forEach(Listener::resumed);
    }

    protected final void isCut(boolean value) {
        isCut = value;
    }
}
