package dev.latchkey.transfer;

import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.AuditQuery.Position;
import dev.latchkey.ports.query.Page;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The events of the target, read in pages along the events of a file, which are in the same order. */
final class TargetEvents {
    private static final int PAGE = 500;

    private final KeyStore store;
    private final AuditQuery query;
    private final Deque<AuditEvent> page = new ArrayDeque<>();
    private boolean more = true;

    /** Takes a query of which only the tenant and the key count. */
    TargetEvents(KeyStore store, AuditQuery query) {
        this.store = store;
        this.query = new AuditQuery(query.tenant(), query.keyId(), null, PAGE);
    }

    /** Returns the newest event that the target has. */
    Optional<AuditEvent> newest() {
        return store.audit(new AuditQuery(query.tenant(), query.keyId(), null, 1)).items().stream()
                .findFirst();
    }

    /** Returns the event that the target has at the position of another one. */
    Optional<AuditEvent> at(AuditEvent event) {
        Position position = Position.of(event);
        while (!page.isEmpty() && Position.of(page.element()).compareTo(position) < 0) {
            page.remove();
        }
        if (page.isEmpty() && more) {
            // From here on, however many events of the target lie between this one and the one before.
            Page<AuditEvent> next =
                    store.audit(query.after(new Position(event.at(), event.keyId(), event.version() + 1)));
            page.addAll(next.items());
            more = next.more();
        }
        return Optional.ofNullable(page.peek())
                .filter(found -> Position.of(found).equals(position));
    }
}
