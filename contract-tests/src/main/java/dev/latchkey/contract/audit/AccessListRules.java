package dev.latchkey.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.Actor;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The promises about lists of access events: AH1 to AH4.
 *
 * <p>If this fails, look at ids that are made when events are read, at filters that are applied after the page was cut,
 * and at positions that compare the time alone.
 */
abstract class AccessListRules extends AccessEventRules {
    /** The last instant that the model allows. */
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    @Test
    void ah1_everyEventIsListedAsGiven() {
        AccessEvent bare = new AccessEvent(Keys.T0, Kind.REFUSED, "UNKNOWN", Keys.TENANT, null, null, null, 1);
        AccessEvent limited = new AccessEvent(
                Keys.T0.plusMillis(1),
                Kind.LIMITED,
                "RATE",
                Keys.TENANT,
                KEY,
                "2001:db8:0:0:/64",
                null,
                3_000_000_000L);
        AccessEvent byHost = revealed(2, Actor.host("o'neill \\ % \ud83d\udd11"));
        AccessEvent full = revealed(3, user("ada"));
        AccessEvent late = new AccessEvent(LAST, Kind.REFUSED, "EXPIRED", Keys.TENANT, OTHER_KEY, null, null, 1);
        record(limited, full, bare);
        record(late);
        record(byHost);

        assertThat(events(ofTenant())).containsExactly(late, full, byHost, limited, bare);
    }

    @Test
    void ah1_equalEventsAreListedEachWithAnIdThatItKeeps() {
        record(event(1), event(1));
        record(event(1));

        List<Access> listed = pages(ofTenant());
        assertThat(listed).extracting(Access::event).containsExactly(event(1), event(1), event(1));
        assertThat(listed).extracting(Access::id).doesNotHaveDuplicates();
        record(event(1));
        assertThat(pages(ofTenant())).as("listed again").hasSize(4).containsAll(listed);
        assertThat(contract().history(sink).list(ofTenant()).items())
                .as("listed elsewhere")
                .isEqualTo(pages(ofTenant()));
    }

    @Test
    void ah1_whatAThreadRecordedIsListedByTheNextCallOnAnyNode() {
        AccessHistory elsewhere = contract().history(sink);
        try (Race race = new Race()) {
            race.run(IntStream.range(0, 8)
                    .<Callable<Boolean>>mapToObj(thread -> () -> {
                        AccessHistory reader = thread % 2 == 0 ? history : elsewhere;
                        UUID key = new UUID(0, thread);
                        for (int i = 1; i <= 10; i++) {
                            record(event(100L * thread + i, Keys.TENANT, key), event(i, Keys.TENANT, OTHER_KEY));
                            assertThat(reader.list(ofTenant().key(key)).items())
                                    .as("its own events after %d", i)
                                    .hasSize(i);
                        }
                        return true;
                    })
                    .toList());
        }
        assertThat(pages(ofTenant())).hasSize(160).doesNotHaveDuplicates();
    }

    @Test
    void ah2_aListHasTheEventsOfItsTenantOrItsKeyAndNoOthers() {
        AccessEvent unproven = new AccessEvent(Keys.T0, Kind.REFUSED, "INVALID", null, null, "192.0.2.1", null, 7);
        AccessEvent withoutAKey =
                new AccessEvent(Keys.T0.plusMillis(5), Kind.REFUSED, "RESOURCE_KEY", Keys.TENANT, null, null, null, 1);
        record(event(1), event(2, Keys.TENANT, OTHER_KEY), event(3, "Acme", KEY), unproven, withoutAKey);
        record(event(4, "acme ", KEY));

        assertThat(events(ofTenant())).containsExactly(withoutAKey, event(2, Keys.TENANT, OTHER_KEY), event(1));
        assertThat(events(ofTenant().key(KEY))).containsExactly(event(1));
        assertThat(events(ofTenant().key(Keys.id()))).isEmpty();
        assertThat(events(AccessQuery.of("Acme", 100).key(KEY))).containsExactly(event(3, "Acme", KEY));
        assertThat(events(AccessQuery.of("Acme", 100).key(OTHER_KEY))).isEmpty();
        assertThat(events(AccessQuery.of("nobody", 100))).isEmpty();
    }

    @Test
    void ah3_aListIsOrderedNewestFirstAndByIdsWithinAnInstant() {
        List<AccessEvent> shuffled = new ArrayList<>(LongStream.range(0, 40)
                .mapToObj(i -> event(i / 4, Keys.TENANT, new UUID(i, i)))
                .toList());
        Collections.rotate(shuffled, 17);
        for (int i = 0; i < 40; i += 8) {
            sink.record(shuffled.subList(i, i + 8));
        }

        List<Access> listed = pages(ofTenant());
        assertThat(listed).hasSize(40);
        assertThat(listed.stream().map(AccessQuery.Position::of)).isSorted();
    }

    @Test
    void ah3_pagesAreFullAndEndWithTheirList() {
        for (int i = 0; i < 24; i += 6) {
            record(event(i), event(i), event(i, "other", KEY), event(i, Keys.TENANT, OTHER_KEY), event(3), event(3));
        }

        for (int limit : List.of(1, 3, 5, 20, 21)) {
            AccessQuery query = AccessQuery.of(Keys.TENANT, limit);
            assertThat(pages(query))
                    .hasSize(20)
                    .isEqualTo(history.list(ofTenant()).items());
            assertThat(pages(query.key(OTHER_KEY))).hasSize(4);
        }
        Page<Access> last = history.list(AccessQuery.of(Keys.TENANT, 20));
        assertThat(last.more()).as("more after the last page").isFalse();
    }

    @Test
    void ah3_whatIsRecordedLateNeitherRepeatsNorHidesAnEvent() {
        record(event(10), event(20), event(30), event(40));
        AccessQuery query = AccessQuery.of(Keys.TENANT, 2);
        Page<Access> first = history.list(query);
        AccessQuery second = query.after(AccessQuery.Position.of(first.items().get(1)));
        record(event(50), event(35), event(25), event(20), event(5));

        assertThat(first.items()).extracting(Access::event).containsExactly(event(40), event(30));
        assertThat(pages(second).stream().map(Access::event))
                .containsExactly(event(25), event(20), event(20), event(10), event(5));
    }

    @Test
    void ah3_aPositionNeedNotBeThatOfAnEvent() {
        record(event(10), event(10), event(20), event(20), event(30));
        AccessQuery.Position afterAll = new AccessQuery.Position(Keys.T0.plusMillis(20), new UUID(0, 0));
        AccessQuery.Position beforeAll = new AccessQuery.Position(Keys.T0.plusMillis(20), new UUID(-1, -1));

        assertThat(events(ofTenant().after(afterAll))).containsExactly(event(10), event(10));
        assertThat(events(ofTenant().key(KEY).after(beforeAll)))
                .containsExactly(event(20), event(20), event(10), event(10));
    }

    @Test
    void ah4_aKindThatIsUnknownHereHidesNothing() {
        record(event(1), revealed(2, user("ada")));
        boolean rewritten = contract().rewriteKinds(sink, "PONDERED");
        record(event(3));

        List<AccessEvent> listed = events(ofTenant());
        assertThat(listed)
                .extracting(AccessEvent::at)
                .isSortedAccordingTo(Comparator.reverseOrder())
                .hasSize(3);
        assertThat(listed.subList(1, 3))
                .extracting(AccessEvent::kind)
                .containsExactly(rewritten ? Kind.UNKNOWN : Kind.REVEALED, rewritten ? Kind.UNKNOWN : Kind.REFUSED);
        assertThat(listed.get(0)).isEqualTo(event(3));
    }
}
