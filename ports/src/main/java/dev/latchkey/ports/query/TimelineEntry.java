package dev.latchkey.ports.query;

import dev.latchkey.core.internal.Checks;
import dev.latchkey.core.key.AuditEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.UUID;

/** An entry of a timeline: a change of a key or of the mark of a tenant, or an access event. */
public sealed interface TimelineEntry {
    /** Where entries come from. Of entries of one instant, those of the later constant are the newer ones. */
    enum Source {
        /** The changes of keys and of the marks of tenants, which every store keeps. */
        CHANGES,
        /** The refused and limited requests and the reveals, which an audit sink keeps. */
        ACCESS
    }

    /**
     * The position of an entry in a timeline. The natural order is the order of timelines: the newest first, then by
     * source, then by ids in the order of their text and by versions, all descending.
     *
     * @param at when it happened, in milliseconds
     * @param source where the entry comes from
     * @param id the key of a change; the id of an access event
     * @param version the version of the key after a change; 0 for an access event
     */
    record Position(Instant at, Source source, UUID id, long version) implements Comparable<Position> {
        private static final Comparator<Position> LIST_ORDER = Comparator.comparing(Position::at)
                .thenComparing(Position::source)
                .thenComparing(position -> position.id().toString())
                .thenComparing(Position::version)
                .reversed();

        /** Checks the bounds: positions come back from clients. */
        public Position {
            at = Checks.instant("position", at);
        }

        @Override
        public int compareTo(Position other) {
            return LIST_ORDER.compare(this, other);
        }
    }

    /**
     * A change.
     *
     * @param event the event of the change
     */
    record Change(AuditEvent event) implements TimelineEntry {
        @Override
        public Position position() {
            return new Position(event.at(), Source.CHANGES, event.keyId(), event.version());
        }
    }

    /**
     * An access event.
     *
     * @param id the id that the history gave to the event
     * @param event the event
     */
    record Access(UUID id, AccessEvent event) implements TimelineEntry {
        @Override
        public Position position() {
            return new Position(event.at(), Source.ACCESS, id, 0);
        }
    }

    /**
     * Returns the position of this entry in a timeline.
     *
     * @return the position to continue after
     */
    Position position();

    /**
     * Returns when it happened.
     *
     * @return the instant, in milliseconds; of merged requests the latest
     */
    default Instant at() {
        return position().at();
    }
}
