package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.ports.Purge;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Stores with one fault each in what they purge. */
final class BrokenPurges {
    private BrokenPurges() {}

    static final class PurgesLiving extends ModelStore {
        @Override
        List<UUID> dead(Instant before) {
            return List.copyOf(keys.keySet());
        }
    }

    static final class PurgesTooSoon extends ModelStore {
        @Override
        List<UUID> dead(Instant before) {
            return super.dead(before.plusMillis(1));
        }
    }

    static final class PurgesRevoked extends ModelStore {
        @Override
        List<UUID> dead(Instant before) {
            return super.dead(before).stream()
                    .filter(id -> keys.get(id).key().revocation() != null)
                    .toList();
        }
    }

    static final class PurgesByLaterDeath extends ModelStore {
        @Override
        List<UUID> dead(Instant before) {
            return super.dead(before).stream()
                    .filter(id -> {
                        ApiKey key = keys.get(id).key();
                        return key.revocation() == null
                                || key.expiresAt() == null
                                || (key.revocation().at().isBefore(before)
                                        && key.expiresAt().isBefore(before));
                    })
                    .toList();
        }
    }

    static final class PurgesPairs extends ModelStore {
        @Override
        public synchronized int purge(Purge purge) {
            return purge.limit() == 1 ? 0 : super.purge(purge);
        }
    }

    static final class PurgesAll extends ModelStore {
        @Override
        public synchronized int purge(Purge purge) {
            return super.purge(new Purge(purge.before(), Integer.MAX_VALUE, purge.actor(), purge.at()));
        }
    }

    static final class PurgesEvents extends ModelStore {
        @Override
        void remove(UUID id, Purge purge) {
            events.removeIf(event -> event.keyId().equals(id));
            super.remove(id, purge);
        }
    }

    static final class PurgesInSilence extends ModelStore {
        @Override
        void remove(UUID id, Purge purge) {
            super.remove(id, purge);
            events.removeIf(event -> event.action() == AuditAction.PURGED);
        }
    }

    static final class ForgetsWhoPurges extends ModelStore {
        @Override
        void remove(UUID id, Purge purge) {
            super.remove(id, new Purge(purge.before(), purge.limit(), Keys.ACTOR, purge.at()));
        }
    }

    static final class FreesPurgedHandles extends ModelStore {
        @Override
        void remove(UUID id, Purge purge) {
            super.remove(id, purge);
            handles.values().removeIf(owner -> owner.equals(id));
        }
    }
}
