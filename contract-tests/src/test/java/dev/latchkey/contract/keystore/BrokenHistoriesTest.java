package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ports.KeyHistory;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: each of these histories breaks one promise. */
class BrokenHistoriesTest {
    @Test
    void aHistoryWithoutAFaultPasses() {
        assertThat(HistoryOnTrial.failures(ModelHistory::new)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> aHistoryThatIsWrongAboutUsageIsCaught() {
        return Stream.of(
                fails("counts every request as accepted", BrokenHistories::countsEveryRequestAsAccepted),
                fails("takes limited requests for refused ones", BrokenHistories::takesLimitedForRefused),
                fails("counts in integers", BrokenHistories::countsInIntegers),
                fails("has the days of another zone", BrokenHistories::hasDaysOfAnotherZone),
                fails("leaves out the first day", BrokenHistories.LeavesOutTheFirstDay::new),
                fails("leaves out the last day", BrokenHistories.LeavesOutTheLastDay::new),
                fails("reads every day", BrokenHistories.ReadsEveryDay::new),
                fails("reads every key", BrokenHistories.ReadsEveryKey::new),
                fails("forgets a last use before the days", BrokenHistories.ForgetsTheLastUse::new),
                fails("removes the day itself", BrokenHistories.RemovesTheDayItself::new),
                fails("removes without a limit", BrokenHistories.RemovesWithoutALimit::new),
                fails("removes the latest day first", BrokenHistories.RemovesTheLatestFirst::new),
                fails("removes the last use too", BrokenHistories.RemovesTheLastUseToo::new));
    }

    private static DynamicTest fails(String fault, Function<ModelStore, KeyHistory> history) {
        return DynamicTest.dynamicTest(
                fault, () -> assertThat(HistoryOnTrial.failures(history)).isNotEmpty());
    }
}
