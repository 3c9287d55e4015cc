package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.Rotation;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.SearchQuery.RotationState;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contract of searches in its shortest form, without the code that stores share. */
class ModelSearch implements KeySearch {
    final ModelStore store;

    ModelSearch(ModelStore store) {
        this.store = store;
    }

    @Override
    public SearchPage search(SearchQuery query) {
        synchronized (store) {
            List<ListedKey> all = new ArrayList<>();
            for (ListedKey listed : store.keys.values()) {
                if (isAsked(query, listed)) {
                    all.add(listed);
                }
            }
            all.sort(order(query));
            int begin = 0;
            if (query.after() != null) {
                while (begin < all.size() && !follows(query, all.get(begin), query.after())) {
                    begin++;
                }
            }
            int end = Math.min(all.size(), begin + query.limit());
            List<ListedKey> items = all.subList(begin, end);
            return new SearchPage(items, end == all.size() ? null : position(query, items));
        }
    }

    SearchPosition position(SearchQuery query, List<ListedKey> items) {
        ListedKey last = items.get(items.size() - 1);
        ApiKey key = last.key();
        return query.order().sort() == SearchOrder.Sort.NAME
                ? new SearchPosition(null, key.name(), key.id())
                : new SearchPosition(instant(query.order(), last), null, key.id());
    }

    boolean isAsked(SearchQuery query, ListedKey listed) {
        ApiKey key = listed.key();
        return isOf(query, key)
                && query.state().statuses().contains(status(query, key))
                && hasRotation(query, listed)
                && (query.filter() == null || passes(query.filter(), key))
                && isWithin(query.order(), listed);
    }

    boolean isOf(SearchQuery query, ApiKey key) {
        return key.tenant().equals(query.tenant());
    }

    KeyStatus status(SearchQuery query, ApiKey key) {
        if (key.revocation() != null) {
            return KeyStatus.REVOKED;
        }
        boolean recorded = key.lifecycle().expiredAt() != null;
        if (recorded || (key.expiresAt() != null && !query.state().at().isBefore(key.expiresAt()))) {
            return KeyStatus.EXPIRED;
        }
        return key.suspension() == null ? KeyStatus.ACTIVE : KeyStatus.SUSPENDED;
    }

    boolean hasRotation(SearchQuery query, ListedKey listed) {
        ApiKey key = listed.key();
        RotationState asked = query.state().rotation();
        if (asked == null) {
            return true;
        }
        Rotation rotation = key.rotation();
        Instant end = rotation == null ? null : key.secrets().get(1).retiresAt();
        KeyStatus status = status(query, key);
        boolean underWay = end != null
                && query.state().at().isBefore(end)
                && status != KeyStatus.REVOKED
                && status != KeyStatus.EXPIRED;
        if (!underWay || rotation == null) {
            return false;
        }
        if (asked == RotationState.PREVIOUS_USED) {
            return rotation.kind() == Rotation.Kind.OVERLAP && isUsedAfter(rotation.startedAt(), previous(listed));
        }
        return asked == RotationState.ANY || asked.name().equals(rotation.kind().name());
    }

    private static @Nullable Instant previous(ListedKey listed) {
        return listed.secretsUsedAt().get(listed.key().secrets().get(1).handle());
    }

    boolean isUsedAfter(Instant begin, @Nullable Instant used) {
        return used != null && begin.isBefore(used);
    }

    boolean passes(SearchFilter filter, ApiKey key) {
        String value = filter.value();
        return switch (filter.member()) {
            case RESOURCE -> key.scope().equals(Scope.resource(value));
            case OWNER -> value.equals(key.labels().owner());
            case TAG -> key.labels().tags().contains(value);
            case PERMISSION -> key.permissions().permit(value);
            case ISSUER ->
                key.identity().issuers().stream().anyMatch(id -> id.toString().equals(value));
            case TEXT -> begins(key, value);
        };
    }

    boolean begins(ApiKey key, String value) {
        return key.name().startsWith(value)
                || key.secrets().stream()
                        .anyMatch(secret -> ("k_" + secret.handle()).equals(value)
                                || (secret.prefix() + secret.handle().substring(0, 8)).startsWith(value));
    }

    boolean isWithin(SearchOrder order, ListedKey listed) {
        Instant at = instant(order, listed);
        if (order.never()) {
            return at == null;
        }
        if (order.from() == null && order.before() == null) {
            return true;
        }
        if (at == null && order.sort() == SearchOrder.Sort.LAST_USED) {
            return order.from() == null && isUnused(listed, order.before());
        }
        return at != null
                && (order.from() == null || !at.isBefore(order.from()))
                && (order.before() == null || at.isBefore(order.before()));
    }

    /** Tells whether a key that was never used is found by the end of a range. */
    boolean isUnused(ListedKey listed, @Nullable Instant before) {
        return before == null || listed.key().createdAt().isBefore(before);
    }

    @Nullable Instant instant(SearchOrder order, ListedKey listed) {
        if (order.sort() == SearchOrder.Sort.LAST_USED) {
            return day(listed.lastUsedAt());
        }
        ApiKey key = listed.key();
        return order.sort() == SearchOrder.Sort.CREATED ? key.createdAt() : key.expiresAt();
    }

    private static @Nullable Instant day(@Nullable Instant used) {
        return used == null
                ? null
                : LocalDate.ofInstant(used, ZoneOffset.UTC)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant();
    }

    Comparator<ListedKey> order(SearchQuery query) {
        Comparator<ListedKey> byId =
                Comparator.comparing(listed -> listed.key().id().toString());
        Comparator<ListedKey> ascending = (query.order().sort() == SearchOrder.Sort.NAME
                        ? Comparator.<ListedKey, String>comparing(
                                listed -> listed.key().name())
                        : Comparator.<ListedKey, Instant>comparing(listed -> sorted(query, listed)))
                .thenComparing(byId);
        return query.order().descending() ? Collections.reverseOrder(ascending) : ascending;
    }

    Instant sorted(SearchQuery query, ListedKey listed) {
        return sorted(query.order(), instant(query.order(), listed));
    }

    /** Never is the latest of expiries and the earliest of last uses. */
    Instant sorted(SearchOrder order, @Nullable Instant at) {
        if (at != null) {
            return at;
        }
        return order.sort() == SearchOrder.Sort.LAST_USED ? Instant.MIN : Instant.MAX;
    }

    boolean follows(SearchQuery query, ListedKey listed, SearchPosition position) {
        ApiKey key = listed.key();
        int compared = position.name() == null
                ? sorted(query, listed).compareTo(sorted(query.order(), position.at()))
                : key.name().compareTo(position.name());
        compared = compared == 0 ? key.id().toString().compareTo(position.id().toString()) : compared;
        return query.order().descending() ? compared < 0 : compared > 0;
    }
}
