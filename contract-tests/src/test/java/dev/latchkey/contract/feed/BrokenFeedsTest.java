package dev.latchkey.contract.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.keystore.ModelFeed;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The contract is worth what it catches: each of these feeds breaks one promise. */
class BrokenFeedsTest {
    @Test
    void aFeedWithoutAFaultPasses() {
        assertThat(FeedOnTrial.failuresWithoutHurry(ModelFeed::new)).isEmpty();
        assertThat(FeedOnTrial.failuresInOutages(ModelFeed::new)).isEmpty();
    }

    @AfterAll
    static void endThreads() {
        BrokenFeeds.LeavesItsThread.END.countDown();
    }

    @TestFactory
    Stream<DynamicTest> aFeedThatIsWrongIsCaught() {
        return Stream.of(
                fails("forgets insertions", BrokenFeeds.ForgetsInsertions::new),
                fails("forgets replacements", BrokenFeeds.ForgetsReplacements::new),
                fails("forgets purges", BrokenFeeds.ForgetsPurges::new),
                fails("tells of each key once", BrokenFeeds.TellsOfEachKeyOnce::new),
                fails("tells before a change is visible", BrokenFeeds.TellsTooEarly::new),
                fails("tells only the last subscriber", BrokenFeeds.TellsTheLastSubscriber::new),
                fails("tells after closing", BrokenFeeds.TellsAfterClosing::new),
                fails("leaves its thread", BrokenFeeds.LeavesItsThread::new),
                fails("closes while its listener is called", BrokenFeeds.ClosesDuringACall::new),
                fails("forgets that the closer was interrupted", BrokenFeeds.ForgetsAnInterrupt::new),
                fails("does not wait for an interrupted closer", BrokenFeeds.IsCutShortByAnInterrupt::new),
                fails("waits for the listener that closes", BrokenFeeds.WaitsForTheListenerThatCloses::new),
                fails("begins after it said so", BrokenFeeds.BeginsLate::new),
                fails("hears one writer", BrokenFeeds.HearsOneWriter::new));
    }

    @TestFactory
    Stream<DynamicTest> aFeedThatHidesAnOutageIsCaught() {
        return Stream.of(
                failsInOutages("never interrupts", BrokenFeeds.NeverInterrupts::new),
                failsInOutages("never resumes", BrokenFeeds.NeverResumes::new),
                failsInOutages("resumes immediately", BrokenFeeds.ResumesAtOnce::new),
                failsInOutages("resumes before it hears", BrokenFeeds.ResumesBeforeItHears::new),
                failsInOutages("stays deaf", BrokenFeeds.StaysDeaf::new),
                failsInOutages("resumes who has ended", BrokenFeeds.ResumesWhoHasEnded::new));
    }

    private static DynamicTest fails(String fault, Supplier<ModelFeed> feed) {
        return DynamicTest.dynamicTest(
                fault, () -> assertThat(FeedOnTrial.failures(feed)).isNotEmpty());
    }

    private static DynamicTest failsInOutages(String fault, Supplier<ModelFeed> feed) {
        return DynamicTest.dynamicTest(
                fault, () -> assertThat(FeedOnTrial.failuresInOutages(feed)).isNotEmpty());
    }
}
