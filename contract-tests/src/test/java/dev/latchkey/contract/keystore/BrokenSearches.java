package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Searches with one fault each. */
final class BrokenSearches {
    private BrokenSearches() {}

    static final class FindsOtherTenants extends ModelSearch {
        FindsOtherTenants(ModelStore store) {
            super(store);
        }

        @Override
        boolean isOf(SearchQuery query, ApiKey key) {
            return true;
        }
    }

    static final class TakesTheExpiredForActive extends ModelSearch {
        TakesTheExpiredForActive(ModelStore store) {
            super(store);
        }

        @Override
        KeyStatus status(SearchQuery query, ApiKey key) {
            KeyStatus status = super.status(query, key);
            return status == KeyStatus.EXPIRED ? KeyStatus.ACTIVE : status;
        }
    }

    static final class FindsEveryRotation extends ModelSearch {
        FindsEveryRotation(ModelStore store) {
            super(store);
        }

        @Override
        boolean hasRotation(SearchQuery query, ListedKey listed) {
            return query.state().rotation() == null || listed.key().rotation() != null;
        }
    }

    /** As a collation does. */
    static final class IgnoresCase extends ModelSearch {
        IgnoresCase(ModelStore store) {
            super(store);
        }

        @Override
        boolean passes(SearchFilter filter, ApiKey key) {
            String owner = key.labels().owner();
            return filter.member() == SearchFilter.Member.OWNER
                    ? owner != null
                            && owner.toLowerCase(Locale.ROOT)
                                    .equals(filter.value().toLowerCase(Locale.ROOT))
                    : super.passes(filter, key);
        }
    }

    static final class KeepsTheFirstTags extends ModelSearch {
        KeepsTheFirstTags(ModelStore store) {
            super(store);
        }

        @Override
        boolean passes(SearchFilter filter, ApiKey key) {
            return super.passes(filter, key) || (filter.member() == SearchFilter.Member.TAG && key.version() > 1);
        }
    }

    static final class SeesNoPatterns extends ModelSearch {
        SeesNoPatterns(ModelStore store) {
            super(store);
        }

        @Override
        boolean passes(SearchFilter filter, ApiKey key) {
            return filter.member() == SearchFilter.Member.PERMISSION
                    ? key.permissions().patterns().contains(filter.value())
                    : super.passes(filter, key);
        }
    }

    static final class FindsChildrenAlone extends ModelSearch {
        FindsChildrenAlone(ModelStore store) {
            super(store);
        }

        @Override
        boolean passes(SearchFilter filter, ApiKey key) {
            return filter.member() == SearchFilter.Member.ISSUER
                    ? filter.issuer().equals(key.identity().issuedBy())
                    : super.passes(filter, key);
        }
    }

    static final class FindsTextAnywhere extends ModelSearch {
        FindsTextAnywhere(ModelStore store) {
            super(store);
        }

        @Override
        boolean begins(ApiKey key, String value) {
            return super.begins(key, value) || key.name().contains(value);
        }
    }

    static final class IncludesTheEnd extends ModelSearch {
        IncludesTheEnd(ModelStore store) {
            super(store);
        }

        @Override
        boolean isWithin(SearchOrder order, ListedKey listed) {
            return super.isWithin(order, listed)
                    || (order.before() != null
                            && order.before().equals(listed.key().expiresAt()));
        }
    }

    static final class IncludesTheLastDay extends ModelSearch {
        IncludesTheLastDay(ModelStore store) {
            super(store);
        }

        @Override
        boolean isWithin(SearchOrder order, ListedKey listed) {
            boolean ofLastUse = order.sort() == SearchOrder.Sort.LAST_USED;
            return super.isWithin(order, listed)
                    || (ofLastUse && order.before() != null && order.before().equals(instant(order, listed)));
        }
    }

    /** Leaves those out that were never used. */
    static final class FindsNoneThatWasNeverUsedInARange extends ModelSearch {
        FindsNoneThatWasNeverUsedInARange(ModelStore store) {
            super(store);
        }

