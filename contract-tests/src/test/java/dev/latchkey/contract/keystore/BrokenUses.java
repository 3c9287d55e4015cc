package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.ListedKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;

/** Stores with one fault each in how they record uses. */
final class BrokenUses {
    private BrokenUses() {}

    static final class OverwritesLastUse extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses);
            uses.forEach(use -> keys.computeIfPresent(
                    use.keyId(),
                    (id, listed) -> new ListedKey(listed.key(), use.at(), listed.uses(), listed.secretsUsedAt())));
        }
    }

    static final class OverwritesCount extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses);
            uses.forEach(use -> keys.computeIfPresent(
                    use.keyId(),
                    (id, listed) ->
                            new ListedKey(listed.key(), listed.lastUsedAt(), use.count(), listed.secretsUsedAt())));
        }
    }

    static final class OverwritesLastUseOfASecret extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses);
            uses.forEach(use -> rewriteSecrets(this, use, (secrets, handle) -> secrets.put(handle, use.at())));
        }
    }

    static final class ForgetsSecrets extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses.stream().map(use -> use.with(null)).toList());
        }
    }

    /** Takes a use of one secret for the last one of all that the key has. */
    static final class TakesOneSecretForAll extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses);
            uses.forEach(use -> rewriteSecrets(
                    this,
                    use,
                    (secrets, handle) -> keys.get(use.keyId())
                            .key()
                            .secrets()
                            .forEach(secret -> secrets.put(secret.handle(), secrets.get(handle)))));
        }
    }

    /** Takes requests that were refused for uses of their secret. */
    static final class CountsTheRefusedOfASecret extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses);
            uses.stream()
                    .filter(use -> !use.isAccepted())
                    .forEach(use -> rewriteSecrets(this, use, (secrets, handle) -> secrets.put(handle, use.at())));
        }
    }

    /** Keeps the last use of a secret that the key no longer carries, or never did. */
    static final class KeepsForeignSecrets extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses);
            uses.forEach(use -> keys.computeIfPresent(
                    use.keyId(),
                    (id, listed) -> with(listed, use, (secrets, handle) -> secrets.put(handle, use.at()))));
        }
    }

    static final class OnceABatch extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            Map<UUID, KeyUse> byId = new HashMap<>();
            uses.forEach(use -> byId.put(use.keyId(), use));
            super.add(byId.values());
        }
    }

    static final class FailsForUnknown extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            for (KeyUse use : uses) {
                if (!keys.containsKey(use.keyId())) {
                    throw new StoreException("unknown: " + use.keyId(), null);
                }
                super.add(List.of(use));
            }
        }
    }

    static final class RecordsAgain extends ModelStore {
        @Override
        public void recordUse(UseBatch batch) {
            add(batch.uses());
        }
    }

    /** Takes a batch for recorded before it is. */
    static final class MarksFirst extends Overflowing {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            uses.forEach(this::checkRoom);
            super.add(uses);
        }
    }

    /** Takes a batch for recorded when all of it is, though its uses are written one by one. */
    static final class MarksLast extends Overflowing {
        private final Map<UUID, Long> numbers = new HashMap<>();

        @Override
        public synchronized void recordUse(UseBatch batch) {
            if (numbers.getOrDefault(batch.writer(), 0L) < batch.number()) {
                for (KeyUse use : batch.uses()) {
                    checkRoom(use);
                    add(List.of(use));
                }
                numbers.put(batch.writer(), batch.number());
            }
        }
    }

    static final class KnowsOneWriter extends ModelStore {
        private Map<UUID, Long> last = Map.of();

        @Override
        public synchronized void recordUse(UseBatch batch) {
            if (last.getOrDefault(batch.writer(), 0L) < batch.number()) {
                add(batch.uses());
            }
            last = Map.of(batch.writer(), batch.number());
        }
    }

    /** Forgets the writer that it has known longest, although another one wrote longer ago. */
    static final class ForgetsOldWriters extends ModelStore {
        private final Map<UUID, Long> numbers = new LinkedHashMap<>();

        @Override
        public synchronized void recordUse(UseBatch batch) {
            if (numbers.getOrDefault(batch.writer(), 0L) < batch.number()) {
                add(batch.uses());
                numbers.put(batch.writer(), batch.number());
            }
            if (numbers.size() > UseBatch.WRITERS + 1) {
                numbers.remove(numbers.keySet().iterator().next());
            }
        }
    }

    static final class ForgetsWritersByTheirClocks extends ModelStore {
        private final Map<UUID, UseBatch> last = new HashMap<>();

        @Override
        public synchronized void recordUse(UseBatch batch) {
            UseBatch known = last.get(batch.writer());
            if (known == null || known.number() < batch.number()) {
                add(batch.uses());
                last.put(batch.writer(), batch);
            }
            Instant old = at(batch).minus(Duration.ofDays(30));
            last.values().removeIf(other -> at(other).isBefore(old));
        }

        private static Instant at(UseBatch batch) {
            return batch.uses().stream()
                    .map(KeyUse::at)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
        }
    }

    static final class TakesOneNumberForAnother extends ModelStore {
        private final Set<UUID> writers = new HashSet<>();

        @Override
        public synchronized void recordUse(UseBatch batch) {
            if (writers.add(batch.writer())) {
                add(batch.uses());
            }
        }
    }

    private abstract static class Overflowing extends ModelStore {
        final synchronized void checkRoom(KeyUse use) {
            ListedKey listed = keys.get(use.keyId());
            if (listed != null && listed.uses() > Long.MAX_VALUE - use.count()) {
                throw new StoreException("count out of range: " + use.keyId(), null);
            }
        }
    }

    static final class UseRaisesVersion extends ModelStore {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses);
            uses.forEach(use -> keys.computeIfPresent(use.keyId(), (id, listed) -> {
                ApiKey next = Keys.changed(listed.key().by(Keys.ACTOR, Keys.T0).revoke("used"))
                        .next();
                return listed.as(next);
            }));
        }
    }

    /** Changes the last uses of the secrets of a key after a use that names one that it carries. */
    private static void rewriteSecrets(ModelStore store, KeyUse use, BiConsumer<Map<String, Instant>, String> change) {
        store.keys.computeIfPresent(use.keyId(), (id, listed) -> {
            String handle = use.handle();
            boolean carried = handle != null && listed.key().secret(handle).isPresent();
            return carried ? with(listed, use, change) : listed;
        });
    }

    private static ListedKey with(ListedKey listed, KeyUse use, BiConsumer<Map<String, Instant>, String> change) {
        Map<String, Instant> secrets = new HashMap<>(listed.secretsUsedAt());
        if (use.handle() != null) {
            change.accept(secrets, use.handle());
        }
        return new ListedKey(listed.key(), listed.lastUsedAt(), listed.uses(), secrets);
    }
}
