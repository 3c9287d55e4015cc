package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchFilter.Member;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchPosition;
import dev.latchkey.ports.query.SearchQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promises of searches: SE1 to SE4.
 *
 * <p>If this fails, look at the comparison with the last position, at where keys without an expiry come, at the
 * collation of indexed text, and at whether a change of tags reaches the index.
 */
abstract class SearchRules extends SearchFixture {
    @Test
    void se1_keysComeAsTheLastChangeHasLeftThemWithTheirUsage() {
        ApiKey key = insert(Keys.spec().owner("ada").tags("prod", "ci"), List.of(), T0);
        ApiKey moved =
                replace(key.by(Keys.ACTOR, at(1)).change(key.spec().owner("eve").tags("prod", "dev")));
        String handle = key.currentSecret().handle();
        store.recordUse(UseBatch.of(new KeyUse(key.id(), at(5), 3).with(handle)));

        SearchQuery all = SearchQuery.of(Keys.TENANT, at(9), 10);
        for (SearchQuery query : List.of(
                all,
                all.filter(Member.OWNER, "eve"),
                all.filter(Member.TAG, "prod"),
                all.filter(Member.TAG, "dev"),
                all.order(SearchOrder.by(Sort.NAME, false)),
                all.order(SearchOrder.by(Sort.LAST_USED, false)),
                all.order(SearchOrder.by(Sort.EXPIRES, true)))) {
            assertThat(search.search(query).items())
                    .as("%s", query)
                    .containsExactly(new ListedKey(moved, at(5), 3, Map.of(handle, at(5))));
        }
        for (SearchQuery query : List.of(all.filter(Member.OWNER, "ada"), all.filter(Member.TAG, "ci"))) {
            assertThat(search.search(query)).as("%s", query).isEqualTo(new SearchPage(List.of(), null));
        }
    }

    @Test
    void se1_aKeyIsFoundByTheBeginningOfItsNameOrDisplayPrefixAndByItsHandle() {
        Secret secret = Keys.secret("abcdefgh1234");
        Changed issued = NewKey.issue(
                Keys.id(), List.of(), Keys.spec().name("nightly"), secret, AuditAction.ISSUED, Keys.ACTOR, T0);
        assertThat(store.insert(issued.next(), issued.event()).value()).isEqualTo(Insertion.INSERTED);
        SearchQuery all = SearchQuery.of(Keys.TENANT, at(9), 10);

        for (String text : List.of("n", "nightly", "test_", "test_abcdefgh", "k_abcdefgh1234")) {
            assertThat(walk(search, all.filter(Member.TEXT, text)))
                    .as(text)
                    .containsExactly(issued.next().id());
        }
        for (String text : List.of("N", "ightly", "nightlyx", "test_abcdefgh1", "k_abcdefgh", "%", "n_ghtly")) {
            assertThat(walk(search, all.filter(Member.TEXT, text))).as(text).isEmpty();
        }
    }

    @Test
    void se1_aKeyIsFoundByEachOfItsIssuers() {
        ApiKey root = insert(Keys.spec(), List.of(), at(1));
        ApiKey child = insert(Keys.spec(), List.of(root.id()), at(2));
        ApiKey grandchild = insert(Keys.spec(), List.of(child.id(), root.id()), at(3));

        SearchQuery all = SearchQuery.of(Keys.TENANT, at(9), 1);
        assertThat(walk(search, all.filter(Member.ISSUER, root.id().toString())))
                .containsExactly(grandchild.id(), child.id());
        assertThat(walk(search, all.filter(Member.ISSUER, child.id().toString())))
                .containsExactly(grandchild.id());
    }

