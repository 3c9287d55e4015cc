package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.keystore.KeyStoreContract.AnsweringLikeTheModel;
import dev.latchkey.contract.keystore.KeyStoreContract.Auditing;
import dev.latchkey.contract.keystore.KeyStoreContract.Concurrency;
import dev.latchkey.contract.keystore.KeyStoreContract.Crossing;
import dev.latchkey.contract.keystore.KeyStoreContract.EndingTenants;
import dev.latchkey.contract.keystore.KeyStoreContract.EventFidelity;
import dev.latchkey.contract.keystore.KeyStoreContract.Fidelity;
import dev.latchkey.contract.keystore.KeyStoreContract.Finding;
import dev.latchkey.contract.keystore.KeyStoreContract.Inserting;
import dev.latchkey.contract.keystore.KeyStoreContract.LifecycleFidelity;
import dev.latchkey.contract.keystore.KeyStoreContract.Listing;
import dev.latchkey.contract.keystore.KeyStoreContract.NewerReleases;
import dev.latchkey.contract.keystore.KeyStoreContract.Purging;
import dev.latchkey.contract.keystore.KeyStoreContract.Racing;
import dev.latchkey.contract.keystore.KeyStoreContract.RecordingEvents;
import dev.latchkey.contract.keystore.KeyStoreContract.RecordingExpiry;
import dev.latchkey.contract.keystore.KeyStoreContract.RecordingUse;
import dev.latchkey.contract.keystore.KeyStoreContract.RepeatingUse;
import dev.latchkey.contract.keystore.KeyStoreContract.Replacing;
import dev.latchkey.contract.keystore.KeyStoreContract.TimeZones;
import dev.latchkey.ports.KeyStore;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * The contract is worth what it catches: each of these stores breaks one promise, and each named part of the contract
 * must say so.
 */
class BrokenStoresTest {
    private static final String HALF_WAY = "ks21_aBatchThatFailsHalfWayAndIsRepeatedCountsOnce";

    private static final String TRAFFIC = "ks1_ks2_nothingIsLostUndoneOrSeenByHalf";

