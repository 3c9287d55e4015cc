package dev.latchkey.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * The promises about access events that are removed, and about users that are removed from them: AH5, AH6 and AH7.
 *
 * <p>If this fails, look at whether the bound itself is excluded, at events without a tenant, which grow old too, and
 * at the address, which the event has beside its actor.
 */
abstract class AccessForgettingRules extends AccessEventRules {
    @Test
    void ah5_earlierEventsAreRemovedAndNoOthers() {
        record(event(30), event(10), event(20), event(19, "other", KEY), event(20));

        assertThat(history.forget(Keys.T0.plusMillis(20), 100)).isEqualTo(2);
        assertThat(events(ofTenant())).containsExactly(event(30), event(20), event(20));
        assertThat(events(AccessQuery.of("other", 9))).isEmpty();
        assertThat(history.forget(Keys.T0.plusMillis(20), 100)).as("again").isZero();
    }

    @Test
    void ah5_noMoreAreRemovedThanTheLimitAndTheEarliestFirst() {
        List<AccessEvent> all = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            all.add(event(i));
        }
        Collections.rotate(all, 2);
        all.forEach(this::record);

        assertThat(history.forget(Keys.T0.plusMillis(99), 2)).isEqualTo(2);
        assertThat(events(ofTenant())).containsExactly(event(5), event(4), event(3));
        assertThat(history.forget(Keys.T0.plusMillis(99), 2)).isEqualTo(2);
        assertThat(history.forget(Keys.T0.plusMillis(99), 2)).isEqualTo(1);
    }

    @Test
    void ah5_whatProvedNothingGrowsOldToo() {
        record(new AccessEvent(Keys.T0, Kind.REFUSED, "INVALID", null, null, "192.0.2.1", null, 7), event(1));

        assertThat(history.forget(Keys.T0.plusMillis(1), 100)).isEqualTo(1);
        assertThat(events(ofTenant())).containsExactly(event(1));
    }

    @Test
    void ah6_theEventsOfATenantGoAndNoOthers() {
        AccessEvent withoutAKey = event(4, Keys.TENANT, null);
        record(event(1), event(2, "other", KEY), event(3), withoutAKey, event(5, "Acme", KEY));
        assertThat(history.forgetTenant(Keys.TENANT, 2)).isEqualTo(2);
        assertThat(events(ofTenant())).hasSize(1);
        assertThat(history.forgetTenant(Keys.TENANT, 2)).isEqualTo(1);
        assertThat(history.forgetTenant(Keys.TENANT, 2)).isZero();

        assertThat(events(ofTenant())).isEmpty();
        assertThat(events(AccessQuery.of("other", 9))).containsExactly(event(2, "other", KEY));
        assertThat(events(AccessQuery.of("Acme", 9))).containsExactly(event(5, "Acme", KEY));
    }

    @Test
    void ah7_aUserIsReplacedAndNothingElseChanges() {
        record(revealed(1, user("ada")), revealed(2, user("adam")), event(3), revealed(4, Actor.host("ada")));
        List<Access> before = pages(ofTenant());
        Pseudonym pseudonym = new Pseudonym("ada", "someone", 100);

        assertThat(history.replaceUser(pseudonym)).isEqualTo(1);
        List<Access> after = pages(ofTenant());
        assertThat(after.subList(0, 3)).isEqualTo(before.subList(0, 3));
        assertThat(after.get(3))
                .isEqualTo(new Access(
                        before.get(3).id(),
                        revealed(1, new Actor(Actor.Kind.USER, "someone", new Origin(null, null, true)))));
        assertThat(history.replaceUser(pseudonym)).as("again").isZero();
    }

    @Test
    void ah7_noMoreEventsAreChangedThanTheLimit() {
        for (int i = 0; i < 5; i++) {
            record(revealed(i, user("ada")));
        }

        Pseudonym pseudonym = new Pseudonym("ada", "someone", 3);
        assertThat(history.replaceUser(pseudonym)).isEqualTo(3);
        assertThat(history.replaceUser(pseudonym)).isEqualTo(2);
        assertThat(events(ofTenant()))
                .allSatisfy(event -> assertThat(event.actor())
                        .isEqualTo(new Actor(Actor.Kind.USER, "someone", new Origin(null, null, true))));
    }
}
