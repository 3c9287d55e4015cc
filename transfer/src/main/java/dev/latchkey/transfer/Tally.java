package dev.latchkey.transfer;

import dev.latchkey.core.key.AuditEvent;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The counts of an import while it runs. Used by one thread. */
final class Tally {
    enum Count {
        RESTORED,
        UPDATED,
        UNCHANGED,
        NEWER,
        EVENTS,
        CONFLICTS,
        UNKNOWN
    }

    private final Consumer<TransferConflict> conflicts;
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);

    Tally(Consumer<TransferConflict> conflicts) {
        this.conflicts = conflicts;
    }

    void add(Count count, long more) {
        counts.merge(count, more, Long::sum);
    }

    void conflict(long line, TransferConflict.Kind kind, UUID id, long version) {
        add(Count.CONFLICTS, 1);
        conflicts.accept(new TransferConflict(line, kind, id, version));
    }

    void conflict(long line, TransferConflict.Kind kind, AuditEvent event) {
        conflict(line, kind, event.keyId(), event.version());
    }

    ImportCounts counts(long lines) {
        return new ImportCounts(
                lines,
                of(Count.RESTORED),
                of(Count.UPDATED),
                of(Count.UNCHANGED),
                of(Count.NEWER),
                of(Count.EVENTS),
                of(Count.CONFLICTS),
                of(Count.UNKNOWN));
    }

    private long of(Count count) {
        return counts.getOrDefault(count, 0L);
    }
}