        @Override
        boolean isUnused(ListedKey listed, @Nullable Instant before) {
            return before == null;
        }
    }

    /** Takes a key that is younger than the end of the range for unused. */
    static final class TakesTheNewForUnused extends ModelSearch {
        TakesTheNewForUnused(ModelStore store) {
            super(store);
        }

        @Override
        boolean isUnused(ListedKey listed, @Nullable Instant before) {
            return true;
        }
    }

    /** Orders by the instant and not by the day, so that a busy key has another place after each use. */
    static final class OrdersByTheInstantOfUse extends ModelSearch {
        OrdersByTheInstantOfUse(ModelStore store) {
            super(store);
        }

        @Override
        @Nullable Instant instant(SearchOrder order, ListedKey listed) {
            return order.sort() == SearchOrder.Sort.LAST_USED ? listed.lastUsedAt() : super.instant(order, listed);
        }
    }

    /** As databases do whose nulls come last. */
    static final class NeverUsedComesLast extends ModelSearch {
        NeverUsedComesLast(ModelStore store) {
            super(store);
        }

        @Override
        Instant sorted(SearchOrder order, @Nullable Instant at) {
            return at == null ? Instant.MAX : at;
        }
    }

    static final class FindsPreviousSecretsThatWereEverUsed extends ModelSearch {
        FindsPreviousSecretsThatWereEverUsed(ModelStore store) {
            super(store);
        }

        @Override
        boolean isUsedAfter(Instant begin, @Nullable Instant used) {
            return used != null;
        }
    }

    static final class FindsEveryPreviousSecret extends ModelSearch {
        FindsEveryPreviousSecret(ModelStore store) {
            super(store);
        }

        @Override
        boolean isUsedAfter(Instant begin, @Nullable Instant used) {
            return true;
        }
    }

    static final class NeverComesFirst extends ModelSearch {
        NeverComesFirst(ModelStore store) {
            super(store);
        }

        @Override
        Instant sorted(SearchOrder order, @Nullable Instant at) {
            return at == null ? Instant.MIN : at;
        }
    }

    /** As columns and documents without a second part of their order do. */
    static final class LosesTheIdOfAPosition extends ModelSearch {
        LosesTheIdOfAPosition(ModelStore store) {
            super(store);
        }

        @Override
        boolean follows(SearchQuery query, ListedKey listed, SearchPosition position) {
            boolean same = position.name() == null
                    ? sorted(query, listed).equals(sorted(query.order(), position.at()))
                    : listed.key().name().equals(position.name());
            return !same && super.follows(query, listed, position);
        }
    }

    static final class OrdersNamesAsPeopleDo extends ModelSearch {
        OrdersNamesAsPeopleDo(ModelStore store) {
            super(store);
        }

        @Override
        Comparator<ListedKey> order(SearchQuery query) {
            Comparator<ListedKey> byName =
                    Comparator.comparing(listed -> listed.key().name(), String.CASE_INSENSITIVE_ORDER);
            return query.order().sort() == SearchOrder.Sort.NAME
                    ? byName.thenComparing(super.order(query))
                    : super.order(query);
        }
    }

    static final class EndsWithAFullPage extends ModelSearch {
        EndsWithAFullPage(ModelStore store) {
            super(store);
        }

        @Override
        public SearchPage search(SearchQuery query) {
            List<ListedKey> items = super.search(query).items();
            return new SearchPage(items, null);
        }
    }

    static final class ForgetsUsage extends ModelSearch {
        ForgetsUsage(ModelStore store) {
            super(store);
        }

        @Override
        public SearchPage search(SearchQuery query) {
            SearchPage page = super.search(query);
            return new SearchPage(
                    page.items().stream()
                            .map(listed -> new ListedKey(listed.key(), null, 0))
                            .toList(),
                    page.next());
        }
    }
}
