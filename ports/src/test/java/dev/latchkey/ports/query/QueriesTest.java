package dev.latchkey.ports.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.InvalidValueException;
import dev.latchkey.ports.KeyUse;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class QueriesTest {
    private static final UUID ID = new UUID(0, 1);
    private static final Instant FINE = Instant.parse("2030-01-01T00:00:00.123456789Z");
    private static final Instant CUT = Instant.parse("2030-01-01T00:00:00.123Z");

    @Test
    void whatNoStoreCanHoldIsRefusedBeforeAnyStoreIsAsked() {
        assertInvalid("limit", () -> KeyQuery.of("acme", 0));
        assertInvalid("limit", () -> AuditQuery.of("acme", 1001));
        assertInvalid("limit", () -> AccessQuery.of("acme", 0));
        assertInvalid("limit", () -> TimelineQuery.of("acme", 1001));
        assertInvalid("tenant", () -> AccessQuery.of("", 1));
        assertInvalid("tenant", () -> TimelineQuery.of("", 1));
        assertInvalid("position", () -> new AccessQuery.Position(Instant.MAX, ID));
        assertInvalid("position", () -> new TimelineEntry.Position(Instant.MAX, TimelineEntry.Source.ACCESS, ID, 0));
        assertInvalid("tenant", () -> KeyQuery.of("a\0b", 1));
        assertInvalid("tenant", () -> AuditQuery.of("", 1));
        assertInvalid("slot", () -> KeyQuery.of("acme", 1).slot("\uD800"));
        assertInvalid("handle", () -> KeyQuery.of("acme", 1).handle("tooFew7"));
        assertInvalid("handle", () -> KeyQuery.of("acme", 1).handle("ps_abcd1234"));
        assertInvalid("filter", () -> KeyQuery.of("acme", 1).slot("default").issuedBy(ID));
        assertInvalid("aliveAt", () -> KeyQuery.of("acme", 1).aliveAt(Instant.MAX));
        assertInvalid("position", () -> new KeyQuery.Position(Instant.MAX, ID));
        assertInvalid("position", () -> new AuditQuery.Position(Instant.MIN, ID, 1));
    }

    @Test
    void instantsAreCutToTheMillisecond() {
        assertThat(KeyQuery.of("acme", 1).aliveAt(FINE).aliveAt()).isEqualTo(CUT);
        assertThat(new KeyQuery.Position(FINE, ID).createdAt()).isEqualTo(CUT);
        assertThat(new AuditQuery.Position(FINE, ID, 1).at()).isEqualTo(CUT);
    }

    @Test
    void positionsAreInTheOrderOfListsTheNewestFirstAndIdsByTheirText() {
        UUID higherText = UUID.fromString("80000000-0000-0000-0000-000000000000");
        UUID lowerText = UUID.fromString("7fffffff-0000-0000-0000-000000000000");
        Instant later = CUT.plusMillis(1);
        assertThat(List.of(
                        new KeyQuery.Position(later, ID),
                        new KeyQuery.Position(CUT, higherText),
                        new KeyQuery.Position(CUT, lowerText)))
                .isSorted();
        assertThat(List.of(
                        new AuditQuery.Position(later, ID, 1),
                        new AuditQuery.Position(CUT, higherText, 1),
                        new AuditQuery.Position(CUT, lowerText, 2),
                        new AuditQuery.Position(CUT, lowerText, 1)))
                .isSorted();
    }

    /** At one instant, access events are newer than changes. */
    @Test
    void aPositionInATimelineIsAPositionInEachSource() {
        TimelineQuery query = TimelineQuery.of("acme", 5).key(ID);
        assertThat(query.changes()).isEqualTo(AuditQuery.of("acme", 5).key(ID));
        assertThat(query.access()).isEqualTo(AccessQuery.of("acme", 5).key(ID));

        TimelineQuery afterAChange = query.after(new TimelineEntry.Position(CUT, TimelineEntry.Source.CHANGES, ID, 7));
        assertThat(afterAChange.changes().after()).isEqualTo(new AuditQuery.Position(CUT, ID, 7));
        assertThat(new AccessQuery.Position(CUT, ID))
                .as("an access event of that instant")
                .isLessThan(afterAChange.access().after());
        assertThat(new AccessQuery.Position(CUT.minusMillis(1), ID))
                .isGreaterThan(afterAChange.access().after());

        TimelineQuery afterAccess = query.after(new TimelineEntry.Position(CUT, TimelineEntry.Source.ACCESS, ID, 0));
        assertThat(afterAccess.access().after()).isEqualTo(new AccessQuery.Position(CUT, ID));
        assertThat(new AuditQuery.Position(CUT, ID, 7))
                .as("a change of that instant")
                .isGreaterThan(afterAccess.changes().after());
        assertThat(new AuditQuery.Position(CUT.plusMillis(1), ID, 7))
                .isLessThan(afterAccess.changes().after());
    }

    @Test
    void aPageHasAtMostItsLimitAndTellsWhetherThereIsMore() {
        assertThat(Page.of(List.of(1, 2, 3), 2)).isEqualTo(new Page<>(List.of(1, 2), true));
        assertThat(Page.of(List.of(1, 2), 2)).isEqualTo(new Page<>(List.of(1, 2), false));
        assertThat(Page.of(List.of(), 2)).isEqualTo(new Page<>(List.of(), false));
    }

    @Test
    void usesOfAKeyAddUpToTheLaterInstant() {
        KeyUse early = new KeyUse(ID, CUT, 2);
        KeyUse late = new KeyUse(ID, CUT.plusMillis(1), 3);
        assertThat(early.plus(late)).isEqualTo(new KeyUse(ID, CUT.plusMillis(1), 5));
        assertThat(late.plus(early)).isEqualTo(early.plus(late));
    }

    private static void assertInvalid(String field, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidValueException.class, e -> assertThat(e.field()).isEqualTo(field));
    }
}
