package dev.latchkey.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Everything that an {@link AuditSink} promises. Extend it, make a sink, tell how to read it, run it. */
public abstract class AuditSinkContract {
    /** The last instant that the model allows. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private AuditSink sink;

    /** Creates the contract, for the test of an adapter. */
    protected AuditSinkContract() {}

    /**
     * Makes the sink under test. Called once for each test.
     *
     * @return an empty sink
     */
    protected abstract AuditSink sink();

    /**
     * Reads what a sink kept.
     *
     * @param from what {@link #sink()} returned
     * @return all of it, in any order
     */
    protected abstract List<AccessEvent> kept(AuditSink from);

    @BeforeEach
    void open() {
        sink = sink();
    }

    @Test
    void everyEventIsKeptAsGiven() {
        AccessEvent bare = new AccessEvent(Keys.T0, AccessEvent.Kind.REFUSED, "UNKNOWN", null, null, null, null, 1);
        AccessEvent full = new AccessEvent(
                LAST,
                AccessEvent.Kind.REVEALED,
                "asked for",
                "\ud83d\udd11".repeat(128),
                Keys.id(),
                "2001:db8::1",
                new Actor(Actor.Kind.USER, "o'neill \\ %", new Origin("2001:db8::1", "request 1", true)),
                Integer.MAX_VALUE + 1L);
        AccessEvent byHost =
                new AccessEvent(Keys.T0, AccessEvent.Kind.REVEALED, "shown", null, null, null, Actor.host("job"), 1);
        AccessEvent limited = event(1);
        sink.record(List.of(bare));
        sink.record(List.of(full, byHost, limited));

        assertThat(kept(sink)).containsExactlyInAnyOrder(bare, full, byHost, limited);
    }

    @Test
    void equalEventsAreKeptEach() {
        sink.record(List.of(event(1), event(1)));
        sink.record(List.of(event(1)));

        assertThat(kept(sink)).containsExactly(event(1), event(1), event(1));
    }

    @Test
    void manyAtOnceAreAllKept() {
        try (Race race = new Race()) {
            race.run(IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(thread -> () -> {
                        for (int i = 0; i < 10; i++) {
                            sink.record(List.of(event(100 * thread + i), event(100 * thread + i + 50)));
                        }
                        return true;
                    })
                    .toList());
        }

        assertThat(kept(sink)).hasSize(160).doesNotHaveDuplicates();
    }

    private static AccessEvent event(int millis) {
        return new AccessEvent(
                Keys.T0.plusMillis(millis), AccessEvent.Kind.LIMITED, "RATE", Keys.TENANT, null, "192.0.2.1", null, 3);
    }
}
