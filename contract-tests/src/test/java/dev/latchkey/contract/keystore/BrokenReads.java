package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.core.scope.TenantScope;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Stores with one fault each in what they find and list. */
final class BrokenReads {
    /** A thousand is the most that a query may ask for: enough for every test. */
    private static final int ALL = 1000;

    private BrokenReads() {}

    static final class FindsDropped extends ModelStore {
        @Override
        public synchronized Reply<Optional<ApiKey>> findByHandle(String handle) {
            UUID id = handles.get(handle);
            return id == null ? Reply.of(Optional.empty()) : findById(id);
        }
    }

    static final class HidesRevoked extends ModelStore {
        @Override
        public synchronized Reply<Optional<ApiKey>> findByHandle(String handle) {
            return Reply.of(super.findByHandle(handle).value().filter(key -> key.revocation() == null));
        }
    }

    static final class HandleInAnyCase extends ModelStore {
        @Override
        public synchronized Reply<Optional<ApiKey>> findByHandle(String handle) {
            return Reply.of(keys.values().stream()
                    .map(ListedKey::key)
                    .filter(key -> key.secrets().stream()
                            .anyMatch(secret -> secret.handle().equalsIgnoreCase(handle)))
                    .findFirst());
        }
    }

    static final class HidesExpiredSlot extends ModelStore {
        @Override
        public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
            return Reply.of(super.findBySlot(tenant, scope, slot).value().filter(key -> key.expiresAt() == null));
        }
    }

    static final class SlotOfAnyScope extends ModelStore {
        @Override
        public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
            return Reply.of(super.findBySlot(tenant, scope, slot)
                    .value()
                    .or(() -> keys.values().stream()
                            .map(ListedKey::key)
                            .filter(key -> key.tenant().equals(tenant) && slot.equals(key.slot()))
                            .findFirst()));
        }
    }

    /** Something done to every page. */
    private abstract static class Pages extends ModelStore {
        abstract <T> Page<T> page(Page<T> right, int limit);

        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            return page(super.list(query), query.limit());
        }

        @Override
        public synchronized Page<AuditEvent> audit(AuditQuery query) {
            return page(super.audit(query), query.limit());
        }
    }

    static final class AlwaysMore extends Pages {
        @Override
        <T> Page<T> page(Page<T> right, int limit) {
            return new Page<>(right.items(), right.items().size() == limit);
        }
    }

    static final class NeverMore extends Pages {
        @Override
        <T> Page<T> page(Page<T> right, int limit) {
            return new Page<>(right.items(), false);
        }
    }

    static final class OldestFirst extends Pages {
        @Override
        <T> Page<T> page(Page<T> right, int limit) {
            List<T> turned = new ArrayList<>(right.items());
            Collections.reverse(turned);
            return new Page<>(turned, right.more());
        }
    }

    static final class AfterTimeAlone extends ModelStore {
        private static final UUID LOWEST = new UUID(0, 0);

        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            KeyQuery.Position after = query.after();
            return super.list(after == null ? query : query.after(new KeyQuery.Position(after.createdAt(), LOWEST)));
        }

        @Override
        public synchronized Page<AuditEvent> audit(AuditQuery query) {
            AuditQuery.Position after = query.after();
            return super.audit(after == null ? query : query.after(new AuditQuery.Position(after.at(), LOWEST, 0)));
        }
    }

    static final class RepeatsLast extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            KeyQuery.Position after = query.after();
            return super.list(
                    after == null
                            ? query
                            : query.after(
                                    new KeyQuery.Position(after.createdAt().plusMillis(1), after.id())));
        }

        @Override
        public synchronized Page<AuditEvent> audit(AuditQuery query) {
            AuditQuery.Position after = query.after();
            return super.audit(
                    after == null
                            ? query
                            : query.after(new AuditQuery.Position(after.at(), after.keyId(), after.version() + 1)));
        }
    }

    static final class SignedIds extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            Comparator<KeyQuery.Position> order =
                    Comparator.comparing(KeyQuery.Position::createdAt).thenComparing(KeyQuery.Position::id);
            KeyQuery whole = new KeyQuery(query.tenant(), query.filter(), query.aliveAt(), null, ALL);
            return ModelLists.page(
                    super.list(whole).items().stream()
                            .filter(listed ->
                                    query.after() == null || order.compare(listed.position(), query.after()) < 0)
                            .sorted(Comparator.comparing(ListedKey::position, order)
                                    .reversed())
                            .toList(),
                    query.limit());
        }

        @Override
        public synchronized Page<AuditEvent> audit(AuditQuery query) {
            Comparator<AuditQuery.Position> order = Comparator.comparing(AuditQuery.Position::at)
                    .thenComparing(AuditQuery.Position::keyId)
                    .thenComparing(AuditQuery.Position::version);
            AuditQuery whole = new AuditQuery(query.tenant(), query.keyId(), null, ALL);
            return ModelLists.page(
                    super.audit(whole).items().stream()
                            .filter(event -> query.after() == null
                                    || order.compare(AuditQuery.Position.of(event), query.after()) < 0)
                            .sorted(Comparator.comparing(AuditQuery.Position::of, order)
                                    .reversed())
                            .toList(),
                    query.limit());
        }
    }

    static final class EveryTenant extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            List<ListedKey> all = keys.values().stream()
                    .map(listed -> listed.key().tenant())
                    .distinct()
                    .flatMap(tenant -> super.list(KeyQuery.of(tenant, ALL)).items().stream())
                    .toList();
            return query.after() == null && query.limit() >= all.size() ? new Page<>(all, false) : super.list(query);
        }

        @Override
        public synchronized Page<AuditEvent> audit(AuditQuery query) {
            return query.keyId() == null
                    ? super.audit(query)
                    : events.stream()
                            .filter(event -> event.keyId().equals(query.keyId()))
                            .findFirst()
                            .map(event -> super.audit(
                                    new AuditQuery(event.tenant(), event.keyId(), query.after(), query.limit())))
                            .orElseGet(() -> super.audit(query));
        }
    }

    /** The living are told by another rule. */
    private abstract static class Living extends ModelStore {
        abstract boolean lives(ApiKey key, Instant now);

        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            Instant now = query.aliveAt();
            if (now == null) {
                return super.list(query);
            }
            return ModelLists.page(
                    super.list(new KeyQuery(query.tenant(), query.filter(), null, query.after(), ALL)).items().stream()
                            .filter(listed -> lives(listed.key(), now))
                            .toList(),
                    query.limit());
        }
    }

    static final class LivingAtExpiry extends Living {
        @Override
        boolean lives(ApiKey key, Instant now) {
            return key.revocation() == null && (key.expiresAt() == null || !now.isAfter(key.expiresAt()));
        }
    }

    static final class LivingUntilRevoked extends Living {
        @Override
        boolean lives(ApiKey key, Instant now) {
            return key.deadSince().filter(since -> !now.isBefore(since)).isEmpty();
        }
    }

    static final class FiltersLate extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            KeyQuery wider = new KeyQuery(query.tenant(), query.filter(), null, query.after(), query.limit());
            return BrokenFilters.filtered(
                    super.list(wider),
                    key -> query.aliveAt() == null
                            || key.deadSince()
                                    .filter(since -> !query.aliveAt().isBefore(since))
                                    .isEmpty());
        }
    }

    static final class SlotOfTenantAlone extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            return BrokenFilters.filtered(
                    super.list(query),
                    key -> !BrokenFilters.isOf(query, KeyFilter.Member.SLOT) || key.scope() instanceof TenantScope);
        }
    }

    static final class EventsOfEveryKey extends ModelStore {
        @Override
        public synchronized Page<AuditEvent> audit(AuditQuery query) {
            return super.audit(new AuditQuery(query.tenant(), null, query.after(), query.limit()));
        }
    }

    static final class ForgetsRevokedHolder extends ModelStore {
        @Override
        public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
            return Reply.of(super.findBySlot(tenant, scope, slot).value().filter(ApiKey::occupiesSlot));
        }
    }

    static final class AnyRevokedHolder extends ModelStore {
        @Override
        public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
            Optional<ApiKey> holder = super.findBySlot(tenant, scope, slot).value();
            return Reply.of(holder.filter(ApiKey::occupiesSlot)
                    .or(() -> super.list(KeyQuery.of(tenant, ALL).slot(slot)).items().stream()
                            .map(ListedKey::key)
                            .filter(key -> key.scope().equals(scope))
                            .reduce((newer, older) -> older)));
        }
    }

    static final class NewestRevokedHolder extends ModelStore {
        @Override
        public synchronized Reply<Optional<ApiKey>> findBySlot(String tenant, Scope scope, String slot) {
            Optional<ApiKey> holder = super.findBySlot(tenant, scope, slot).value();
            return Reply.of(holder.filter(ApiKey::occupiesSlot)
                    .or(() -> super.list(KeyQuery.of(tenant, ALL).slot(slot)).items().stream()
                            .map(ListedKey::key)
                            .filter(key -> key.scope().equals(scope))
                            .findFirst()));
        }
    }

    static final class IssuedDirectly extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            return BrokenFilters.filtered(
                    super.list(query),
                    key -> !BrokenFilters.isOf(query, KeyFilter.Member.ISSUER)
                            || query.filter().issuer().equals(key.identity().issuedBy()));
        }
    }

    static final class OfPresentIssuers extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            boolean gone = BrokenFilters.isOf(query, KeyFilter.Member.ISSUER)
                    && !keys.containsKey(query.filter().issuer());
            return gone ? new Page<>(List.of(), false) : super.list(query);
        }
    }
}
