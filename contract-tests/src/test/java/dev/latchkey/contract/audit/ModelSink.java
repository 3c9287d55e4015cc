package dev.latchkey.contract.audit;

import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** A sink with a history in its shortest form, whose steps can be made wrong one by one. */
class ModelSink implements AuditSink, AccessHistory {
    final List<Access> kept = new ArrayList<>();
    private long last;

    @Override
    public synchronized void record(List<AccessEvent> events) {
        events.forEach(event -> {
            last++;
            kept.add(new Access(new UUID(0, last), taken(event)));
        });
    }

    AccessEvent taken(AccessEvent event) {
        return event;
    }

    @Override
    public synchronized Page<Access> list(AccessQuery query) {
        return Page.of(
                kept.stream()
                        .filter(access -> matches(access.event(), query))
                        .sorted(order())
                        .filter(access -> follows(access, query))
                        .map(this::listed)
                        .limit(query.limit() + 1L)
                        .toList(),
                query.limit());
    }

    boolean matches(AccessEvent event, AccessQuery query) {
        return query.tenant().equals(event.tenant()) && isOfKey(event, query);
    }

    boolean isOfKey(AccessEvent event, AccessQuery query) {
        return query.keyId() == null || query.keyId().equals(event.keyId());
    }

    Comparator<Access> order() {
        return Comparator.comparing(AccessQuery.Position::of);
    }

    boolean follows(Access access, AccessQuery query) {
        return query.after() == null || query.after().compareTo(AccessQuery.Position.of(access)) < 0;
    }

    Access listed(Access access) {
        return access;
    }

    @Override
    public synchronized int forget(Instant before, int limit) {
        return remove(access -> access.at().isBefore(before), limit);
    }

    @Override
    public synchronized int forgetTenant(String tenant, int limit) {
        return remove(access -> tenant.equals(access.event().tenant()), limit);
    }

    int remove(Predicate<Access> which, int limit) {
        List<Access> removed = kept.stream()
                .filter(which)
                .sorted(Comparator.comparing(Access::at))
                .limit(limit)
                .toList();
        kept.removeAll(removed);
        return removed.size();
    }

    @Override
    public synchronized int replaceUser(Pseudonym pseudonym) {
        List<Access> concerned = kept.stream()
                .filter(access -> !pseudonym.in(access.event()).equals(access.event()))
                .limit(pseudonym.limit())
                .toList();
        kept.replaceAll(access -> concerned.contains(access) ? replaced(access, pseudonym) : access);
        return concerned.size();
    }

    Access replaced(Access access, Pseudonym pseudonym) {
        return new Access(access.id(), pseudonym.in(access.event()));
    }
}
