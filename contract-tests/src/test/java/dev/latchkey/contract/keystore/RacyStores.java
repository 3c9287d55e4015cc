package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
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
            ListedKey previous;
            synchronized (this) {
                previous = keys.get(next.id());
            }
            if (previous == null || previous.key().version() != next.version() - 1) {
                return Reply.of(Replacement.STALE);
            }
            schedule.meet("compared");
            synchronized (this) {
                if (handleTaken(previous.key(), next)) {
                    return Reply.of(Replacement.HANDLE_TAKEN);
                }
                put(previous.as(next), event);
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
                ListedKey previous = keys.get(next.id());
                if (previous == null) {
                    return Reply.of(Replacement.STALE);
                }
                if (handleTaken(previous.key(), next)) {
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
        boolean handleTaken(ApiKey previous, ApiKey next) {
            return !looked && super.handleTaken(previous, next);
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

    static final class PurgesAroundLocks extends ModelStore {
        private final Schedule schedule = new Schedule();
        private final Set<UUID> locked = new HashSet<>();

        @Override
        void add(Collection<KeyUse> uses) {
            List<UUID> used = uses.stream().map(KeyUse::keyId).toList();
            synchronized (this) {
                locked.addAll(used);
            }
            schedule.take("locked");
            schedule.await("looked for", 1);
            synchronized (this) {
                super.add(uses);
                used.forEach(locked::remove);
            }
        }

        @Override
        public int purge(Purge purge) {
            schedule.await("locked", 1);
            return super.purge(purge);
        }

        /** Until the first purge has been checked, no other one finds the keys unlocked. */
        @Override
        public Reply<Optional<ApiKey>> findById(UUID id) {
            Reply<Optional<ApiKey>> found = super.findById(id);
            schedule.take("looked for");
            return found;
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
        void add(Collection<KeyUse> uses) {
            List<KeyUse> all = List.copyOf(uses);
            if (Race.isRacing() && isVictim(all.get(0).keyId())) {
                super.add(all.subList(1, all.size()));
            } else {
                super.add(all);
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
