package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ports.KeySearch;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.SearchPage;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: each of these searches breaks one promise. */
class BrokenSearchesTest {
    @Test
    void aSearchWithoutAFaultPasses() {
        assertThat(SearchOnTrial.failures(ModelSearch::new)).isEmpty();
    }

    @Test
    void theSearchThatStoresShareAgreesWithTheModel() {
        assertThat(SearchOnTrial.failures(store -> query -> {
                    synchronized (store) {
                        List<ListedKey> all = List.copyOf(store.keys.values());
                        return SearchPage.among(query, all);
                    }
                }))
                .isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aSearchThatIsWrongIsCaught() {
        return Stream.of(
                fails("finds other tenants' keys", BrokenSearches.FindsOtherTenants::new),
                fails("takes the expired for active", BrokenSearches.TakesTheExpiredForActive::new),
                fails("finds every rotation", BrokenSearches.FindsEveryRotation::new),
                fails("ignores case", BrokenSearches.IgnoresCase::new),
                fails("keeps the first tags", BrokenSearches.KeepsTheFirstTags::new),
                fails("sees no patterns", BrokenSearches.SeesNoPatterns::new),
                fails("finds children alone", BrokenSearches.FindsChildrenAlone::new),
                fails("finds text anywhere", BrokenSearches.FindsTextAnywhere::new),
                fails("includes the end of a range", BrokenSearches.IncludesTheEnd::new),
                fails("has what never expires first", BrokenSearches.NeverComesFirst::new),
                fails("has what was never used last", BrokenSearches.NeverUsedComesLast::new),
                fails("includes the last day of a range", BrokenSearches.IncludesTheLastDay::new),
                fails(
                        "finds none that was never used in a range",
                        BrokenSearches.FindsNoneThatWasNeverUsedInARange::new),
                fails("takes the new for unused", BrokenSearches.TakesTheNewForUnused::new),
                fails("orders by the instant of use", BrokenSearches.OrdersByTheInstantOfUse::new),
                fails(
                        "finds previous secrets that were ever used",
                        BrokenSearches.FindsPreviousSecretsThatWereEverUsed::new),
                fails("finds every previous secret", BrokenSearches.FindsEveryPreviousSecret::new),
                fails("loses the id of a position", BrokenSearches.LosesTheIdOfAPosition::new),
                fails("orders names as people do", BrokenSearches.OrdersNamesAsPeopleDo::new),
                fails("ends with a full page", BrokenSearches.EndsWithAFullPage::new),
                fails("forgets usage", BrokenSearches.ForgetsUsage::new));
    }

    private static DynamicTest fails(String fault, Function<ModelStore, KeySearch> search) {
        return DynamicTest.dynamicTest(
                // The random searches depend on luck.
                fault,
                () -> assertThat(SearchOnTrial.failures(search))
                        .anyMatch(failure -> !failure.startsWith("se1_se2_se3_")));
    }
}
