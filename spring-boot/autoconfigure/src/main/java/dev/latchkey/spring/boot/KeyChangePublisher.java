package dev.latchkey.spring.boot;

import dev.latchkey.KeyChangeListener;
import dev.latchkey.core.key.AuditEvent;
import org.springframework.context.ApplicationEventPublisher;

/**
 * Publishes each change of a key as an event of the application. A change in a transaction is published within it, so
 * that a {@code @TransactionalEventListener} hears of it after the commit. Safe for use by several threads.
 */
final class KeyChangePublisher implements KeyChangeListener {
    private final ApplicationEventPublisher events;

    KeyChangePublisher(ApplicationEventPublisher events) {
        this.events = events;
    }

    @Override
    public void changed(AuditEvent event) {
        events.publishEvent(event);
    }

    @Override
    public void joined(AuditEvent event) {
        events.publishEvent(event);
    }
}
