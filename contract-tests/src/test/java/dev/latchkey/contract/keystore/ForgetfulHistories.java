package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.TenantMark;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Histories that forget events wrongly, each in one way. */
final class ForgetfulHistories {
    private ForgetfulHistories() {}

    static final class RemovesThosePurgedAtTheInstant extends ModelHistory {
        RemovesThosePurgedAtTheInstant(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetChanges(Instant purgedBefore, int limit) {
            return super.forgetChanges(purgedBefore.plusMillis(1), limit);
        }
    }

    /** Goes by the age of each event. */
    static final class RemovesOldEventsOfAnyKey extends ModelHistory {
        RemovesOldEventsOfAnyKey(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetChanges(Instant purgedBefore, int limit) {
            int keys = super.forgetChanges(purgedBefore, limit);
            store.events.removeIf(event -> event.at().isBefore(purgedBefore));
            return keys;
        }
    }

    static final class LeavesThePurge extends ModelHistory {
        LeavesThePurge(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetChanges(Instant purgedBefore, int limit) {
            List<AuditEvent> purges = store.events.stream()
                    .filter(event -> event.action() == AuditAction.PURGED)
                    .toList();
            int keys = super.forgetChanges(purgedBefore, limit);
            purges.stream().filter(event -> !store.events.contains(event)).forEach(store.events::add);
            return keys;
        }
    }

    static final class ForgetsChangesWithoutALimit extends ModelHistory {
        ForgetsChangesWithoutALimit(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetChanges(Instant purgedBefore, int limit) {
            return super.forgetChanges(purgedBefore, Integer.MAX_VALUE);
        }
    }

    static final class ForgetsStoredKeys extends ModelHistory {
        ForgetsStoredKeys(ModelStore store) {
            super(store);
        }

        @Override
        boolean isStored(UUID keyId) {
            return false;
        }
    }

    static final class ForgetsOtherTenants extends ModelHistory {
        ForgetsOtherTenants(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetTenant(String tenant, int limit) {
            int removed = super.forgetTenant(tenant, limit);
            store.events.removeIf(event -> !isStored(event.keyId()));
            return removed;
        }
    }

    static final class ForgetsATenantWithoutALimit extends ModelHistory {
        ForgetsATenantWithoutALimit(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetTenant(String tenant, int limit) {
            return super.forgetTenant(tenant, Integer.MAX_VALUE);
        }
    }

    static final class ForgetsTheMark extends ModelHistory {
        ForgetsTheMark(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetTenant(String tenant, int limit) {
            int removed = super.forgetTenant(tenant, limit);
            store.marks.remove(tenant);
            return removed;
        }
    }

    static final class KeepsWhoEndedTheTenant extends ModelHistory {
        KeepsWhoEndedTheTenant(ModelStore store) {
            super(store);
        }

        @Override
        public int forgetTenant(String tenant, int limit) {
            Map<String, TenantMark> marks = Map.copyOf(store.marks);
            int removed = super.forgetTenant(tenant, limit);
            store.marks.putAll(marks);
            return removed;
        }
    }

    static final class LeavesUsersInMarks extends ModelHistory {
        LeavesUsersInMarks(ModelStore store) {
            super(store);
        }

        @Override
        public int replaceUser(Pseudonym pseudonym) {
            Map<String, TenantMark> marks = Map.copyOf(store.marks);
            int changed = super.replaceUser(pseudonym);
            store.marks.putAll(marks);
            return changed;
        }
    }

    static final class LeavesUsersInValues extends ModelHistory {
        LeavesUsersInValues(ModelStore store) {
            super(store);
        }

        @Override
        public int replaceUser(Pseudonym pseudonym) {
            Map<AuditEvent, AuditEvent> before = new HashMap<>();
            store.events.forEach(event -> before.put(pseudonym.in(event), event));
            int changed = super.replaceUser(pseudonym);
            store.events.replaceAll(
                    event -> event.changes(before.getOrDefault(event, event).changes()));
            return changed;
        }
    }

    static final class KeepsTheOrigin extends ModelHistory {
        KeepsTheOrigin(ModelStore store) {
            super(store);
        }

        @Override
        public int replaceUser(Pseudonym pseudonym) {
            List<AuditEvent> before = List.copyOf(store.events);
            int changed = super.replaceUser(pseudonym);
            for (int i = 0; i < before.size(); i++) {
                AuditEvent event = store.events.get(i);
                store.events.set(
                        i, event.actor(event.actor().from(before.get(i).actor().origin())));
            }
            return changed;
        }
    }

    static final class ReplacesUsersWithoutALimit extends ModelHistory {
        ReplacesUsersWithoutALimit(ModelStore store) {
            super(store);
        }

        @Override
        public int replaceUser(Pseudonym pseudonym) {
            return super.replaceUser(new Pseudonym(pseudonym.user(), pseudonym.pseudonym(), Integer.MAX_VALUE));
        }
    }
}
