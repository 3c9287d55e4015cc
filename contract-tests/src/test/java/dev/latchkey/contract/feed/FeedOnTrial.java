package dev.latchkey.contract.feed;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.latchkey.contract.fixture.Trial;
import dev.latchkey.contract.keystore.ModelFeed;
import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.KeyStore;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Runs the contract on a feed and tells what failed. Not itself a test: no build runs it by its name. */
class FeedOnTrial extends ChangeFeedContract {
    /** Broken feeds announce a change on the changing thread, or never. */
    static final Duration PATIENCE = Duration.ofMillis(50);

    private static Supplier<ModelFeed> accused = ModelFeed::new;
    private static Duration patience = PATIENCE;

    static List<String> failures(Supplier<ModelFeed> feed) {
        accused = feed;
        patience = PATIENCE;
        return Trial.failures(selectClass(FeedOnTrial.class));
    }

    /** With time for a machine that has other things to do. */
    static List<String> failuresWithoutHurry(Supplier<ModelFeed> feed) {
        accused = feed;
        patience = Duration.ofSeconds(30);
        return Trial.failures(selectClass(FeedOnTrial.class));
    }

    static List<String> failuresInOutages(Supplier<ModelFeed> feed) {
        accused = feed;
        return Trial.failures(selectClass(InOutages.class));
    }

    @Override
    protected KeyStore store() {
        return accused.get();
    }

    @Override
    protected ChangeFeed feed(KeyStore changing) {
        return (ModelFeed) changing;
    }

    @Override
    protected Duration patience() {
        return patience;
    }

    static class InOutages extends ChangeFeedOutageContract {
        private final ModelFeed feed = accused.get();

        @Override
        protected KeyStore store() {
            return feed;
        }

        @Override
        protected ChangeFeed feed(KeyStore changing) {
            return feed;
        }

        @Override
        protected void cut() {
            feed.cut();
        }

        @Override
        protected void mend() {
            feed.mend();
        }

        @Override
        protected Duration patience() {
            return PATIENCE;
        }
    }
}
