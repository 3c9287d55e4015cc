package dev.latchkey;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.ports.ChangeFeed;
import dev.latchkey.ports.StoreException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HealthTest {
    @Test
    void anInstanceThatServesIsGood() {
        try (World world = new World()) {
            assertThat(world.latchkey.health()).isEqualTo(new Health(null, false, false));
            assertThat(world.latchkey.health().isGood()).isTrue();
        }
    }

    @Test
    void aStoreThatCannotBeReadIsReported() {
        try (World world = new World()) {
            world.store.beforeRead = () -> {
                throw new StoreException("the database is down", null);
            };
            Health health = world.latchkey.health();
            assertThat(health.storeProblem()).isEqualTo("the database is down");
            assertThat(health.isGood()).isFalse();
        }
    }

    @Test
    void aFeedThatIsInterruptedIsReportedUntilItIsResumed() {
        List<ChangeFeed.Listener> listeners = new ArrayList<>();
        ChangeFeed feed = listener -> {
            listeners.add(listener);
            return () -> {};
        };
        try (World world = new World(builder -> builder.recordCache(feed, 10, Duration.ofMinutes(1)))) {
            assertThat(world.latchkey.health().feedInterrupted()).isFalse();
            listeners.get(0).interrupted();
            assertThat(world.latchkey.health()).isEqualTo(new Health(null, true, false));
            assertThat(world.latchkey.health().isGood()).isFalse();
            listeners.get(0).resumed();
            assertThat(world.latchkey.health().isGood()).isTrue();
        }
    }

    @Test
    void aGateWithoutAPlaceToWaitIsFullWhileItComputes() {
        try (World world = new World()) {
            Busy.during(world.gate, () -> assertThat(world.latchkey.health()).isEqualTo(new Health(null, false, true)));
            assertThat(world.latchkey.health().gateFull()).isFalse();
        }
    }
}
