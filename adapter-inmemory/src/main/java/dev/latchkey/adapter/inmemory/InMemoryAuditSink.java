package dev.latchkey.adapter.inmemory;

import dev.latchkey.ports.AccessEvent;
import dev.latchkey.ports.AuditSink;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the latest events in memory, for tests to read. Safe for use by several threads. When it is full, each new
 * event drives the oldest out: it is not an audit that anybody should rely on.
 */
public final class InMemoryAuditSink implements AuditSink {
    private static final int CAPACITY = 10_000;

    private final int capacity;
    private final Deque<AccessEvent> events = new ArrayDeque<>();

    /** Keeps 10,000 events. */
    public InMemoryAuditSink() {
        this(CAPACITY);
    }

    /**
     * Keeps some events.
     *
     * @param capacity how many, at least 1
     */
    public InMemoryAuditSink(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity must be at least 1");
        }
        this.capacity = capacity;
    }

    @Override
    public synchronized void record(List<AccessEvent> more) {
        for (AccessEvent event : more) {
            if (events.size() == capacity) {
                events.remove();
            }
            events.add(event);
        }
    }

    /**
     * Returns what is kept.
     *
     * @return a copy, oldest first
     */
    public synchronized List<AccessEvent> events() {
        return List.copyOf(events);
    }
}
