package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Stores that lose, undo, or show in part what happens to one key at the same time. */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // That is the fault.
final class BrokenTraffic {
    private BrokenTraffic() {}

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
            return Reply.of(key.flatMap(
                    one -> secrets.map(other -> BrokenMemories.copy(one, one.permissions(), other.secrets()))));
        }

        /** Waits for the first reader: all changes could be made before it begins, with none left to tear it. */
        @Override
        public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            schedule.await("read by half", 1);
            return super.replace(next, event);
        }

        @Override
        void put(ListedKey listed, AuditEvent event) {
            ListedKey previous = keys.get(listed.key().id());
            super.put(listed, event);
            if (previous != null
                    && !previous.key().secrets().equals(listed.key().secrets())) {
                schedule.take("rotated");
            }
        }
    }

    static final class UseWritesBack extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        void add(Collection<KeyUse> uses) {
            for (KeyUse use : uses) {
                super.add(List.of(use));
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
                    keys.computeIfPresent(use.keyId(), (id, now) -> now.as(read.key()));
                }
            }
        }

        /** Waits for the first use: all changes could be made before it begins, and none would be left to undo. */
        @Override
        public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            schedule.await("read", 1);
            return super.replace(next, event);
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
        void add(Collection<KeyUse> uses) {
            for (KeyUse use : uses) {
                ListedKey read;
                synchronized (this) {
                    read = keys.get(use.keyId());
                }
                schedule.meet("read");
                synchronized (this) {
                    super.add(List.of(use));
                    keys.computeIfPresent(
                            use.keyId(),
                            (id, now) -> new ListedKey(
                                    now.key(), now.lastUsedAt(), read.uses() + use.count(), now.secretsUsedAt()));
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

        abstract void hide(ApiKey previous, AuditEvent event);

        @Override
        public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            synchronized (changing) {
                ApiKey previous;
                Map.Entry<String, Integer> compared;
                synchronized (this) {
                    previous = findById(next.id()).value().orElseThrow();
                    if (previous.version() != next.version() - 1) {
                        return Reply.of(Replacement.STALE);
                    }
                    compared = show(next, event);
                }
                if (schedule.takeFirst("shown by half")) {
                    schedule.await(compared.getKey(), compared.getValue());
                }
                synchronized (this) {
                    hide(previous, event);
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
            keys.computeIfPresent(next.id(), (id, now) -> now.as(next));
            // The next read of the key sees the change. The audit is read twice for each read of the key, last after
            // it.
            return Map.entry("audit read", 2 * (schedule.taken("key read") + 1));
        }

        @Override
        void hide(ApiKey previous, AuditEvent event) {
            keys.computeIfPresent(previous.id(), (id, now) -> now.as(previous));
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
        void hide(ApiKey previous, AuditEvent event) {
            events.remove(event);
        }
    }
}
