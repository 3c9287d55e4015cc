package dev.latchkey.http.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.http.spi.Resource;
import dev.latchkey.http.spi.SearchableDirectory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Everything that a {@link SearchableDirectory} promises. A host may run it on its own. Extend it, make a directory of
 * the given resources, run it.
 */
public abstract class SearchableDirectoryContract {
    private static final Resource Z = new Resource("z9", "+49301", "Zentrale");
    private static final Resource A = new Resource("a1", "+49302", "Außenstelle");
    private static final Resource B = new Resource("b%", "+4_303", "100% Zubehör");
    private static final Resource THEIRS = new Resource("t1", "+49303", "Zentrale");

    /** Many of one name. */
    private static final List<Resource> MANY = IntStream.range(0, 25)
            .mapToObj(i -> new Resource("n" + (i * 7 % 25), "+55" + i, "Branch"))
            .toList();

    private SearchableDirectory directory;

    /** Creates the contract, for the test of an adapter. */
    protected SearchableDirectoryContract() {}

    /**
     * Makes the directory under test. Called once for each test.
     *
     * @param resources the resources of each tenant
     * @return a directory of these and no others
     */
    protected abstract SearchableDirectory directory(Map<String, List<Resource>> resources);

    @BeforeEach
    void open() {
        directory = directory(Map.of("acme", List.of(Z, A, B), "globex", List.of(THEIRS), "many", MANY));
    }

    private List<Resource> search(String tenant, String text) {
        return directory.search(tenant, text, null, 100);
    }

    @Test
    void sd1AnEmptyTextFindsAllOfTheTenantAndNoOthers() {
        assertThat(search("acme", "")).containsExactlyInAnyOrder(Z, A, B);
        assertThat(search("globex", "")).containsExactly(THEIRS);
        assertThat(search("nobody", "")).isEmpty();
        assertThat(search("ACME", "")).isEmpty();
        assertThat(search("acm%", "")).isEmpty();
    }

    @Test
    void sd1IdLabelAndDisplayNameAreFoundByTheirBeginning() {
        assertThat(search("acme", "z9")).containsExactly(Z);
        assertThat(search("acme", "+49301")).containsExactly(Z);
        assertThat(search("acme", "Zentrale")).containsExactly(Z);
        assertThat(search("acme", "Auß")).containsExactly(A);
        assertThat(search("acme", "+4930")).containsExactlyInAnyOrder(Z, A);
        assertThat(search("acme", "entrale")).isEmpty();
        assertThat(search("acme", "9301")).isEmpty();
        assertThat(search("acme", "z9x")).isEmpty();
    }

    @Test
    void sd2NoCharacterStandsForOthers() {
        assertThat(search("acme", "100%")).containsExactly(B);
        assertThat(search("acme", "b%")).containsExactly(B);
        assertThat(search("acme", "+4_")).containsExactly(B);
        for (String text : List.of("%", "_", "z_", "Z%", "*", ".", "z*", "^z", "[z]", "?", "\\", "' or ''='", "(")) {
            assertThat(search("acme", text)).as(text).isEmpty();
        }
    }

    @Test
    void sd2ATextOfAnyContentIsAnswered() {
        for (String text : List.of(" ", "z9 ", "\u0000", "z9\n", "\ud800", "x".repeat(100_000))) {
            assertThat(search("acme", text)).isEmpty();
        }
    }

    @Test
    void sd3PagesHaveEveryResourceOnceInOneOrder() {
        List<Resource> all = search("many", "");
        assertThat(all).containsExactlyInAnyOrderElementsOf(MANY);
        assertThat(search("many", "")).isEqualTo(all);
        for (int limit : List.of(1, 2, 7, 24, 25, 26)) {
            assertThat(pages("", limit)).as("pages of " + limit).isEqualTo(all);
        }
        assertThat(pages("n1", 3)).isEqualTo(search("many", "n1")).hasSize(11);
    }

    @Test
    void sd4APageIsFullIfEnoughFollow() {
        List<Resource> all = search("many", "");
        assertThat(directory.search("many", "", null, 10)).isEqualTo(all.subList(0, 10));
        assertThat(directory.search("many", "", all.get(9), 10)).isEqualTo(all.subList(10, 20));
        assertThat(directory.search("many", "", all.get(19), 10)).isEqualTo(all.subList(20, 25));
        assertThat(directory.search("many", "", all.get(24), 10)).isEmpty();
        assertThat(directory.search("many", "n1", null, 5)).hasSize(5);
    }

    private List<Resource> pages(String text, int limit) {
        List<Resource> found = new ArrayList<>();
        List<Resource> page = directory.search("many", text, null, limit);
        while (!page.isEmpty() && found.size() <= MANY.size()) {
            found.addAll(page);
            page = directory.search("many", text, page.get(page.size() - 1), limit);
        }
        return found;
    }
}
