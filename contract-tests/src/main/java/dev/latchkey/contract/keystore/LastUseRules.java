package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.SearchQuery.RotationState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The promises SE1 and SE2 for searches by the last use.
 *
 * <p>If this fails, look at where keys that were never used come, at the zone of the day, and at whether a use reaches
 * the index.
 */
abstract class LastUseRules extends SearchFixture {
    private static final SearchOrder ORDER = SearchOrder.by(Sort.LAST_USED, false);
    private static final SearchOrder LATEST_FIRST = SearchOrder.by(Sort.LAST_USED, true);
    private static final Instant D1 = Instant.parse("2030-02-01T00:00:00Z");
    private static final Instant D2 = Instant.parse("2030-02-02T00:00:00Z");
    private static final Instant D3 = Instant.parse("2030-02-03T00:00:00Z");

    private static SearchQuery query(int limit) {
        return SearchQuery.of(Keys.TENANT, D3.plusSeconds(60), limit);
    }

    private ApiKey insert() {
        return insert(Keys.spec(), List.of(), at(0));
    }

    private ApiKey usedAt(Instant at) {
        ApiKey key = insert();
        use(key, key.currentSecret().handle(), at);
        return key;
    }

    private static List<ApiKey> sorted(ApiKey... keys) {
        return Stream.of(keys)
                .sorted(Comparator.comparing(key -> key.id().toString()))
                .toList();
    }

    private static List<UUID> ids(ApiKey... keys) {
        return List.of(keys).stream().map(ApiKey::id).toList();
    }

    @Test
    void se2_keysThatWereNeverUsedComeBeforeAllThatWere() {
        List<ApiKey> never = sorted(insert(), insert(), insert());
        ApiKey late = usedAt(D3);
        // The order of their uses is not that of their ids.
        List<ApiKey> onFirstDay = sorted(insert(), insert());
        use(onFirstDay.get(0), onFirstDay.get(0).currentSecret().handle(), D2.minusMillis(1));
        use(onFirstDay.get(1), onFirstDay.get(1).currentSecret().handle(), D1.plusMillis(1));

        List<UUID> expected = new ArrayList<>(ids(never.toArray(ApiKey[]::new)));
        expected.addAll(ids(onFirstDay.toArray(ApiKey[]::new)));
        expected.add(late.id());
        List<UUID> descending = new ArrayList<>(expected);
        Collections.reverse(descending);
        for (int limit = 1; limit <= 7; limit++) {
            assertThat(walk(search, query(limit).order(ORDER)))
                    .as("by pages of %d", limit)
                    .isEqualTo(expected);
            assertThat(walk(search, query(limit).order(LATEST_FIRST)))
                    .as("by pages of %d", limit)
                    .isEqualTo(descending);
            assertThat(walk(search, query(limit).order(new SearchOrder(Sort.LAST_USED, false, null, null, true))))
                    .as("never used, by pages of %d", limit)
                    .isEqualTo(expected.subList(0, 3));
        }
    }

    @Test
    void se2_aUseMovesAKeyToItsDay() {
        ApiKey key = insert();
        ApiKey other = usedAt(D2);
        assertThat(walk(search, query(9).order(ORDER))).isEqualTo(ids(key, other));
        use(key, key.currentSecret().handle(), D1);
        assertThat(walk(search, query(9).order(ORDER))).isEqualTo(ids(key, other));
        use(key, key.currentSecret().handle(), D3);
        assertThat(walk(search, query(9).order(ORDER))).isEqualTo(ids(other, key));
        use(key, key.currentSecret().handle(), D1);
        assertThat(walk(search, query(9).order(ORDER))).isEqualTo(ids(other, key));
        ApiKey changed = replace(key.by(Keys.ACTOR, at(1)).revoke("test"));
        SearchPage all = search.search(query(9).statuses(ALL).order(ORDER));
        assertThat(all.items()).extracting(ListedKey::key).containsExactly(other, changed);
    }

    @Test
    void se2_aRangeOfDaysIncludesItsFirstAndExcludesItsLast() {
        ApiKey first = usedAt(D1);
        ApiKey second = usedAt(D2);
        ApiKey secondToo = usedAt(D3.minusMillis(1));
        ApiKey third = usedAt(D3);

        assertFound(ORDER.range(D2, null), second, secondToo, third);
        assertFound(ORDER.range(D2, D3), second, secondToo);
        assertFound(ORDER.range(null, D3), first, second, secondToo);
        assertFound(LATEST_FIRST.range(null, D2), first);
        assertFound(LATEST_FIRST.range(D3, D3));
    }

    @Test
    void se2_aRangeWithoutABeginningIncludesWhatWasNeverUsedSinceItWasCreatedBeforeItsEnd() {
        ApiKey old = insert(Keys.spec(), List.of(), D1);
        ApiKey young = insert(Keys.spec(), List.of(), D2);
        ApiKey used = usedAt(D1);

        assertFound(ORDER.range(null, D1));
        assertFound(ORDER.range(null, D2), old, used);
        assertFound(LATEST_FIRST.range(null, D2), old, used);
        assertFound(ORDER.range(null, D3), old, young, used);
        assertFound(ORDER.range(D1, D3), used);
        assertFound(ORDER.range(D1, null), used);
        assertFound(new SearchOrder(Sort.LAST_USED, true, null, null, true), old, young);
    }

    private void assertFound(SearchOrder order, ApiKey... keys) {
        for (int limit : new int[] {1, 9}) {
            assertThat(walk(search, query(limit).order(order)))
                    .as("%s by pages of %d", order, limit)
                    .containsExactlyInAnyOrderElementsOf(ids(keys));
        }
    }

    @Test
    void se1_aRotationIsFoundWhosePreviousSecretWasUsedAfterItBegan() {
        ApiKey before = overlap(insert());
        use(before, before.secrets().get(1).handle(), at(10));
        ApiKey by = overlap(insert());
        use(by, by.currentSecret().handle(), at(20));
        ApiKey after = overlap(insert());
        use(after, after.secrets().get(1).handle(), at(11));
        ApiKey pending = insert();
        String only = pending.currentSecret().handle();
        replace(pending.by(Keys.ACTOR, at(10)).rotation().begin(Keys.secret(), RotationMode.firstUse()));
        use(pending, only, at(20));

        for (int limit : new int[] {1, 9}) {
            SearchQuery query = SearchQuery.of(Keys.TENANT, at(30), limit).rotation(RotationState.PREVIOUS_USED);
            assertThat(walk(search, query)).isEqualTo(ids(after));
            assertThat(walk(search, query.order(ORDER))).isEqualTo(ids(after));
        }
        SearchQuery later = SearchQuery.of(Keys.TENANT, at(60_010), 9).rotation(RotationState.PREVIOUS_USED);
        assertThat(walk(search, later)).isEmpty();
    }

    private ApiKey overlap(ApiKey key) {
        return replace(key.by(Keys.ACTOR, at(10)).rotate(Keys.secret(), Duration.ofMinutes(1)));
    }
}
