package dev.latchkey.contract.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of the contract of access histories share: an empty sink, its history, and some events. */
abstract class AccessEventRules {
    static final UUID KEY = new UUID(-1, 1);
    static final UUID OTHER_KEY = new UUID(1, -1);

    /** More events than any test records. */
    private static final int MANY = 200;

    AuditSink sink;
    AccessHistory history;

    abstract AccessHistoryContract contract();

    @BeforeEach
    void open() {
        sink = contract().sink();
        history = contract().history(sink);
    }

    void record(AccessEvent... events) {
        sink.record(List.of(events));
    }

    /** Returns all events of a list, read with pages of a size, each of which must be full. */
    List<Access> pages(AccessQuery query) {
        List<Access> all = new ArrayList<>();
        AccessQuery next = query;
        boolean more = true;
        while (more) {
            Page<Access> page = history.list(next);
            more = page.more();
            assertThat(page.items()).as("a page of %s", next).hasSizeLessThanOrEqualTo(query.limit());
            assertThat(page.items())
                    .as("a page with more to follow")
                    .hasSizeGreaterThanOrEqualTo(more ? query.limit() : 0);
            all.addAll(page.items());
            assertThat(all).as("listed once").doesNotHaveDuplicates().hasSizeLessThan(MANY);
            next = all.isEmpty() ? next : next.after(AccessQuery.Position.of(all.get(all.size() - 1)));
        }
        return all;
    }

    List<AccessEvent> events(AccessQuery query) {
        return pages(query).stream().map(Access::event).toList();
    }

    static AccessQuery ofTenant() {
        return AccessQuery.of(Keys.TENANT, 100);
    }

    /** An event that no other number has. */
    static AccessEvent event(long millis) {
        return event(millis, Keys.TENANT, KEY);
    }

    static AccessEvent event(long millis, String tenant, @Nullable UUID keyId) {
        return new AccessEvent(
                Keys.T0.plusMillis(millis), Kind.REFUSED, "NETWORK", tenant, keyId, "192.0.2.1", null, 1);
    }

    static AccessEvent revealed(long millis, Actor actor) {
        return new AccessEvent(
                Keys.T0.plusMillis(millis),
                Kind.REVEALED,
                "shown",
                Keys.TENANT,
                KEY,
                actor.origin().address(),
                actor,
                1);
    }

    static Actor user(String id) {
        return new Actor(Actor.Kind.USER, id, new Origin("2001:db8::1", "request 1", true));
    }
}
