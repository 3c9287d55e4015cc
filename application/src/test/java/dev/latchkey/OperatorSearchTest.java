package dev.latchkey;

import static dev.latchkey.World.SPEC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.Result.Outcome;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.ManagementPermission;
import dev.latchkey.core.access.Operator;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.SearchFilter;
import dev.latchkey.ports.query.SearchOrder;
import dev.latchkey.ports.query.SearchPage;
import dev.latchkey.ports.query.SearchQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Searches of operators, with a store that can be searched and with one whose keys can only be listed. */
class OperatorSearchTest {
    private static final Operator EVE =
            Operator.of(Actor.user("eve")).tenants("acme").mayEverything().mayGrant(Permissions.ALL);
    private static final Instant NOW = Instant.parse("2026-06-28T15:00:00Z");

    static Stream<KeyStore> stores() {
        return Stream.of(new InMemoryKeyStore(), new HookedStore());
    }

    private static Latchkey latchkey(KeyStore store) {
        return Latchkey.builder()
                .store(store)
                .keyFormat(World.FORMAT)
                .argon2(World.CHEAP)
                .build();
    }

    private static void issue(Latchkey latchkey, KeySpec spec) {
        assertThat(latchkey.keys().issue(spec, Actor.user("ada")).isDone()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("stores")
    void aSearchNeedsReadAndTheTenant(KeyStore store) {
        try (Latchkey latchkey = latchkey(store)) {
            issue(latchkey, SPEC.owner("ops"));
            issue(latchkey, SPEC.owner("dev"));
            SearchQuery query = SearchQuery.of("acme", NOW, 10).filter(SearchFilter.Member.OWNER, "ops");
            Management management = latchkey.management();
            assertThat(management.by(EVE).reader().search(query).value().items())
                    .singleElement()
                    .satisfies(found -> assertThat(found.key().labels().owner()).isEqualTo("ops"));
            assertThat(management
                            .by(EVE.may(ManagementPermission.AUDIT))
                            .reader()
                            .search(query)
                            .outcome())
                    .isEqualTo(Outcome.FORBIDDEN);
            assertThat(management
                            .by(EVE.tenants("globex"))
                            .reader()
                            .search(query)
                            .outcome())
                    .isEqualTo(Outcome.TENANT_NOT_FOUND);
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void pagesGoOnToTheLastKey(KeyStore store) {
        try (Latchkey latchkey = latchkey(store)) {
            for (int i = 0; i < 5; i++) {
                issue(latchkey, SPEC.owner(i == 2 ? "dev" : "ops"));
            }
            OperatorKeys keys = latchkey.management().by(EVE);
            SearchQuery query = SearchQuery.of("acme", NOW, 3).filter(SearchFilter.Member.OWNER, "ops");
            List<Integer> sizes = new ArrayList<>();
            SearchPage page;
            do {
                page = keys.reader().search(query).value();
                sizes.add(page.items().size());
                query = query.after(page.next());
            } while (page.next() != null);
            assertThat(sizes).containsExactly(3, 1);
        }
    }

    @ParameterizedTest
    @MethodSource("stores")
    void theKeysOfAnOwnerAreChangedAcrossPages(KeyStore store) {
        try (Latchkey latchkey = latchkey(store)) {
            for (int i = 0; i < 230; i++) {
                issue(latchkey, SPEC.owner(i % 2 == 0 ? "ops" : "dev"));
            }
            OperatorKeys keys = latchkey.management().by(EVE);
            assertThat(keys.bulk().suspendOwned("acme", "ops", "left").value())
                    .isEqualTo(new OperatorBulk.Changed(115, false));
            assertThat(keys.bulk().resumeOwned("acme", "ops").value()).isEqualTo(new OperatorBulk.Changed(115, false));
            assertThat(keys.bulk().revokeOwned("acme", "ops", "left").value())
                    .isEqualTo(new OperatorBulk.Changed(115, false));
        }
    }

    /** The newest keys come first, so each of them is inserted behind the pass. */
    @Test
    void theKeysOfAnOwnerThatAreIssuedDuringACallAreRevokedByIt() {
        HookedStore store = new HookedStore();
        try (Latchkey latchkey = latchkey(store)) {
            issue(latchkey, SPEC.owner("ops"));
            issue(latchkey, SPEC.owner("ops"));
            AtomicInteger more = new AtomicInteger(3);
            store.beforeReplace = () -> {
                if (more.getAndDecrement() > 0) {
                    issue(latchkey, SPEC.owner("ops"));
                }
            };

            assertThat(latchkey.management()
                            .by(EVE)
                            .bulk()
                            .revokeOwned("acme", "ops", "left")
                            .value())
                    .isEqualTo(new OperatorBulk.Changed(5, false));

            assertThat(store.list(KeyQuery.of("acme", 10)).items())
                    .hasSize(5)
                    .allMatch(listed -> listed.key().revocation() != null);
        }
    }

    @Test
    void aStoreThatIsNotSearchedHasNoOrderButTheNewestFirst() {
        try (Latchkey latchkey = latchkey(new HookedStore())) {
            SearchQuery query = SearchQuery.of("acme", NOW, 3);
            for (SearchOrder order : List.of(
                    SearchOrder.by(SearchOrder.Sort.NAME, false), SearchOrder.by(SearchOrder.Sort.CREATED, false))) {
                assertThatThrownBy(() -> latchkey.keys().search(query.order(order)))
                        .isInstanceOf(NotKeptException.class);
            }
        }
    }
}
