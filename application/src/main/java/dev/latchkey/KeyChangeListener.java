package dev.latchkey;

import dev.latchkey.core.key.AuditEvent;

/**
 * A listener for changes of keys, for notifications of the host's own: a mail to the owner of a key, an entry in a log
 * of its own. It receives the event that is stored with each change, on the node and the thread that made the change.
 *
 * <p>A notification is not the audit. A node that is killed notifies nobody, and a store that fails leaves open whether
 * the change took effect: {@link Audit} has every change. The removal of dead keys by {@link ApiKeys#purge} is not
 * reported. Implementations must return soon and are safe for use by several threads. An exception that one throws is
 * logged and changes no result.
 */
@FunctionalInterface
public interface KeyChangeListener {
    /**
     * Receives a change that is committed.
     *
     * @param event the event that is stored with the change
     */
    void changed(AuditEvent event);

    /**
     * Receives a change in an open transaction of the host, which the host may still roll back. Does nothing by
     * default. A host that publishes it does so after its commit, for example by an event of Spring's with a
     * {@code @TransactionalEventListener}.
     *
     * @param event the event that is stored with the change
     */
    default void joined(AuditEvent event) {}
}
