package dev.latchkey.transfer;

import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.transfer.Tally.Count;
import dev.latchkey.transfer.TransferConflict.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Events that are compared with those of the target, and added where it has none. Used by one thread. */
final class AddedEvents {
    private final KeyStore store;
    private final KeyArchive archive;
    private final Tally tally;
    private final List<AuditEvent> missing = new ArrayList<>();
    private final Map<AuditEvent, Long> lines = new HashMap<>();

    AddedEvents(KeyStore store, KeyArchive archive, Tally tally) {
        this.store = store;
        this.archive = archive;
        this.tally = tally;
    }

    void compare(long line, AuditEvent event, TargetEvents present) {
        AuditEvent there = present.at(event).orElse(null);
        if (there == null) {
            if (lines.put(event, line) == null) {
                missing.add(event);
            }
            if (missing.size() == KeyArchive.MAX_ITEMS) {
                flush();
            }
        } else if (!there.equals(event)) {
            tally.conflict(line, Kind.OTHER_EVENT, event);
        }
    }

    void flush() {
        if (missing.isEmpty()) {
            return;
        }
        List<AuditEvent> refused = archive.addEvents(missing);
        tally.add(Count.EVENTS, missing.size() - refused.size());
        for (AuditEvent event : refused) {
            AuditQuery exact = AuditQuery.of(event.tenant(), 1)
                    .key(event.keyId())
                    .after(new AuditQuery.Position(event.at(), event.keyId(), event.version() + 1));
            if (!store.audit(exact).items().equals(List.of(event))) {
                boolean ahead = store.findById(event.keyId())
                        .value()
                        .filter(key -> key.version() < event.version())
                        .isPresent();
                tally.conflict(lines.getOrDefault(event, 0L), ahead ? Kind.EVENT_AHEAD : Kind.OTHER_EVENT, event);
            }
        }
        missing.clear();
        lines.clear();
    }
}
