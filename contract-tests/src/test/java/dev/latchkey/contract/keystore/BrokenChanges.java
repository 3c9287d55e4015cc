package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.ListedKey;

/** Stores with one fault each in what they change. */
final class BrokenChanges {
    private BrokenChanges() {}

    static final class ForgetsFirstEvent extends ModelStore {
        @Override
        void put(ListedKey listed, AuditEvent event) {
            super.put(listed, event);
            events.removeIf(one -> one.version() == 1);
        }
    }

    static final class KeepsRefusedHandle extends ModelStore {
        @Override
        public synchronized Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            Reply<Insertion> insertion = super.insert(key, event);
            handles.putIfAbsent(key.currentSecret().handle(), key.id());
            return insertion;
        }
    }

    /** As a driver counts that reports the rows that a statement found, where the store means those that it changed. */
    static final class CountsFound extends ModelStore {
        @Override
        public synchronized Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            Reply<Insertion> hidden = super.insert(key, event);
            return new Reply<>(Insertion.INSERTED, hidden.joined());
        }
    }

    /** As a driver counts that reports the rows that a statement changed, where the store means those that it found. */
    static final class CountsChanged extends ModelStore {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            ListedKey previous = keys.get(next.id());
            boolean keepsSecrets = previous != null
                    && next.secrets().stream().anyMatch(previous.key().secrets()::contains);
            return keepsSecrets ? Reply.of(Replacement.STALE) : super.replace(next, event);
        }
    }

    /** As a driver answers that sends a batch as one statement and does not say how many rows each part wrote. */
    static final class CountsNoBatch extends ModelStore {
        private static final int SUCCESS_NO_INFO = -2;

        @Override
        public synchronized int purge(Purge purge) {
            return super.purge(purge) * SUCCESS_NO_INFO;
        }
    }

    static final class TakesAnyHandle extends ModelStore {
        @Override
        boolean handleTaken(ApiKey previous, ApiKey next) {
            return false;
        }
    }

    static final class ForgetsDropped extends ModelStore {
        @Override
        void put(ListedKey listed, AuditEvent event) {
            super.put(listed, event);
            handles.entrySet()
                    .removeIf(handle -> handle.getValue().equals(listed.key().id())
                            && listed.key().secret(handle.getKey()).isEmpty());
        }
    }

    static final class NeverFreesSlot extends ModelStore {
        @Override
        boolean slotTaken(ApiKey key) {
            return key.slot() != null
                    && keys.values().stream()
                            .map(ListedKey::key)
                            .anyMatch(other -> other.tenant().equals(key.tenant())
                                    && other.scope().equals(key.scope())
                                    && key.slot().equals(other.slot()));
        }
    }

    static final class TakesTurnsTwice extends ModelStore {
        @Override
        boolean slotTaken(ApiKey key) {
            return key.slot() != null
                    && findBySlot(key.tenant(), key.scope(), key.slot())
                            .value()
                            .filter(ApiKey::occupiesSlot)
                            .isPresent();
        }
    }

    static final class FreesExpiredSlot extends ModelStore {
        @Override
        boolean slotTaken(ApiKey key) {
            return key.slot() != null
                    && findBySlot(key.tenant(), key.scope(), key.slot())
                            .value()
                            .filter(other ->
                                    other.expiresAt() == null || key.createdAt().isBefore(other.expiresAt()))
                            .isPresent();
        }
    }

    static final class SlotWithoutScope extends ModelStore {
        @Override
        boolean slotTaken(ApiKey key) {
            return key.slot() != null
                    && keys.values().stream()
                            .map(ListedKey::key)
                            .filter(ApiKey::occupiesSlot)
                            .anyMatch(other -> other.tenant().equals(key.tenant())
                                    && key.slot().equals(other.slot()));
        }
    }

    static final class OverwritesId extends ModelStore {
        @Override
        public synchronized Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            keys.remove(key.id());
            return super.insert(key, event);
        }
    }

    static final class LastWriteWins extends ModelStore {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            ListedKey previous = keys.get(next.id());
            if (previous == null) {
                return Reply.of(Replacement.STALE);
            }
            if (handleTaken(previous.key(), next)) {
                return Reply.of(Replacement.HANDLE_TAKEN);
            }
            put(previous.as(next), event);
            return Reply.of(Replacement.REPLACED);
        }
    }

    static final class ReplaceInserts extends ModelStore {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            if (!keys.containsKey(next.id()) && !handleTaken(null, next)) {
                put(new ListedKey(next, null, 0), event);
                return Reply.of(Replacement.REPLACED);
            }
            return super.replace(next, event);
        }
    }

    static final class CallsEveryContentionStale extends ModelStore {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            Reply<Replacement> reply = super.replace(next, event);
            return reply.value() == Replacement.HANDLE_TAKEN ? Reply.of(Replacement.STALE) : reply;
        }
    }

    static final class CallsEveryContentionAHandle extends ModelStore {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            Reply<Replacement> reply = super.replace(next, event);
            return reply.value() == Replacement.STALE ? Reply.of(Replacement.HANDLE_TAKEN) : reply;
        }
    }

    static final class ForgetsEvent extends ModelStore {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            Reply<Replacement> replaced = super.replace(next, event);
            events.removeIf(one -> one.version() > 1);
            return replaced;
        }
    }

    static final class KeepsRefusedEvent extends ModelStore {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            Reply<Replacement> replaced = super.replace(next, event);
            if (replaced.value() != Replacement.REPLACED) {
                events.add(event);
            }
            return replaced;
        }
    }

    static final class ResetsUsage extends ModelStore {
        @Override
        void put(ListedKey listed, AuditEvent event) {
            super.put(new ListedKey(listed.key(), null, 0), event);
        }
    }

    static final class KeepsPermissions extends ModelStore {
        @Override
        void put(ListedKey listed, AuditEvent event) {
            ApiKey key = listed.key();
            ListedKey previous = keys.get(key.id());
            ApiKey same = previous == null
                    ? key
                    : BrokenMemories.copy(key, previous.key().permissions(), key.secrets());
            super.put(listed.as(same), event);
        }
    }
}
