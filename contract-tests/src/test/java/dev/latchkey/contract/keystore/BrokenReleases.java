package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Stores with one fault each in how they read what a newer release wrote. */
final class BrokenReleases {
    private BrokenReleases() {}

    /** Remembers whose text was rewritten. */
    abstract static class Rewritable extends ModelStore {
        final Set<UUID> rewritten = new HashSet<>();

        final boolean rewrite(ApiKey key) {
            return rewritten.add(key.id());
        }

        final void fail(boolean unknown) {
            if (unknown) {
                throw new StoreException("unknown form", null);
            }
        }
    }

    static final class HidesPages extends Rewritable {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            Page<ListedKey> page = super.list(query);
            fail(page.items().stream()
                    .anyMatch(listed -> rewritten.contains(listed.key().id())));
            return page;
        }
    }

    static final class LeavesOutUnknown extends Rewritable {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            List<ListedKey> known = super.list(query).items().stream()
                    .filter(listed -> !rewritten.contains(listed.key().id()))
                    .toList();
            return new Page<>(known, false);
        }
    }

    static final class CannotFindUnknown extends Rewritable {
        @Override
        public synchronized Reply<Optional<ApiKey>> findById(UUID id) {
            fail(rewritten.contains(id));
            return super.findById(id);
        }
    }

    static final class TakesUnknownForAll extends Rewritable {
        @Override
        public synchronized Reply<Optional<ApiKey>> findById(UUID id) {
            return Reply.of(super.findById(id)
                    .value()
                    .map(key -> rewritten.contains(id)
                            ? new ApiKey(
                                    key.identity(),
                                    key.labels(),
                                    key.authority().permissions(Permissions.ALL),
                                    key.lifecycle(),
                                    key.version(),
                                    key.changedAt(),
                                    key.secrets(),
                                    key.rotation())
                            : key));
        }
    }

    static final class CannotFindUnknownRotations extends Rewritable {
        @Override
        public synchronized Reply<Optional<ApiKey>> findById(UUID id) {
            Reply<Optional<ApiKey>> found = super.findById(id);
            fail(rewritten.contains(id) && found.value().map(ApiKey::rotation).isPresent());
            return found;
        }
    }

    static final class HidesEvents extends Rewritable {
        @Override
        public synchronized Page<AuditEvent> audit(AuditQuery query) {
            Page<AuditEvent> page = super.audit(query);
            fail(page.items().stream().anyMatch(event -> rewritten.contains(event.keyId())));
            return page;
        }
    }
}
