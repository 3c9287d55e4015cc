package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Purge;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyVersion;
import dev.latchkey.ports.query.ListedKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Stores that tell versions, with one fault each. */
final class BrokenVersions {
    private BrokenVersions() {}

    /** Has no fault. */
    static class Right extends ModelStore implements KeyVersions {
        @Override
        public Reply<Optional<KeyVersion>> find(UUID id) {
            synchronized (this) {
                return Reply.of(Optional.ofNullable(keys.get(id)).map(listed -> version(listed.key())));
            }
        }

        KeyVersion version(ApiKey key) {
            return KeyVersion.of(key);
        }
    }

    static final class RemembersVersions extends Right {
        private final Map<UUID, Reply<Optional<KeyVersion>>> found = new HashMap<>();

        @Override
        public synchronized Reply<Optional<KeyVersion>> find(UUID id) {
            return found.computeIfAbsent(id, super::find);
        }
    }

    static final class KeepsTheFirstInstant extends Right {
        @Override
        KeyVersion version(ApiKey key) {
            return new KeyVersion(key.version(), key.createdAt());
        }
    }

    static final class CutsInstants extends Right {
        @Override
        KeyVersion version(ApiKey key) {
            return new KeyVersion(key.version(), key.changedAt().truncatedTo(ChronoUnit.SECONDS));
        }
    }

    static final class CountsSecrets extends Right {
        @Override
        KeyVersion version(ApiKey key) {
            return new KeyVersion(Math.min(key.version(), ApiKey.MAX_SECRETS), key.changedAt());
        }
    }

    static final class SaysZeroForNone extends Right {
        @Override
        public synchronized Reply<Optional<KeyVersion>> find(UUID id) {
            return Reply.of(super.find(id).value().or(() -> Optional.of(new KeyVersion(0, Instant.EPOCH))));
        }
    }

    /** A version for everybody, as of a table that was read for its latest change. */
    static final class HasOneVersion extends Right {
        private Optional<KeyVersion> last = Optional.empty();

        @Override
        void put(ListedKey listed, AuditEvent event) {
            super.put(listed, event);
            last = Optional.of(KeyVersion.of(listed.key()));
        }

        @Override
        public synchronized Reply<Optional<KeyVersion>> find(UUID id) {
            return Reply.of(keys.containsKey(id) ? last : Optional.empty());
        }
    }

    /** Keeps versions apart from keys. */
    abstract static class Apart extends Right {
        final Map<UUID, KeyVersion> versions = new ConcurrentHashMap<>();

        @Override
        void put(ListedKey listed, AuditEvent event) {
            super.put(listed, event);
            versions.put(listed.key().id(), KeyVersion.of(listed.key()));
        }

        @Override
        void remove(UUID id, Purge purge) {
            super.remove(id, purge);
            versions.remove(id);
        }

        @Override
        public Reply<Optional<KeyVersion>> find(UUID id) {
            return Reply.of(Optional.ofNullable(versions.get(id)));
        }
    }

    static final class KeepsVersionsOfThePurged extends Apart {
        @Override
        void remove(UUID id, Purge purge) {
            KeyVersion last = versions.get(id);
            super.remove(id, purge);
            versions.put(id, last);
        }
    }

    static final class KeepsVersionsOfTheRefused extends Apart {
        @Override
        public synchronized Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            versions.put(key.id(), KeyVersion.of(key));
            return super.insert(key, event);
        }
    }

    static final class CountsRefusedChanges extends Apart {
        @Override
        public synchronized Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            versions.put(next.id(), KeyVersion.of(next));
            return super.replace(next, event);
        }
    }

    static final class CountsUses extends Apart {
        @Override
        synchronized void add(Collection<KeyUse> uses) {
            super.add(uses);
            uses.forEach(use -> versions.computeIfPresent(
                    use.keyId(), (id, version) -> new KeyVersion(version.number() + 1, version.changedAt())));
        }
    }

    static final class ForgetsVersionsWithHandles extends Apart {
        @Override
        void put(ListedKey listed, AuditEvent event) {
            super.put(listed, event);
            if (listed.key().version() > ApiKey.MAX_SECRETS) {
                versions.remove(listed.key().id());
            }
        }
    }

    /** Tells a version before it is stored. Waits, so that the reader must not wait for it. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized")
    static final class RunsAhead extends Apart {
        private final Schedule schedule = new Schedule();
        private final ThreadLocal<Boolean> ahead = ThreadLocal.withInitial(() -> false);

        @Override
        public Reply<Replacement> replace(ApiKey next, AuditEvent event) {
            versions.put(next.id(), KeyVersion.of(next));
            if (schedule.takeFirst("replace")) {
                schedule.await("read of what was told too soon", 1);
            }
            return super.replace(next, event);
        }

        @Override
        public Reply<Optional<KeyVersion>> find(UUID id) {
            Reply<Optional<KeyVersion>> found = super.find(id);
            ahead.set(found.value().filter(version -> version.number() > 1).isPresent());
            return found;
        }

        @Override
        public Reply<Optional<ApiKey>> findById(UUID id) {
            Reply<Optional<ApiKey>> found = super.findById(id);
            if (ahead.get()) {
                schedule.take("read of what was told too soon");
            }
            return found;
        }
    }
}
