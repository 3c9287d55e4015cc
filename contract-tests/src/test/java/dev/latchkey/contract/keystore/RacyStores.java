package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Stores that are right as long as calls come one after another: each lets go of its lock in the middle, or forgets
 * what a lock is for. A schedule has the other call come exactly there.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // That is the fault.
final class RacyStores {
    private RacyStores() {}

    static final class ComparesThenSets extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            ListedKey former;
            synchronized (this) {
                former = keys.get(next.id());
            }
            if (former == null || former.key().version() != next.version() - 1) {
                return Reply.of(Replacement.STALE);
            }
            schedule.meet("compared");
            synchronized (this) {
                if (handleTaken(former.key(), next)) {
                    return Reply.of(Replacement.HANDLE_TAKEN);
                }
                put(new ListedKey(next, former.lastUsedAt(), former.uses()), event);
                return Reply.of(Replacement.REPLACED);
            }
        }
    }

    static final class LooksThenInserts extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            synchronized (this) {
                if (handleTaken(null, key)) {
                    return Reply.of(Insertion.HANDLE_TAKEN);
                }
                if (slotTaken(key)) {
                    return Reply.of(Insertion.SLOT_TAKEN);
                }
            }
            schedule.meet("looked");
            synchronized (this) {
                put(new ListedKey(key, null, 0), event);
                return Reply.of(Insertion.INSERTED);
            }
        }
    }

    static final class LooksThenReplaces extends ModelStore {
        private final Schedule schedule = new Schedule();
        private boolean looked;

        @Override
        public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            schedule.await("looked", 1);
            Reply<Insertion> insertion = super.insert(key, event);
            schedule.take("inserted");
            return insertion;
        }

        @Override
        public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            synchronized (this) {
                ListedKey former = keys.get(next.id());
                if (former == null) {
                    return Reply.of(Replacement.STALE);
                }
                if (handleTaken(former.key(), next)) {
                    return Reply.of(Replacement.HANDLE_TAKEN);
                }
            }
            schedule.take("looked");
            schedule.await("inserted", 1);
            synchronized (this) {
                looked = true;
                Reply<Replacement> replaced = super.replace(next, event);
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
        private final Schedule schedule = new Schedule();

        @Override
        public int purge(Purge purge) {
            List<UUID> dead;
            synchronized (this) {
                dead = dead(purge.before()).stream().limit(purge.limit()).toList();
            }
            schedule.meet("looked");
            synchronized (this) {
                dead.forEach(id -> remove(id, purge));
            }
            return dead.size();
        }
    }

    static final class TornReads extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
            int rotated;
            Optional<ApiKey> key;
            synchronized (this) {
                rotated = schedule.taken("rotated");
                key = super.findBySlot(tenant, scope, slot).value();
            }
            if (schedule.takeFirst("read by half")) {
                schedule.await("rotated", rotated + 1);
            }
            Optional<ApiKey> secrets = super.findBySlot(tenant, scope, slot).value();
            return Reply.of(key.flatMap(one ->
                    secrets.map(other -> BrokenMemories.copy(one, one.permissions(), one.limits(), other.secrets()))));
        }

        @Override
        void put(ListedKey listed, AuditEvent event) {
            ListedKey former = keys.get(listed.key().id());
            super.put(listed, event);
            if (former != null && !former.key().secrets().equals(listed.key().secrets())) {
                schedule.take("rotated");
            }
        }
    }

    static final class UseWritesBack extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public void recordUse(Collection<KeyUse> uses) {
            for (KeyUse use : uses) {
                super.recordUse(List.of(use));
                int replaced;
                ListedKey read;
                synchronized (this) {
                    replaced = schedule.taken("replaced");
                    read = keys.get(use.keyId());
                }
                if (schedule.takeFirst("read")) {
                    schedule.await("replaced", replaced + 1);
                }
                synchronized (this) {
                    keys.computeIfPresent(
                            use.keyId(), (id, now) -> new ListedKey(read.key(), now.lastUsedAt(), now.uses()));
                }
            }
        }

        @Override
        void put(ListedKey listed, AuditEvent event) {
            super.put(listed, event);
            schedule.take("replaced");
        }
    }

    static final class LosesUses extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public void recordUse(Collection<KeyUse> uses) {
            for (KeyUse use : uses) {
                ListedKey read;
                synchronized (this) {
                    read = keys.get(use.keyId());
                }
                schedule.meet("read");
                synchronized (this) {
                    super.recordUse(List.of(use));
                    keys.computeIfPresent(
                            use.keyId(),
                            (id, now) -> new ListedKey(now.key(), now.lastUsedAt(), read.uses() + use.count()));
                }
            }
        }
    }

    /**
     * Shows key and event one after the other, with nothing but reads in between. One thread compares them again and
     * again: it reads the audit, then the key, then the audit.
     */
    private abstract static class ShowsOneLate extends ModelStore {
        final Schedule schedule = new Schedule();
        private final Object changing = new Object();
        private volatile Thread comparing = Thread.currentThread();

        /** Shows the one, and returns after how many steps of which name it has been compared with the other. */
        abstract Map.Entry<String, Integer> show(ApiKey next, AuditEvent event);

        abstract void hide(ApiKey former, AuditEvent event);

        @Override
        public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            synchronized (changing) {
                ApiKey former;
                Map.Entry<String, Integer> compared;
                synchronized (this) {
                    former = findById(next.id()).value().orElseThrow();
                    if (former.version() != next.version() - 1) {
                        return Reply.of(Replacement.STALE);
                    }
                    compared = show(next, event);
                }
                if (schedule.takeFirst("shown by half")) {
                    schedule.await(compared.getKey(), compared.getValue());
                }
                synchronized (this) {
                    hide(former, event);
                    return super.replace(next, event);
                }
            }
        }

        @Override
        public synchronized Page<AuditEvent> audit(AuditQuery query) {
            comparing = Thread.currentThread();
            schedule.take("audit read");
            return super.audit(query);
        }

        @Override
        public synchronized Reply<Optional<ApiKey>> findById(UUID id) {
            if (Thread.currentThread().equals(comparing)) {
                schedule.take("key read");
            }
            return super.findById(id);
        }
    }

    static final class EventLate extends ShowsOneLate {
        @Override
        Map.Entry<String, Integer> show(ApiKey next, AuditEvent event) {
            keys.computeIfPresent(next.id(), (id, now) -> new ListedKey(next, now.lastUsedAt(), now.uses()));
            // The next read of the key sees the change. The audit is read twice for each read of the key, last after
            // it.
            return Map.entry("audit read", 2 * (schedule.taken("key read") + 1));
        }

        @Override
        void hide(ApiKey former, AuditEvent event) {
            keys.computeIfPresent(former.id(), (id, now) -> new ListedKey(former, now.lastUsedAt(), now.uses()));
        }
    }

    static final class KeyLate extends ShowsOneLate {
        @Override
        Map.Entry<String, Integer> show(ApiKey next, AuditEvent event) {
            events.add(event);
            // Before the next read of the key but one, and possibly before the next, the audit is read anew.
            return Map.entry("key read", (schedule.taken("audit read") + 1) / 2 + 1);
        }

        @Override
        void hide(ApiKey former, AuditEvent event) {
            events.remove(event);
        }
    }

    static final class PurgesAroundLocks extends ModelStore {
        private final Schedule schedule = new Schedule();
        private final Set<UUID> locked = new HashSet<>();

        @Override
        public void recordUse(Collection<KeyUse> uses) {
            List<UUID> used = uses.stream().map(KeyUse::keyId).toList();
            synchronized (this) {
                locked.addAll(used);
            }
            schedule.take("locked");
            schedule.await("purged", 1);
            synchronized (this) {
                super.recordUse(uses);
                used.forEach(locked::remove);
            }
        }

        @Override
        public int purge(Purge purge) {
            schedule.await("locked", 1);
            int purged = super.purge(purge);
            schedule.take("purged");
            return purged;
        }

        @Override
        List<UUID> dead(Instant before) {
            return super.dead(before).stream()
                    .filter(id -> !locked.contains(id))
                    .toList();
        }
    }

    /**
     * Two batches that begin with different keys wait for one another. The database undoes what the later one has
     * added.
     */
    static final class RepeatsOnlyTheLastUse extends ModelStore {
        private final Schedule schedule = new Schedule();
        private final Set<UUID> firsts = new LinkedHashSet<>();

        @Override
        public void recordUse(Collection<KeyUse> uses) {
            List<KeyUse> all = List.copyOf(uses);
            if (Race.isRacing() && isVictim(all.get(0).keyId())) {
                super.recordUse(all.subList(1, all.size()));
            } else {
                super.recordUse(all);
            }
        }

        private boolean isVictim(UUID first) {
            boolean isLater;
            synchronized (this) {
                isLater = firsts.add(first) && firsts.size() == 2;
            }
            if (isLater) {
                schedule.take("deadlock");
            }
            schedule.await("deadlock", 1);
            return isLater;
        }
    }

    /** Of two insertions that wait for one another the later one has lost its key, and repeats what comes after it. */
    static final class RepeatsOnlyTheEnd extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            schedule.meet("began");
            synchronized (this) {
                Reply<Insertion> insertion = super.insert(key, event);
                if (insertion.value() == Insertion.INSERTED && schedule.takeFirst("deadlock")) {
                    keys.remove(key.id());
                }
                return insertion;
            }
        }
    }
}
