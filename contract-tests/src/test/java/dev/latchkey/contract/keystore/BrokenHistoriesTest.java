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
                fails("forgets secrets", BrokenHistories.ForgetsSecrets::new),
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

    @TestFactory
    Stream<DynamicTest> aHistoryThatForgetsWronglyIsCaught() {
        return Stream.of(
                fails("removes those purged at the instant", ForgetfulHistories.RemovesThosePurgedAtTheInstant::new),
                fails("removes old events of any key", ForgetfulHistories.RemovesOldEventsOfAnyKey::new),
                fails("leaves the purge", ForgetfulHistories.LeavesThePurge::new),
                fails("forgets changes without a limit", ForgetfulHistories.ForgetsChangesWithoutALimit::new),
                fails("forgets stored keys", ForgetfulHistories.ForgetsStoredKeys::new),
                fails("forgets other tenants", ForgetfulHistories.ForgetsOtherTenants::new),
                fails("forgets a tenant without a limit", ForgetfulHistories.ForgetsATenantWithoutALimit::new),
                fails("forgets the mark", ForgetfulHistories.ForgetsTheMark::new),
                fails("keeps who ended the tenant", ForgetfulHistories.KeepsWhoEndedTheTenant::new),
                fails("leaves users in marks", ForgetfulHistories.LeavesUsersInMarks::new),
                fails("leaves users in values", ForgetfulHistories.LeavesUsersInValues::new),
                fails("keeps where users came from", ForgetfulHistories.KeepsTheOrigin::new),
                fails("replaces users without a limit", ForgetfulHistories.ReplacesUsersWithoutALimit::new));
    }

    private static DynamicTest fails(String fault, Function<ModelStore, KeyHistory> history) {
        return DynamicTest.dynamicTest(
                fault, () -> assertThat(HistoryOnTrial.failures(history)).isNotEmpty());
    }
}
