package dev.latchkey.transfer;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.KeyArchive;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.transfer.Tally.Count;
import dev.latchkey.transfer.TransferConflict.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A key with its events, the newest first. The key is stored together with its newest events: all that follow the
 * version that the target has, so that neither is ever there without the other. Older events that the target does not
 * have are added after that.
 */
final class KeyGroup implements ImportRun.Group {
    private enum State {
        /** The target has no such key: the newest events are collected. */
        ABSENT,
        /** The target has an earlier version: the events that follow it are collected. */
        BEHIND,
        /** The target has a later version: the event of this one is looked for. */
        AHEAD,
        /** The key is stored: missing events are added. */
        STORED,
        /** The key is not imported. */
        REFUSED
    }

    private final KeyStore store;
    private final KeyArchive archive;
    private final Tally tally;
    private final long line;
    private final ApiKey key;
    private final long version;
    private final TargetEvents present;
    private final AddedEvents added;
    private final List<AuditEvent> newest = new ArrayList<>();
    private State state;

    KeyGroup(KeyStore store, KeyArchive archive, Tally tally, JsonLine line) {
        this.store = store;
        this.archive = archive;
        this.tally = tally;
        this.line = line.line();
        this.key = line.read(KeyJson::read);
        this.present = new TargetEvents(store, AuditQuery.of(key.tenant(), 1).key(key.id()));
        this.added = new AddedEvents(store, archive, tally);
        Optional<ApiKey> there = store.findById(key.id()).value();
        this.version = there.map(ApiKey::version).orElse(0L);
        this.state = there.map(this::compare).orElseGet(this::absent);
    }

    private State compare(ApiKey there) {
        if (!there.identity().equals(key.identity())) {
            return conflict(Kind.DIFFERENT);
        }
        if (version > key.version()) {
            return State.AHEAD;
        }
        if (version < key.version()) {
            // What was revoked is never revived, whatever a file says that was edited.
            boolean revives = there.revocation() != null && key.revocation() == null;
            return revives ? conflict(Kind.OTHER_HISTORY) : State.BEHIND;
        }
        if (!there.equals(key)) {
            return conflict(Kind.DIFFERENT);
        }
        tally.add(Count.UNCHANGED, 1);
        return State.STORED;
    }

    private State absent() {
        boolean purged = present.newest()
                .filter(event -> event.version() > key.version())
                .isPresent();
        return purged ? State.AHEAD : State.ABSENT;
    }

    private State conflict(Kind kind) {
        tally.conflict(line, kind, key.id(), key.version());
        return State.REFUSED;
    }

    @Override
    public boolean take(long eventLine, AuditEvent event) {
        if (!event.keyId().equals(key.id()) || event.version() > key.version()) {
            return false;
        }
        switch (state) {
            case ABSENT -> collect(eventLine, event);
            case BEHIND -> {
                if (isBeside(event)) {
                    tally.conflict(eventLine, Kind.OTHER_EVENT, event);
                } else if (event.version() != key.version() - newest.size()) {
                    state = conflict(Kind.OTHER_HISTORY);
                } else if (event.version() == version) {
                    state = isInTarget(event) ? restore() : conflict(Kind.OTHER_HISTORY);
                    older(eventLine, event);
                } else {
                    state = newest.size() == KeyArchive.MAX_ITEMS ? conflict(Kind.TOO_FAR_BEHIND) : State.BEHIND;
                    newest.add(event);
                }
            }
            case AHEAD -> {
                if (event.version() == key.version() && isInTarget(event)) {
                    tally.add(Count.NEWER, 1);
                    state = State.STORED;
                }
                older(eventLine, event);
            }
            case STORED -> older(eventLine, event);
            case REFUSED -> {
                // Its events are not imported either.
            }
        }
        return true;
    }

    /** Tells whether an event did not lead to the key, which has gone on from an earlier version after a restore. */
    private boolean isBeside(AuditEvent event) {
        return !newest.isEmpty() && newest.get(newest.size() - 1).version() <= event.version();
    }

    private void collect(long eventLine, AuditEvent event) {
        if (isBeside(event)) {
            tally.conflict(eventLine, Kind.OTHER_EVENT, event);
            return;
        }
        if (present.at(event).isPresent() && !isInTarget(event)) {
            state = conflict(Kind.OTHER_HISTORY);
            return;
        }
        newest.add(event);
        if (newest.size() == KeyArchive.MAX_ITEMS) {
            state = restore();
        }
    }

    /** Compares the action alone: a user may be replaced by a pseudonym in one of the stores. */
    private boolean isInTarget(AuditEvent event) {
        return present.at(event)
                .filter(there -> there.action() == event.action())
                .isPresent();
    }

    private void older(long eventLine, AuditEvent event) {
        if (state == State.STORED) {
            added.compare(eventLine, event, present);
        }
    }

    private State restore() {
        KeyArchive.Restoration restoration = archive.restore(key, newest, version);
        boolean isThere = restoration != KeyArchive.Restoration.RESTORED
                && store.findById(key.id()).value().filter(key::equals).isPresent();
        if (isThere) {
            // Another import of the same key was faster.
            newest.forEach(event -> added.compare(line, event, present));
            newest.clear();
            tally.add(Count.UNCHANGED, 1);
            return State.STORED;
        }
        newest.clear();
        return switch (restoration) {
            case RESTORED -> {
                tally.add(version == 0 ? Count.RESTORED : Count.UPDATED, 1);
                yield State.STORED;
            }
            case STALE -> conflict(Kind.CHANGED_MEANWHILE);
            case HANDLE_TAKEN -> conflict(Kind.HANDLE_TAKEN);
            case SLOT_TAKEN -> conflict(Kind.SLOT_TAKEN);
            case TENANT_ENDED -> conflict(Kind.TENANT_ENDED);
        };
    }

    @Override
    public boolean end() {
        state = switch (state) {
            case ABSENT -> restore();
            case BEHIND, AHEAD -> conflict(Kind.OTHER_HISTORY);
            case STORED, REFUSED -> state;
        };
        added.flush();
        return state == State.STORED;
    }

    @Override
    public UUID id() {
        return key.id();
    }
}