    @Test
    void se1_aPurgedKeyIsNotFound() {
        ApiKey key = insert(Keys.spec().owner("ada").tags("prod").expiresAt(at(5)), List.of(), T0);
        ApiKey kept = insert(Keys.spec().owner("ada").tags("prod"), List.of(), T0);
        assertThat(store.purge(Keys.purge(at(9), 10))).isEqualTo(1);

        SearchQuery all = SearchQuery.of(Keys.TENANT, at(9), 10).statuses(ALL);
        for (SearchQuery query : List.of(
                all,
                all.filter(Member.OWNER, "ada"),
                all.filter(Member.TAG, "prod"),
                all.order(SearchOrder.by(Sort.LAST_USED, false)),
                all.order(SearchOrder.by(Sort.EXPIRES, false)))) {
            assertThat(walk(search, query)).doesNotContain(key.id()).containsExactly(kept.id());
        }
    }

    @Test
    void se2_keysThatNeverExpireComeAfterAllThatDo() {
        ApiKey never = insert(Keys.spec(), List.of(), at(0));
        ApiKey late = insert(Keys.spec().expiresAt(at(200_000)), List.of(), at(1));
        ApiKey soon = insert(Keys.spec().expiresAt(at(100_000)), List.of(), at(2));
        ApiKey neverToo = insert(Keys.spec(), List.of(), at(3));
        boolean inOrder = never.id().toString().compareTo(neverToo.id().toString()) < 0;
        UUID first = inOrder ? never.id() : neverToo.id();
        UUID last = inOrder ? neverToo.id() : never.id();

        for (int limit = 1; limit <= 5; limit++) {
            SearchQuery all = SearchQuery.of(Keys.TENANT, at(9), limit);
            assertThat(walk(search, all.order(SearchOrder.by(Sort.EXPIRES, false))))
                    .as("by pages of %d", limit)
                    .containsExactly(soon.id(), late.id(), first, last);
            assertThat(walk(search, all.order(SearchOrder.by(Sort.EXPIRES, true))))
                    .as("by pages of %d", limit)
                    .containsExactly(last, first, late.id(), soon.id());
            assertThat(walk(search, all.order(new SearchOrder(Sort.EXPIRES, false, null, null, true))))
                    .containsExactly(first, last);
        }
    }

    @Test
    void se4_whatIsInsertedOrChangedMeanwhileNeitherRepeatsNorHidesAKey() {
        List<ApiKey> keys = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            keys.add(insert(Keys.spec().owner("ada").tags("prod"), List.of(), at(10L * i)));
        }
        for (SearchQuery query : List.of(
                SearchQuery.of(Keys.TENANT, at(999), 2),
                SearchQuery.of(Keys.TENANT, at(999), 2).filter(Member.OWNER, "ada"),
                SearchQuery.of(Keys.TENANT, at(999), 2).filter(Member.TAG, "prod"))) {
            SearchPage first = search.search(query);
            insert(Keys.spec().owner("ada").tags("prod"), List.of(), at(900));
            ApiKey shown = first.items().get(1).key();
            replace(shown.by(Keys.ACTOR, at(500))
                    .change(shown.spec().owner("eve").tags().expiresAt(at(500_000))));

            assertThat(first.items()).extracting(ListedKey::key).hasSize(2);
            SearchPosition next = first.next();
            assertThat(next).isNotNull();
            List<UUID> following = walk(search, query.after(next));
            List<UUID> older = keys.stream()
                    .filter(key -> key.createdAt().isBefore(shown.createdAt()))
                    .map(ApiKey::id)
                    .toList();
            assertThat(following).containsExactlyInAnyOrderElementsOf(older);
            replace(find(shown.id()).by(Keys.ACTOR, at(501)).change(shown.spec()));
            search.search(SearchQuery.of(Keys.TENANT, at(999), 100)).items().stream()
                    .filter(listed -> listed.key().createdAt().equals(at(900)))
                    .forEach(listed ->
                            replace(listed.key().by(Keys.ACTOR, at(901)).revoke("test")));
            assertThat(store.purge(Keys.purge(at(950), 10))).isEqualTo(1);
        }
    }

    private ApiKey find(UUID id) {
        return store.findById(id).value().orElseThrow();
    }
}
