package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.ListedKey;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Stores with one fault each in how they record uses. */
final class BrokenUses {
    private BrokenUses() {}

    static final class OverwritesLastUse extends ModelStore {
        @Override
        public synchronized void recordUse(Collection<KeyUse> uses) {
            super.recordUse(uses);
            uses.forEach(use -> keys.computeIfPresent(
                    use.keyId(), (id, listed) -> new ListedKey(listed.key(), use.at(), listed.uses())));
        }
    }

    static final class OverwritesCount extends ModelStore {
        @Override
        public synchronized void recordUse(Collection<KeyUse> uses) {
            super.recordUse(uses);
            uses.forEach(use -> keys.computeIfPresent(
                    use.keyId(), (id, listed) -> new ListedKey(listed.key(), listed.lastUsedAt(), use.count())));
        }
    }

    static final class OnceABatch extends ModelStore {
        @Override
        public synchronized void recordUse(Collection<KeyUse> uses) {
            Map<UUID, KeyUse> byId = new HashMap<>();
            uses.forEach(use -> byId.put(use.keyId(), use));
            super.recordUse(byId.values());
        }
    }

    static final class FailsForUnknown extends ModelStore {
        @Override
        public synchronized void recordUse(Collection<KeyUse> uses) {
            for (KeyUse use : uses) {
                if (!keys.containsKey(use.keyId())) {
                    throw new StoreException("unknown: " + use.keyId(), null);
                }
                super.recordUse(List.of(use));
            }
        }
    }

    static final class UseRaisesVersion extends ModelStore {
        @Override
        public synchronized void recordUse(Collection<KeyUse> uses) {
            super.recordUse(uses);
            uses.forEach(use -> keys.computeIfPresent(use.keyId(), (id, listed) -> {
                ApiKey next = Keys.changed(listed.key().by(Keys.ACTOR, Keys.T0).revoke("used"))
                        .next();
                return new ListedKey(next, listed.lastUsedAt(), listed.uses());
            }));
        }
    }
}
