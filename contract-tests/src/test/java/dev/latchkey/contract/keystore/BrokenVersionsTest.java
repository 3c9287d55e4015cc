package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: each of these stores breaks one promise about versions. */
class BrokenVersionsTest {
    @Test
    void versionsWithoutAFaultPass() {
        assertThat(VersionsOnTrial.failures(BrokenVersions.Right::new)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> versionsThatAreWrongAreCaught() {
        return Stream.of(
                fails("remembers versions", BrokenVersions.RemembersVersions::new),
                fails("keeps the first instant", BrokenVersions.KeepsTheFirstInstant::new),
                fails("cuts instants", BrokenVersions.CutsInstants::new),
                fails("counts secrets", BrokenVersions.CountsSecrets::new),
                fails("says zero for none", BrokenVersions.SaysZeroForNone::new),
                fails("has one version", BrokenVersions.HasOneVersion::new),
                fails("keeps versions of the purged", BrokenVersions.KeepsVersionsOfThePurged::new),
                fails("keeps versions of the refused", BrokenVersions.KeepsVersionsOfTheRefused::new),
                fails("counts refused changes", BrokenVersions.CountsRefusedChanges::new),
                fails("counts uses", BrokenVersions.CountsUses::new),
                fails("forgets versions with handles", BrokenVersions.ForgetsVersionsWithHandles::new),
                fails("runs ahead", BrokenVersions.RunsAhead::new));
    }

    private static DynamicTest fails(String fault, Supplier<BrokenVersions.Right> store) {
        return DynamicTest.dynamicTest(
                fault, () -> assertThat(VersionsOnTrial.failures(store)).isNotEmpty());
    }
}
