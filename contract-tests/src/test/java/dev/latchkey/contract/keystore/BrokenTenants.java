package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.TenantMark;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Stores with one fault each in how they end tenants and walk over all keys. */
final class BrokenTenants {
    private BrokenTenants() {}

    static final class TakesKeysOfEndedTenants extends ModelStore {
        @Override
        public synchronized Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            TenantMark mark = marks.remove(key.tenant());
            try {
                return super.insert(key, event);
            } finally {
                if (mark != null) {
                    marks.put(key.tenant(), mark);
                }
            }
        }
    }

    static final class NeverReopens extends ModelStore {
        @Override
        public synchronized Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            return marks.containsKey(key.tenant()) ? Reply.of(Insertion.TENANT_ENDED) : super.insert(key, event);
        }
    }

    static final class EndsOthersToo extends ModelStore {
        @Override
        public synchronized Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            boolean ended = marks.keySet().stream()
                    .anyMatch(tenant -> tenant.equalsIgnoreCase(key.tenant())
                            && marks.get(tenant).ended());
            return ended ? Reply.of(Insertion.TENANT_ENDED) : super.insert(key, event);
        }
    }

    static final class LastMarkWins extends ModelStore {
        @Override
        public synchronized Reply<Replacement> markTenant(TenantMark next) {
            marks.put(next.tenant(), next);
            events.add(next.event());
            return Reply.of(Replacement.REPLACED);
        }
    }

    static final class MarksInSilence extends ModelStore {
        @Override
        public synchronized Reply<Replacement> markTenant(TenantMark next) {
            Reply<Replacement> reply = super.markTenant(next);
            events.removeIf(event -> event.action() == AuditAction.TENANT_ENDED);
            return reply;
        }
    }

    static final class ForgetsWhy extends ModelStore {
        @Override
        public synchronized Reply<Optional<TenantMark>> findTenantMark(String tenant) {
            return Reply.of(super.findTenantMark(tenant)
                    .value()
                    .map(mark -> new TenantMark(tenant, mark.version(), mark.ended(), mark.at(), "", mark.actor())));
        }
    }

    /** Those who insert read an old copy, on which the tenant is not ended yet. */
    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // They wait for another call.
    static final class ReadsOldMarks extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public Reply<Insertion> insert(ApiKey key, AuditEvent event) {
            schedule.await("listed", 1);
            synchronized (this) {
                put(new ListedKey(key, null, 0), event);
            }
            return Reply.of(Insertion.INSERTED);
        }

        @Override
        public Reply<Optional<TenantMark>> findTenantMark(String tenant) {
            return Race.isRacing() ? Reply.of(Optional.empty()) : super.findTenantMark(tenant);
        }

        @Override
        public Page<ListedKey> list(KeyQuery query) {
            Page<ListedKey> page = super.list(query);
            schedule.take("listed");
            return page;
        }
    }

    @SuppressWarnings("UnsynchronizedOverridesSynchronized") // That is the fault.
    static final class ComparesThenMarks extends ModelStore {
        private final Schedule schedule = new Schedule();

        @Override
        public Reply<Replacement> markTenant(TenantMark next) {
            long version = findTenantMark(next.tenant())
                    .value()
                    .map(TenantMark::version)
                    .orElse(0L);
            if (version != next.version() - 1) {
                return Reply.of(Replacement.STALE);
            }
            schedule.meet("compared");
            synchronized (this) {
                marks.put(next.tenant(), next);
                events.add(next.event());
            }
            return Reply.of(Replacement.REPLACED);
        }
    }

    static final class WalksInJavasOrder extends ModelStore {
        @Override
        public synchronized Page<ApiKey> all(@Nullable UUID after, int limit) {
            return ModelLists.page(
                    keys.values().stream()
                            .map(ListedKey::key)
                            .filter(key -> after == null || key.id().compareTo(after) > 0)
                            .sorted(Comparator.comparing(ApiKey::id))
                            .toList(),
                    limit);
        }
    }

    static final class WalksPastTheDead extends ModelStore {
        @Override
        public synchronized Page<ApiKey> all(@Nullable UUID after, int limit) {
            List<ApiKey> found = super.all(after, limit).items();
            return new Page<>(
                    found.stream().filter(key -> key.revocation() == null).toList(), found.size() == limit);
        }
    }
}