    @TestFactory
    Stream<DynamicTest> aStoreWithoutAFaultPasses() {
        return Stream.of(
                        Inserting.class,
                        Replacing.class,
                        Finding.class,
                        Fidelity.class,
                        LifecycleFidelity.class,
                        EventFidelity.class,
                        TimeZones.class,
                        Listing.class,
                        Auditing.class,
                        RecordingUse.class,
                        Purging.class,
                        Racing.class,
                        Crossing.class,
                        Concurrency.class,
                        EndingTenants.class,
                        NewerReleases.class,
                        AnsweringLikeTheModel.class)
                .map(part -> DynamicTest.dynamicTest(
                        part.getSimpleName(),
                        () -> assertThat(OnTrial.failures(ModelStore::new, part))
                                .isEmpty()));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatChangesWronglyIsCaught() {
        return Stream.of(
                fails("forgets the event of an insertion", BrokenChanges.ForgetsFirstEvent::new, Inserting.class),
                fails("takes the handle of a refused key", BrokenChanges.KeepsRefusedHandle::new, Inserting.class),
                fails(
                        "takes a row that was found for one that was added",
                        BrokenChanges.CountsFound::new,
                        Inserting.class),
                fails(
                        "takes a row that stays as it is for one that is gone",
                        BrokenChanges.CountsChanged::new,
                        Replacing.class),
                fails("takes a batch without counts for no row", BrokenChanges.CountsNoBatch::new, Purging.class),
                fails("takes any handle", BrokenChanges.TakesAnyHandle::new, Inserting.class, Replacing.class),
                fails("forgets dropped handles", BrokenChanges.ForgetsDropped::new, Inserting.class, Replacing.class),
                fails("has slots that are never freed", BrokenChanges.NeverFreesSlot::new, Inserting.class),
                fails("takes a turn of a slot twice", BrokenChanges.TakesTurnsTwice::new, Inserting.class),
                fails("frees the slot of an expired key", BrokenChanges.FreesExpiredSlot::new, Inserting.class),
                fails("has slots without a scope", BrokenChanges.SlotWithoutScope::new, Inserting.class),
                fails("overwrites a key of the same id", BrokenChanges.OverwritesId::new, Inserting.class),
                fails("lets the last write win", BrokenChanges.LastWriteWins::new, Replacing.class, Racing.class),
                fails("inserts when it should replace", BrokenChanges.ReplaceInserts::new, Replacing.class),
                fails("calls a taken handle stale", BrokenChanges.CallsEveryContentionStale::new, Replacing.class),
                fails(
                        "calls a stale version a taken handle",
                        BrokenChanges.CallsEveryContentionAHandle::new,
                        Replacing.class),
                fails("forgets the event of a change", BrokenChanges.ForgetsEvent::new, Replacing.class),
                fails("keeps the event of a refused change", BrokenChanges.KeepsRefusedEvent::new, Replacing.class),
                fails("resets the usage", BrokenChanges.ResetsUsage::new, Replacing.class),
                fails("never changes permissions", BrokenChanges.KeepsPermissions::new, Replacing.class),
                fails("has a second instance that is stale", StaleStore::new, Replacing.class),
                fails("overwrites the last use", BrokenUses.OverwritesLastUse::new, RecordingUse.class),
                fails("overwrites the count", BrokenUses.OverwritesCount::new, RecordingUse.class),
                fails(
                        "overwrites the last use of a secret",
                        BrokenUses.OverwritesLastUseOfASecret::new,
                        RecordingUse.class),
                fails("forgets secrets", BrokenUses.ForgetsSecrets::new, RecordingUse.class),
                fails("takes one secret for all", BrokenUses.TakesOneSecretForAll::new, RecordingUse.class),
                fails("keeps uses of foreign secrets", BrokenUses.KeepsForeignSecrets::new, RecordingUse.class),
                fails(
                        "takes what was refused for a use of its secret",
                        BrokenUses.CountsTheRefusedOfASecret::new,
                        RecordingUse.class),
                fails("counts a key once a batch", BrokenUses.OnceABatch::new, RecordingUse.class),
                fails("fails for unknown ids", BrokenUses.FailsForUnknown::new, RecordingUse.class),
                fails("takes a use for a change", BrokenUses.UseRaisesVersion::new, RecordingUse.class),
                fails("adds a repeated batch again", BrokenUses.RecordsAgain::new, RepeatingUse.class),
                failsBy("marks a batch before it adds", BrokenUses.MarksFirst::new, RepeatingUse.class, HALF_WAY),
                failsBy("marks a batch after it has added", BrokenUses.MarksLast::new, RepeatingUse.class, HALF_WAY),
                fails("knows the last writer alone", BrokenUses.KnowsOneWriter::new, RepeatingUse.class),
                fails("forgets writers by their age", BrokenUses.ForgetsOldWriters::new, RepeatingUse.class),
                failsBy(
                        "forgets writers by their clocks",
                        BrokenUses.ForgetsWritersByTheirClocks::new,
                        RepeatingUse.class,
                        "ks21_aBatchIsRecognizedAfterThoseOfWritersWhoseClocksAreWrong"),
                fails("adds one batch of a writer", BrokenUses.TakesOneNumberForAnother::new, RepeatingUse.class),
                fails("purges the living", BrokenPurges.PurgesLiving::new, Purging.class),
                fails("purges what died at the instant", BrokenPurges.PurgesTooSoon::new, Purging.class),
                fails("purges only the revoked", BrokenPurges.PurgesRevoked::new, Purging.class),
                fails("goes by the later of two deaths", BrokenPurges.PurgesByLaterDeath::new, Purging.class),
                failsBy(
                        "purges nothing with a limit of one",
                        BrokenPurges.PurgesPairs::new,
                        Purging.class,
                        "ks15_aLimitOfOneRemovesOneKeyAfterAnother"),
                fails("purges without a limit", BrokenPurges.PurgesAll::new, Purging.class),
                fails("purges events too", BrokenPurges.PurgesEvents::new, Purging.class),
                fails("purges without an event", BrokenPurges.PurgesInSilence::new, Purging.class),
                fails("forgets who purges", BrokenPurges.ForgetsWhoPurges::new, Purging.class),
                fails("frees purged handles", BrokenPurges.FreesPurgedHandles::new, Purging.class));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatFindsExpiredKeysWronglyIsCaught() {
        return Stream.of(
                fails("finds what is recorded", BrokenExpiries.FindsRecorded::new, RecordingExpiry.class),
                fails("finds revoked keys", BrokenExpiries.FindsRevoked::new, RecordingExpiry.class),
                fails("finds keys before they expire", BrokenExpiries.FindsTooSoon::new, RecordingExpiry.class),
                fails("hides suspended keys", BrokenExpiries.HidesSuspended::new, RecordingExpiry.class),
                fails("finds more than the limit", BrokenExpiries.IgnoresTheLimit::new, RecordingExpiry.class),
                fails("finds the last first", BrokenExpiries.FindsTheLastFirst::new, RecordingExpiry.class),
                fails("records without an event", BrokenExpiries.RecordsInSilence::new, RecordingExpiry.class),
                fails("lists what is recorded", BrokenExpiries.ListsRecordedAsLiving::new, RecordingExpiry.class));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatRecordsEventsWronglyIsCaught() {
        return Stream.of(
                fails("repeats an event", BrokenEvents.RepeatsEvents::new, RecordingEvents.class),
                fails("replaces an event", BrokenEvents.ReplacesEvents::new, RecordingEvents.class),
                fails("forgets an event", BrokenEvents.ForgetsEvents::new, RecordingEvents.class),
                fails("takes a new version for a repetition", BrokenEvents.OneVersion::new, RecordingEvents.class),
                failsBy(
                        "compares, then records",
                        BrokenEvents.ComparesThenRecords::new,
                        RecordingEvents.class,
                        "ks23_oneOfSeveralEventsOfOneVersionIsTaken"));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatReadsWronglyIsCaught() {
        return Stream.of(
                fails("finds by a dropped handle", BrokenReads.FindsDropped::new, Finding.class),
                fails("hides revoked keys", BrokenReads.HidesRevoked::new, Finding.class),
                fails("finds handles in any case", BrokenReads.HandleInAnyCase::new, Inserting.class),
                fails("hides an expired key's slot", BrokenReads.HidesExpiredSlot::new, Finding.class),
                fails("forgets the revoked holder of a slot", BrokenReads.ForgetsRevokedHolder::new, Finding.class),
                fails("takes any revoked holder for the last", BrokenReads.AnyRevokedHolder::new, Finding.class),
                fails(
                        "takes the newest revoked holder for the last",
                        BrokenReads.NewestRevokedHolder::new,
                        Finding.class),
                fails("lists what was issued directly alone", BrokenReads.IssuedDirectly::new, Listing.class),
                fails("forgets whom a purged key issued", BrokenReads.OfPresentIssuers::new, Listing.class),
                fails("finds whole handles alone", BrokenFilters.WholeHandles::new, Listing.class),
                fails(
                        "finds beginnings of newest handles alone",
                        BrokenFilters.HandlesOfNewestSecrets::new,
                        Listing.class),
                fails("finds beginnings of any tenant", BrokenFilters.BeginningsOfAnyTenant::new, Listing.class),
                fails("lists a key once a handle", BrokenFilters.RepeatsKeysOfTwoSecrets::new, Listing.class),
                fails("finds beginnings in any case", BrokenFilters.BeginningsInAnyCase::new, Listing.class),
                fails("finds slots without their scope", BrokenReads.SlotOfAnyScope::new, Finding.class),
                fails("always has more", BrokenReads.AlwaysMore::new, Listing.class, Auditing.class),
                fails("has no more after a full page", BrokenReads.NeverMore::new, Listing.class, Auditing.class),
                fails("goes on after the time alone", BrokenReads.AfterTimeAlone::new, Listing.class, Auditing.class),
                fails("repeats the last of a page", BrokenReads.RepeatsLast::new, Listing.class, Auditing.class),
                fails("orders ids as Java does", BrokenReads.SignedIds::new, Listing.class, Auditing.class),
                fails("lists the oldest first", BrokenReads.OldestFirst::new, Listing.class, Auditing.class),
                fails("lists every tenant", BrokenReads.EveryTenant::new, Listing.class, Auditing.class),
                fails("lists the expired as living", BrokenReads.LivingAtExpiry::new, Listing.class),
                fails("lists the later revoked as living", BrokenReads.LivingUntilRevoked::new, Listing.class),
                fails("filters after it cut the page", BrokenReads.FiltersLate::new, Listing.class),
                fails("filters a slot in one scope", BrokenReads.SlotOfTenantAlone::new, Listing.class),
                fails("ignores the audit's key", BrokenReads.EventsOfEveryKey::new, Auditing.class));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatDoesNotKeepWhatItIsGivenIsCaught() {
        return Stream.of(
                fails("cuts to seconds", BrokenMemories::toSeconds, LifecycleFidelity.class),
                fails("ignores case", BrokenComparisons::ignoringCase, Inserting.class, Fidelity.class),
                fails(
                        "ignores spaces at the end",
                        BrokenComparisons::ignoringTrailingSpaces,
                        Inserting.class,
                        Fidelity.class),
                fails("ignores accents and forms", BrokenComparisons::normalizing, Fidelity.class),
                fails("counts characters in UTF-16", BrokenMemories::cuttingNames, EventFidelity.class),
                fails("has three bytes for a character", BrokenMemories::threeBytes, EventFidelity.class),
                fails("unescapes", BrokenMemories::unescaping, EventFidelity.class),
                fails("takes no permission for all", BrokenMemories::noneIsAll, Fidelity.class),
                fails("loses order of limits", BrokenMemories::limitsAsSet, Fidelity.class),
                fails("loses sealed copies", BrokenMemories::withoutCopies, Fidelity.class),
                fails("takes a missing tag for zero", BrokenMemories::missingTagIsZero, Fidelity.class),
                fails("cuts the making of secrets to seconds", BrokenMemories::secretsMadeInSeconds, Fidelity.class),
                fails(
                        "cuts the deadlines of secrets to seconds",
                        BrokenMemories::deadlinesInSeconds,
                        LifecycleFidelity.class),
                fails("gives every secret the newest one's hash", BrokenMemories::oneHash, Fidelity.class),
                fails("orders secrets by their times", BrokenMemories::secretsByTime, LifecycleFidelity.class),
                fails("forgets rotations", BrokenMemories::withoutRotation, LifecycleFidelity.class),
                fails(
                        "forgets when a new secret was first used",
                        BrokenMemories::withoutFirstUse,
                        LifecycleFidelity.class),
                fails("keeps graces in seconds", BrokenMemories::gracesInSeconds, LifecycleFidelity.class),
                fails(
                        "takes the newest secret for the last change",
                        BrokenMemories::changedWhenRotated,
                        Fidelity.class),
                fails("forgets why a key is suspended", BrokenMemories::withoutSuspension, LifecycleFidelity.class),
                fails("forgets the issuers", BrokenMemories::withoutIssuers, Fidelity.class),
                fails("forgets who made a key", BrokenMemories::withoutMakers, Fidelity.class),
                fails("forgets owners", BrokenMemories::withoutOwners, Fidelity.class),
                fails("forgets descriptions", BrokenMemories::withoutDescriptions, Fidelity.class),
                fails("cuts tags of many bytes", BrokenMemories::cuttingTags, Fidelity.class),
                fails(
                        "takes every suspension for an operator's",
                        BrokenMemories::withoutCauses,
                        LifecycleFidelity.class),
                fails("forgets who suspended a key", BrokenMemories::withoutWhoSuspended, LifecycleFidelity.class),
                fails("forgets who revoked a key", BrokenMemories::withoutWhoRevoked, LifecycleFidelity.class),
                fails("forgets when a key was resumed", BrokenMemories::withoutResumptions, LifecycleFidelity.class),
                fails(
                        "forgets that an expiry is recorded",
                        BrokenMemories::withoutRecordsOfExpiry,
                        LifecycleFidelity.class),
                fails("forgets what was changed", BrokenMemories::withoutMembers, LifecycleFidelity.class),
                fails("forgets where a request came from", BrokenMemories::withoutOrigins, EventFidelity.class),
                fails("has years of two digits", BrokenMemories::untilThisCentury, LifecycleFidelity.class),
                fails("cuts the detail of events", BrokenMemories::cuttingDetails, EventFidelity.class),
                fails("forgets the kind of an actor", BrokenMemories::everybodyIsHost, LifecycleFidelity.class),
                fails("writes local times", BrokenMemories::localTimes, TimeZones.class),
                fails("writes words as they are written here", BrokenMemories::localWords, TimeZones.class));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatRacesIsCaught() {
        return Stream.of(
                failsBy(
                        "compares, then sets",
                        RacyStores.ComparesThenSets::new,
                        Racing.class,
                        "ks6_oneOfSeveralReplacementsOfOneVersionIsTaken"),
                failsInTraffic("compares, then sets", RacyStores.ComparesThenSets::new, Concurrency.class),
                failsBy(
                        "looks for the slot, then inserts",
                        RacyStores.LooksThenInserts::new,
                        Racing.class,
                        "ks6_oneOfSeveralInsertionsIntoOneSlotIsTaken"),
                failsBy(
                        "looks for the handle, then inserts",
                        RacyStores.LooksThenInserts::new,
                        Racing.class,
                        "ks6_oneOfSeveralInsertionsWithOneHandleIsTaken"),
                failsBy(
                        "looks for the handle, then replaces",
                        RacyStores.LooksThenReplaces::new,
                        Racing.class,
                        "ks6_oneOfSeveralInsertionsAndRotationsWithOneHandleIsTaken"),
                failsBy(
                        "looks for the dead, then purges",
                        RacyStores.LooksThenPurges::new,
                        Racing.class,
                        "ks15_aDeadKeyIsPurgedOnceHoweverManyPurge"),
                failsInTraffic("reads a key in two parts", BrokenTraffic.TornReads::new, Concurrency.class),
                failsInTraffic("writes the key back with its use", BrokenTraffic.UseWritesBack::new, Concurrency.class),
                failsInTraffic("loses uses", BrokenTraffic.LosesUses::new, Concurrency.class),
                failsInTraffic("shows the event late", BrokenTraffic.EventLate::new, Concurrency.class),
                failsInTraffic("shows the key late", BrokenTraffic.KeyLate::new, Concurrency.class),
                failsBy(
                        "purges around rows that are locked",
                        RacyStores.PurgesAroundLocks::new,
                        Crossing.class,
                        "ks15_aPurgeThatRemovesFewerThanItsLimitLeavesNoDeadKeyThoughAllAreInUse"),
                failsBy(
                        "repeats one statement of a batch of uses after a deadlock",
                        RacyStores.RepeatsOnlyTheLastUse::new,
                        Crossing.class,
                        "ks13_usesOfSeveralKeysAreAllAddedWhateverTheirOrder"),
                failsBy(
                        "repeats one statement of an insertion after a deadlock",
                        RacyStores.RepeatsOnlyTheEnd::new,
                        Crossing.class,
                        "ks1_ks6_insertionsThatShareSlotsAndHandlesAreTakenWholeOrNotAtAll"));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatEndsTenantsWronglyIsCaught() {
        return Stream.of(
                fails("takes keys of ended tenants", BrokenTenants.TakesKeysOfEndedTenants::new, EndingTenants.class),
                fails("never reopens a tenant", BrokenTenants.NeverReopens::new, EndingTenants.class),
                fails("ends tenants in any case", BrokenTenants.EndsOthersToo::new, EndingTenants.class),
                fails("lets the last mark win", BrokenTenants.LastMarkWins::new, EndingTenants.class),
                fails("marks without an event", BrokenTenants.MarksInSilence::new, EndingTenants.class),
                fails("forgets why a tenant was ended", BrokenTenants.ForgetsWhy::new, EndingTenants.class),
                failsBy(
                        "reads old marks",
                        BrokenTenants.ReadsOldMarks::new,
                        EndingTenants.class,
                        "ks17_noKeyThatIsInsertedWhileItsTenantIsEndedIsOverlooked"),
                failsBy(
                        "compares, then marks",
                        BrokenTenants.ComparesThenMarks::new,
                        EndingTenants.class,
                        "ks18_oneOfSeveralMarksOfOneVersionIsTaken"),
                fails("walks in Java's order of ids", BrokenTenants.WalksInJavasOrder::new, EndingTenants.class),
                fails("walks past revoked keys", BrokenTenants.WalksPastTheDead::new, EndingTenants.class));
    }

    @TestFactory
    Stream<DynamicTest> aStoreThatReadsANewerReleaseWronglyIsCaught() {
        return Stream.of(
                fails("hides a page for one key", BrokenReleases.HidesPages::new, NewerReleases.class),
                fails("leaves out what it cannot read", BrokenReleases.LeavesOutUnknown::new, NewerReleases.class),
                fails("cannot find what it cannot read", BrokenReleases.CannotFindUnknown::new, NewerReleases.class),
                failsBy(
                        "cannot find a key with a rotation that it cannot read",
                        BrokenReleases.CannotFindUnknownRotations::new,
                        NewerReleases.class,
                        "ks20_aPendingRotationOfAnUnknownKindIsNone"),
                fails("takes the unknown for everything", BrokenReleases.TakesUnknownForAll::new, NewerReleases.class),
                fails("hides the audit for one event", BrokenReleases.HidesEvents::new, NewerReleases.class));
    }

    @TestFactory
    Stream<DynamicTest> theModelCatchesWhatNoExampleNames() {
        return Stream.of(
                fails("last write wins", BrokenChanges.LastWriteWins::new, AnsweringLikeTheModel.class),
                fails("forgets an event", BrokenChanges.ForgetsEvent::new, AnsweringLikeTheModel.class),
                fails("forgets dropped handles", BrokenChanges.ForgetsDropped::new, AnsweringLikeTheModel.class),
                fails("never frees a slot", BrokenChanges.NeverFreesSlot::new, AnsweringLikeTheModel.class),
                fails("purges the living", BrokenPurges.PurgesTooSoon::new, AnsweringLikeTheModel.class),
                fails("signed ids", BrokenReads.SignedIds::new, AnsweringLikeTheModel.class),
                fails("frees purged handles", BrokenPurges.FreesPurgedHandles::new, AnsweringLikeTheModel.class),
                fails("filters late", BrokenReads.FiltersLate::new, AnsweringLikeTheModel.class));
    }

    private static DynamicTest fails(String fault, Supplier<KeyStore> store, Class<?>... parts) {
        return DynamicTest.dynamicTest(
                fault,
                () -> assertThat(Arrays.asList(parts))
                        .allSatisfy(part -> assertThat(OnTrial.failures(store, part))
                                .as("failures of %s", part.getSimpleName())
                                .isNotEmpty()));
    }

    private static DynamicTest failsBy(String fault, Supplier<KeyStore> store, Class<?> part, String rule) {
        return DynamicTest.dynamicTest(fault, () -> {
            List<String> failures = OnTrial.failures(store, part, rule);
            assertThat(failures).as("failures of %s", rule).hasSize(1);
            assertThat(failures)
                    .as("races that did not take place")
                    .noneMatch(text -> text.contains("never came to this"));
        });
    }

    /**
     * Each trial is thousands of meetings of threads, of which one must be bad. How threads meet in one trial is the
     * machine's to say, so there are several.
     */
    private static DynamicTest failsInTraffic(String fault, Supplier<KeyStore> store, Class<?> part) {
        return DynamicTest.dynamicTest(fault, () -> {
            List<String> failures = List.of();
            for (int trial = 0; trial < 10 && failures.isEmpty(); trial++) {
                failures = OnTrial.failures(store, part, TRAFFIC);
            }
            assertThat(failures).as("failures of %s", TRAFFIC).hasSize(1);
            assertThat(failures)
                    .as("races that did not take place")
                    .noneMatch(text -> text.contains("never came to this"));
        });
    }
}
