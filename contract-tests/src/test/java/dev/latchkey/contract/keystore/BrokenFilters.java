package dev.latchkey.contract.keystore;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.query.KeyFilter;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.Comparator;
import java.util.function.Predicate;

/** Stores with one fault each in how they find keys by the beginning of a handle. */
final class BrokenFilters {
    private BrokenFilters() {}

    static boolean isOf(KeyQuery query, KeyFilter.Member member) {
        return query.filter() != null && query.filter().member() == member;
    }

    static Page<ListedKey> filtered(Page<ListedKey> page, Predicate<ApiKey> filter) {
        return new Page<>(
                page.items().stream()
                        .filter(listed -> filter.test(listed.key()))
                        .toList(),
                page.more());
    }

    static final class WholeHandles extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            return filtered(
                    super.list(query),
                    key -> !isOf(query, KeyFilter.Member.HANDLE)
                            || key.secret(query.filter().value()).isPresent());
        }
    }

    static final class HandlesOfNewestSecrets extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            return filtered(
                    super.list(query),
                    key -> !isOf(query, KeyFilter.Member.HANDLE)
                            || key.currentSecret()
                                    .handle()
                                    .startsWith(query.filter().value()));
        }
    }

    static final class BeginningsOfAnyTenant extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            return isOf(query, KeyFilter.Member.HANDLE)
                    ? ModelLists.page(
                            keys.values().stream()
                                    .filter(listed -> query.filter().matches(listed.key()))
                                    .sorted(Comparator.comparing(ListedKey::position))
                                    .toList(),
                            query.limit())
                    : super.list(query);
        }
    }

    static final class RepeatsKeysOfTwoSecrets extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            Page<ListedKey> page = super.list(query);
            return isOf(query, KeyFilter.Member.HANDLE)
                    ? new Page<>(
                            page.items().stream()
                                    .flatMap(listed -> listed.key().secrets().stream()
                                            .filter(secret -> secret.handle()
                                                    .startsWith(query.filter().value()))
                                            .map(secret -> listed))
                                    .toList(),
                            page.more())
                    : page;
        }
    }

    static final class BeginningsInAnyCase extends ModelStore {
        @Override
        public synchronized Page<ListedKey> list(KeyQuery query) {
            return isOf(query, KeyFilter.Member.HANDLE)
                    ? filtered(
                            super.list(KeyQuery.of(query.tenant(), query.limit())),
                            key -> key.secrets().stream()
                                    .anyMatch(secret -> secret.handle()
                                            .regionMatches(
                                                    true,
                                                    0,
                                                    query.filter().value(),
                                                    0,
                                                    query.filter().value().length())))
                    : super.list(query);
        }
    }
}
