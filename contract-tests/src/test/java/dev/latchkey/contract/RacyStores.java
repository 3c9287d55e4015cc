package dev.latchkey.contract;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** Stores that are right as long as nobody else is there: each lets go of its lock in the middle. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // That is the fault.
final class RacyStores {
    private RacyStores() {}

    /** Gives others the time to come in between. */
    private static void gap() {
        LockSupport.parkNanos(100_000);
    }

    static final class ComparesThenSets extends ModelStore {
        @Override
        public boolean replace(ApiKey next, AuditEvent event) {
            ListedKey former;
            synchronized (this) {
                former = keys.get(next.id());
            }
            if (former == null || former.key().version() != next.version() - 1) {
                return false;
            }
            gap();
            synchronized (this) {
                if (handleTaken(former.key(), next)) {
                    return false;
                }
                put(new ListedKey(next, former.lastUsedAt(), former.uses()), event);
                return true;
            }
        }
    }

    static final class LooksThenInserts extends ModelStore {
        @Override
        public Insertion insert(ApiKey key, AuditEvent event) {
            synchronized (this) {
                if (handleTaken(null, key)) {
                    return Insertion.HANDLE_TAKEN;
                }
                if (slotTaken(key)) {
                    return Insertion.SLOT_TAKEN;
                }
            }
            gap();
            synchronized (this) {
                put(new ListedKey(key, null, 0), event);
                return Insertion.INSERTED;
            }
        }
    }

    static final class LooksThenReplaces extends ModelStore {
        private boolean looked;

        @Override
        public boolean replace(ApiKey next, AuditEvent event) {
            synchronized (this) {
                ListedKey former = keys.get(next.id());
                if (former == null || handleTaken(former.key(), next)) {
                    return false;
                }
            }
            gap();
            synchronized (this) {
                looked = true;
                boolean replaced = super.replace(next, event);
                looked = false;
                return replaced;
            }
        }

        @Override
        boolean handleTaken(ApiKey former, ApiKey next) {
            return !looked && super.handleTaken(former, next);
        }
    }

    static final class LooksThenPurges extends ModelStore {
        @Override
        public int purge(Instant before, int limit) {
            List<UUID> dead;
            synchronized (this) {
                dead = dead(before).stream().limit(limit).toList();
            }
            gap();
            synchronized (this) {
                dead.forEach(this::remove);
            }
            return dead.size();
        }
    }

    static final class TornReads extends ModelStore {
        @Override
        public Optional<ApiKey> findById(UUID id) {
            Optional<ApiKey> key = super.findById(id);
            gap();
            Optional<ApiKey> secrets = super.findById(id);
            return key.flatMap(one ->
                    secrets.map(other -> BrokenMemories.copy(one, one.permissions(), one.limits(), other.secrets())));
        }
    }

    static final class UseWritesBack extends ModelStore {
        @Override
        public void recordUse(Collection<KeyUse> uses) {
            for (KeyUse use : uses) {
                super.recordUse(List.of(use));
                ListedKey read;
                synchronized (this) {
                    read = keys.get(use.keyId());
                }
                gap();
                synchronized (this) {
                    keys.computeIfPresent(
                            use.keyId(), (id, now) -> new ListedKey(read.key(), now.lastUsedAt(), now.uses()));
                }
            }
        }
    }

    static final class LosesUses extends ModelStore {
        @Override
        public void recordUse(Collection<KeyUse> uses) {
            for (KeyUse use : uses) {
                ListedKey read;
                synchronized (this) {
                    read = keys.get(use.keyId());
                }
                gap();
                synchronized (this) {
                    super.recordUse(List.of(use));
                    keys.computeIfPresent(
                            use.keyId(),
                            (id, now) -> new ListedKey(now.key(), now.lastUsedAt(), read.uses() + use.count()));
                }
            }
        }
    }

    static final class EventLate extends ModelStore {
        @Override
        public boolean replace(ApiKey next, AuditEvent event) {
            synchronized (this) {
                if (!super.replace(next, event)) {
                    return false;
                }
                events.remove(event);
            }
            gap();
            synchronized (this) {
                events.add(event);
                return true;
            }
        }
    }

    static final class KeyLate extends ModelStore {
        @Override
        public boolean replace(ApiKey next, AuditEvent event) {
            synchronized (this) {
                ListedKey former = keys.get(next.id());
                if (former == null || former.key().version() != next.version() - 1 || events.contains(event)) {
                    return false;
                }
                if (events.stream()
                        .anyMatch(one ->
                                one.version() == event.version() && one.keyId().equals(next.id()))) {
                    return false;
                }
                events.add(event);
            }
            gap();
            synchronized (this) {
                events.remove(event);
                return super.replace(next, event);
            }
        }
    }
}
