package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.KeyStatus;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.SearchFilter.Member;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchOrder.Sort;
import dev.latchkey.ports.query.SearchQuery;
import dev.latchkey.ports.query.SearchQuery.RotationState;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/**
 * The promises SE1 and SE2 at the edges of what a search selects, each with the keys next to the edge.
 *
 * <p>If this fails, look at the collation of indexed text, and at which end of a range is included.
 */
abstract class SearchEdgeRules extends SearchFixture {
    private static final SearchQuery QUERY = SearchQuery.of(Keys.TENANT, at(9), 10);

    private UUID insert(KeySpec spec) {
        return insert(spec, List.of(), at(0)).id();
    }

    @Test
    void se1_keysOfOtherTenantsAreNotFound() {
        UUID ours = insert(Keys.spec().owner("ada"));
        for (String other : List.of("globex", "Acme", "acm", "acme2")) {
            insert(KeySpec.of(other, Scope.tenant(), "a key").owner("ada"));
        }
        assertThat(walk(search, QUERY)).containsExactly(ours);
        assertThat(walk(search, QUERY.filter(Member.OWNER, "ada"))).containsExactly(ours);
        assertThat(walk(search, QUERY.order(SearchOrder.by(Sort.LAST_USED, false))))
                .containsExactly(ours);
    }

    @Test
    void se1_theStatusIsThatOfTheInstantOfTheQuery() {
        UUID key = insert(Keys.spec().expiresAt(at(100)));
        for (KeyStatus status : List.of(KeyStatus.ACTIVE, KeyStatus.EXPIRED)) {
            for (long when : new long[] {99, 100, 101}) {
                boolean expired = when >= 100;
                assertThat(walk(
                                search,
                                SearchQuery.of(Keys.TENANT, at(when), 10).statuses(Set.of(status))))
                        .as("%s at %d", status, when)
                        .isEqualTo(expired == (status == KeyStatus.EXPIRED) ? List.of(key) : List.of());
            }
        }
    }

    @Test
    void se1_textIsComparedByBytes() {
        for (String text : List.of("ada", "Ada", "adá", "ad", "ada_", "a%")) {
            UUID key = insert(KeySpec.of(Keys.TENANT, Scope.resource(text), "a key")
                    .owner(text)
                    .tags(text));
            for (Member member : List.of(Member.RESOURCE, Member.OWNER, Member.TAG)) {
                assertThat(walk(search, QUERY.filter(member, text)))
                        .as("%s %s", member, text)
                        .containsExactly(key);
            }
        }
    }

    @Test
    void se1_aPermissionIsCoveredByPatternsToo() {
        UUID exact = insert(Keys.spec().permissions(Permissions.of("a:b")));
        UUID pattern = insert(Keys.spec().permissions(Permissions.of("a:*", "c:d")));
        UUID all = insert(Keys.spec().permissions(Permissions.ALL));
        insert(Keys.spec().permissions(Permissions.NONE));
        insert(Keys.spec().permissions(Permissions.of("a:bc")));

        assertThat(walk(search, QUERY.filter(Member.PERMISSION, "a:b"))).containsExactlyInAnyOrder(exact, pattern, all);
        assertThat(walk(search, QUERY.filter(Member.PERMISSION, "a:c"))).containsExactlyInAnyOrder(pattern, all);
        assertThat(walk(search, QUERY.filter(Member.PERMISSION, "e:f"))).containsExactly(all);
    }

    @Test
    void se1_aRotationIsFoundWhileItIsUnderWay() {
        insert(Keys.spec());
        ApiKey overlap = insert(Keys.spec(), List.of(), at(0));
        replace(overlap.by(Keys.ACTOR, at(0)).rotate(Keys.secret(), Duration.ofMinutes(1)));
        ApiKey pending = insert(Keys.spec(), List.of(), at(0));
        replace(pending.by(Keys.ACTOR, at(0)).rotation().begin(Keys.secret(), RotationMode.firstUse()));

        assertThat(walk(search, QUERY.rotation(RotationState.OVERLAP))).containsExactly(overlap.id());
        assertThat(walk(search, QUERY.rotation(RotationState.PENDING))).containsExactly(pending.id());
        assertThat(walk(search, QUERY.rotation(RotationState.ANY)))
                .containsExactlyInAnyOrder(overlap.id(), pending.id());
        SearchQuery later = SearchQuery.of(Keys.TENANT, at(60_000), 10).rotation(RotationState.ANY);
        assertThat(walk(search, later)).containsExactly(pending.id());
    }

    @Test
    void se2_aRangeIncludesItsBeginningAndExcludesItsEnd() {
        for (long i = 0; i < 4; i++) {
            insert(Keys.spec().expiresAt(at(1_000 + i)), List.of(), at(i));
        }
        for (Sort sort : List.of(Sort.CREATED, Sort.EXPIRES)) {
            long first = sort == Sort.CREATED ? 0 : 1_000;
            SearchOrder order = SearchOrder.by(sort, false);
            assertThat(walk(search, QUERY.order(order.range(at(first + 1), at(first + 3)))))
                    .as("%s", sort)
                    .hasSize(2);
            assertThat(walk(search, QUERY.order(order.range(at(first + 1), null))))
                    .as("%s", sort)
                    .hasSize(3);
            assertThat(walk(search, QUERY.order(order.range(null, at(first + 3)))))
                    .as("%s", sort)
                    .hasSize(3);
        }
    }

    @Test
    void se2_namesAreOrderedByBytes() {
        UUID upper = insert(Keys.spec().name("Zoe"));
        UUID accent = insert(Keys.spec().name("é"));
        UUID lower = insert(Keys.spec().name("abe"));

        assertThat(walk(search, QUERY.order(SearchOrder.by(Sort.NAME, false)))).containsExactly(upper, lower, accent);
        assertThat(walk(search, QUERY.order(SearchOrder.by(Sort.NAME, true)))).containsExactly(accent, lower, upper);
    }
}
