package dev.latchkey.ports.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.SearchFilter.Member;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchPage.Candidate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SearchTest {
    private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");
    private static final SearchQuery ALL = SearchQuery.of("acme", NOW, 10);
    private static final SearchOrder BY_NAME = SearchOrder.by(Sort.NAME, false);
    private static final SearchOrder BY_EXPIRY = SearchOrder.by(Sort.EXPIRES, false);
    private static final SearchOrder BY_LAST_USE = SearchOrder.by(Sort.LAST_USED, false);
    private static final Instant TODAY = Instant.parse("2030-01-31T00:00:00Z");

    @Test
    void aFilterIsCombinedWithTheOrderOfCreationOnly() {
        for (SearchOrder order : List.of(BY_NAME, BY_EXPIRY, BY_LAST_USE)) {
            assertNotCombinable(() -> ALL.filter(Member.OWNER, "ada").order(order));
            assertNotCombinable(() -> ALL.order(order).filter(Member.OWNER, "ada"));
        }
        assertNotCombinable(() -> ALL.filter(Member.OWNER, "ada").filter(Member.TAG, "prod"));
        SearchOrder recent = SearchOrder.by(Sort.CREATED, false).range(NOW, null);
        assertThat(ALL.filter(Member.OWNER, "ada").order(recent).filter()).isNotNull();
    }

    @Test
    void aRangeIsCombinedWithItsOwnOrderOnly() {
        assertNotCombinable(() -> BY_NAME.range(NOW, null));
        assertNotCombinable(() -> BY_NAME.range(null, NOW));
        assertNotCombinable(() -> new SearchOrder(Sort.CREATED, false, null, null, true));
        assertNotCombinable(() -> new SearchOrder(Sort.EXPIRES, false, NOW, null, true));
        assertNotCombinable(() -> new SearchOrder(Sort.LAST_USED, false, null, TODAY, true));
        assertThat(BY_EXPIRY.range(NOW, NOW).before()).isEqualTo(NOW);
    }

    @Test
    void aRangeOfLastUsesHasWholeDays() {
        assertRefused("range", () -> BY_LAST_USE.range(NOW, null));
        assertRefused("range", () -> BY_LAST_USE.range(null, NOW));
        assertThat(BY_LAST_USE.range(TODAY, TODAY).before()).isEqualTo(TODAY);
    }

    @Test
    void whatIsReadLaterThanTheIndexMovesNoPosition() {
        List<ListedKey> keys = IntStream.range(0, 4).mapToObj(SearchTest::key).toList();
        SearchQuery query = SearchQuery.of("acme", NOW, 2).order(BY_LAST_USE);
        SearchPage page = SearchPage.of(
                query,
                (after, limit) -> keys.stream()
                        .map(key -> new Candidate(
                                new ListedKey(key.key(), NOW, 1), new SearchPosition(null, null, id(key))))
                        .limit(limit)
                        .toList());

        assertThat(page.items()).hasSize(2);
        assertThat(page.next()).isEqualTo(new SearchPosition(null, null, id(keys.get(1))));
    }

    private static UUID id(ListedKey listed) {
        return listed.key().id();
    }

    @Test
    void aPositionIsOneOfItsOrder() {
        SearchPosition dated = new SearchPosition(NOW, null, UUID.randomUUID());
        SearchPosition named = new SearchPosition(null, "ci", UUID.randomUUID());
        SearchPosition never = new SearchPosition(null, null, UUID.randomUUID());
        for (SearchPosition wrong : List.of(named, never)) {
            assertRefused("position", () -> ALL.after(wrong));
        }
        for (SearchPosition wrong : List.of(dated, never)) {
            assertRefused("position", () -> ALL.order(BY_NAME).after(wrong));
        }
        assertRefused("position", () -> ALL.order(BY_EXPIRY).after(named));
        assertRefused("position", () -> ALL.order(BY_LAST_USE).after(named));
        assertThat(ALL.order(BY_EXPIRY).after(never).after()).isEqualTo(never);
        assertThat(ALL.order(BY_LAST_USE).after(never).after()).isEqualTo(never);
    }

    @Test
    void aPageLooksAtNoMoreThanItsBoundAndTellsWhereToGoOn() {
        List<ListedKey> keys =
                IntStream.range(0, 4_500).mapToObj(SearchTest::key).toList();
        SearchQuery query = ALL.order(SearchOrder.by(Sort.CREATED, false)).filter(Member.OWNER, "owner 4321");
        List<ListedKey> found = new ArrayList<>();
        List<Integer> looked = new ArrayList<>();
        SearchPosition next = null;
        do {
            int[] rows = {0};
            SearchPage page = SearchPage.of(query.after(next), (after, limit) -> {
                List<ListedKey> chunk = following(keys, after).subList(0, limit(keys, after, limit));
                rows[0] += chunk.size();
                return chunk.stream().map(SearchTest::candidate).toList();
            });
            found.addAll(page.items());
            looked.add(rows[0]);
            next = page.next();
        } while (next != null);

        assertThat(found).containsExactly(keys.get(4321));
        assertThat(looked).containsExactly(2_000, 2_000, 500);
    }

    @Test
    void aPageReadsLittleMoreThanItHas() {
        List<ListedKey> keys = IntStream.range(0, 100).mapToObj(SearchTest::key).toList();
        SearchQuery query = ALL.order(SearchOrder.by(Sort.CREATED, false));
        List<Integer> limits = new ArrayList<>();
        SearchPage page = SearchPage.of(query, (after, limit) -> {
            limits.add(limit);
            return keys.subList(0, limit).stream().map(SearchTest::candidate).toList();
        });

        assertThat(limits).containsExactly(11);
        assertThat(page.items()).isEqualTo(keys.subList(0, 10));
        assertThat(page.next()).isEqualTo(query.order().position(keys.get(9)));
    }

    private static Candidate candidate(ListedKey listed) {
        return Candidate.of(SearchOrder.by(Sort.CREATED, false), listed);
    }

    private static int limit(List<ListedKey> keys, SearchPosition after, int limit) {
        return Math.min(limit, following(keys, after).size());
    }

    private static List<ListedKey> following(List<ListedKey> keys, SearchPosition after) {
        Predicate<ListedKey> follows =
                listed -> after == null || listed.key().createdAt().isAfter(after.at());
        return keys.stream().filter(follows).toList();
    }

    private static ListedKey key(int number) {
        Secret secret = new Secret("handle" + (100_000 + number), "ps_", "wxyz", "h", null, null, NOW, null);
        KeySpec spec = KeySpec.of("acme", Scope.tenant(), "ci").owner("owner " + number);
        ApiKey key = NewKey.issue(
                        new UUID(0, number),
                        spec,
                        secret,
                        AuditAction.ISSUED,
                        Actor.host("test"),
                        NOW.plusMillis(number))
                .next();
        return new ListedKey(key, null, 0);
    }

    private static void assertNotCombinable(ThrowingCallable call) {
        assertRefused("filters", call);
    }

    private static void assertRefused(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
