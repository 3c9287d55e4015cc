package dev.latchkey;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.internal.RateLimitedLogger;
import dev.latchkey.internal.cache.ForwardingStore;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import java.time.Clock;

/** A store that notifies the host of each change that it makes. Safe for use by several threads. */
final class NotifyingStore extends ForwardingStore {
    private final KeyChangeListener listener;
    private final RateLimitedLogger failures;

    NotifyingStore(KeyStore store, KeyChangeListener listener, Clock clock) {
        super(store);
        this.listener = listener;
        this.failures = new RateLimitedLogger(KeyChangeListener.class, clock);
    }

    @Override
    public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
        Reply<Insertion> reply = store.insert(key, event);
        if (reply.value() == Insertion.INSERTED) {
            announce(event, reply.joined());
        }
        return reply;
    }

    @Override
    public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
        Reply<Replacement> reply = store.replace(next, event);
        if (reply.value() == Replacement.REPLACED) {
            announce(event, reply.joined());
        }
        return reply;
    }

    private void announce(AuditEvent event, boolean joined) {
        try {
            if (joined) {
                listener.joined(event);
            } else {
                listener.changed(event);
            }
        } catch (RuntimeException e) {
            failures.warn("the KeyChangeListener failed: key " + event.keyId(), e);
        }
    }
}
