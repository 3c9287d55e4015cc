package dev.latchkey.adapter.inmemory;

import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Keeps the latest events in memory, for tests to read. Safe for use by several threads. When it is full, each new
 * event drives the oldest out: it is not an audit that anybody should rely on. A list looks at every event.
 */
public final class InMemoryAuditSink implements AuditSink, AccessHistory {
    private static final int CAPACITY = 10_000;

    private final int capacity;
    private final Deque<Access> events = new ArrayDeque<>();
    private long last;

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
            last++;
            events.add(new Access(new UUID(0, last), event));
        }
    }

    /**
     * Returns what is kept.
     *
     * @return a copy, oldest first
     */
    public synchronized List<AccessEvent> events() {
        return events.stream().map(Access::event).toList();
    }

    @Override
    public synchronized Page<Access> list(AccessQuery query) {
        List<Access> found = events.stream()
                .filter(kept -> isWithin(kept, query))
                .sorted(Comparator.comparing(AccessQuery.Position::of))
                .limit(query.limit() + 1L)
                .toList();
        return Page.of(found, query.limit());
    }

    private static boolean isWithin(Access kept, AccessQuery query) {
        AccessQuery.Position after = query.after();
        return query.tenant().equals(kept.event().tenant())
                && (query.keyId() == null || query.keyId().equals(kept.event().keyId()))
                && (after == null || after.compareTo(AccessQuery.Position.of(kept)) < 0);
    }

    @Override
    public synchronized int forget(Instant before, int limit) {
        return remove(kept -> kept.at().isBefore(before), limit);
    }

    @Override
    public synchronized int forgetTenant(String tenant, int limit) {
        return remove(kept -> tenant.equals(kept.event().tenant()), limit);
    }

    /** Removes the earliest of those that are meant. */
    private int remove(Predicate<Access> which, int limit) {
        List<Access> removed = events.stream()
                .filter(which)
                .sorted(Comparator.comparing(AccessQuery.Position::of).reversed())
                .limit(limit)
                .toList();
        events.removeAll(removed);
        return removed.size();
    }

    @Override
    public synchronized int replaceUser(Pseudonym pseudonym) {
        int changed = 0;
        List<Access> replaced = new ArrayList<>();
        for (Access kept : events) {
            AccessEvent event = changed < pseudonym.limit() ? pseudonym.in(kept.event()) : kept.event();
            changed += event.equals(kept.event()) ? 0 : 1;
            replaced.add(new Access(kept.id(), event));
        }
        events.clear();
        events.addAll(replaced);
        return changed;
    }
}
