package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ports.KeyArchive;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: each of these archives breaks one promise. */
class BrokenArchivesTest {
    @Test
    void anArchiveWithoutAFaultPasses() {
        assertThat(ArchiveOnTrial.failures(ModelArchive::new)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> anArchiveThatReadsWronglyIsCaught() {
        return Stream.of(
                fails("lists tenants of stored keys alone", BrokenArchives.ListsTenantsOfStoredKeysAlone::new),
                fails("lists the tenant again", BrokenArchives.ListsTheTenantAgain::new),
                fails("lists carried handles", BrokenArchives.ListsCarriedHandles::new),
                fails("lists handles of purged keys alone", BrokenArchives.ListsHandlesOfPurgedKeysAlone::new),
                fails("leaves out usage without uses", BrokenArchives.LeavesOutUsageWithoutUses::new),
                fails("counts the days", BrokenArchives.CountsTheDays::new));
    }

    @TestFactory
    Stream<DynamicTest> anArchiveThatRestoresWronglyIsCaught() {
        return Stream.of(
                fails("replaces any version", BrokenArchives.ReplacesAnyVersion::new),
                fails("inserts what is to be replaced", BrokenArchives.InsertsWhatIsToBeReplaced::new),
                fails("forgets the usage", BrokenArchives.ForgetsTheUsage::new),
                fails("leaves out the events", BrokenArchives.LeavesOutTheEvents::new),
                fails("takes any handle", BrokenArchives.TakesAnyHandle::new),
                fails("takes handles in a replacement", BrokenArchives.TakesHandlesInAReplacement::new),
                fails("takes any slot", BrokenArchives.TakesAnySlot::new),
                fails("refuses revoked keys of a slot", BrokenArchives.RefusesRevokedKeysOfASlot::new),
                fails("takes any turn", BrokenArchives.TakesAnyTurn::new),
                fails("ignores the mark", BrokenArchives.IgnoresTheMark::new),
                fails("refuses every key of an ended tenant", BrokenArchives.RefusesEveryKeyOfAnEndedTenant::new));
    }

    @TestFactory
    Stream<DynamicTest> anArchiveThatAddsWronglyIsCaught() {
        return Stream.of(
                fails("adds events again", BrokenArchives.AddsEventsAgain::new),
                fails("restores events beside others", BrokenArchives.RestoresEventsBesideOthers::new),
                fails("adds events that are ahead", BrokenArchives.AddsEventsThatAreAhead::new),
                fails("refuses events of stored keys", BrokenArchives.RefusesEventsOfStoredKeys::new),
                fails("drops handles of other keys", BrokenArchives.DropsHandlesOfOtherKeys::new),
                fails("refuses handles that are there", BrokenArchives.RefusesHandlesThatAreThere::new),
                fails("adds usage", BrokenArchives.AddsUsage::new),
                fails("overwrites days", BrokenArchives.OverwritesDays::new),
                fails("overwrites the last use", BrokenArchives.OverwritesTheLastUse::new),
                fails("keeps the last use", BrokenArchives.KeepsTheLastUse::new));
    }

    private static DynamicTest fails(String fault, Function<ModelStore, KeyArchive> archive) {
        return DynamicTest.dynamicTest(
                fault, () -> assertThat(ArchiveOnTrial.failures(archive)).isNotEmpty());
    }
}
