package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.TimelineEntry;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

abstract class SinkRules extends AdapterRules {
    private static final String ALL =
            "select kind, reason, coalesce(tenant, '-'), coalesce(cast(key_id as varchar), '-'),"
                    + " coalesce(address, '-'), coalesce(actor_kind, '-'), coalesce(actor_id, '-'),"
                    + " coalesce(request_id, '-'),"
                    + " coalesce(case only_named when true then 'true' when false then 'false' end, '-'), times"
                    + " from latchkey_access_event order by id";
    private static final UUID KEY = new UUID(-1, 1);
    private static final Actor ACTOR =
            new Actor(Actor.Kind.USER, "\ud83d\udd11", new Origin("2001:db8::1", "request 1", true));

    @BeforeEach
    void makeTables() {
        JdbcSchema.apply(database);
    }

    @Test
    void everyFieldIsKeptAndWhatIsUnknownIsNull() {
        JdbcAuditSink.on(database)
                .record(List.of(
                        new AccessEvent(T0, Kind.REVEALED, "shown", "acme", KEY, "2001:db8::1", ACTOR, 1),
                        new AccessEvent(T0, Kind.REFUSED, "INVALID", null, null, null, null, 3_000_000_000L)));
        JdbcAuditSink.on(Jdbi.create(database))
                .record(List.of(new AccessEvent(T0, Kind.LIMITED, "rate", "acme", KEY, null, null, 2)));

        assertThat(Sql.query(database, ALL))
                .containsExactly(
                        "REVEALED|shown|acme|" + KEY + "|2001:db8::1|USER|\ud83d\udd11|request 1|true|1",
                        "REFUSED|INVALID|-|-|-|-|-|-|-|3000000000",
                        "LIMITED|rate|acme|" + KEY + "|-|-|-|-|-|2");
    }

    @Test
    void ofSeveralAllOrNoneAreKept() {
        JdbcAuditSink sink = JdbcAuditSink.on(database);
        Sql.execute(database, "alter table latchkey_access_event add constraint no_twos check (times <> 2)");
        AccessEvent fine = new AccessEvent(T0, Kind.LIMITED, "rate", "acme", KEY, null, null, 1);
        AccessEvent refused = new AccessEvent(T0, Kind.LIMITED, "rate", "acme", KEY, null, null, 2);

        assertThatThrownBy(() -> sink.record(List.of(fine, refused, fine)), "a batch with one event that is refused")
                .isInstanceOf(StoreException.class);
        assertThat(Sql.query(database, ALL)).isEmpty();
        sink.record(List.of(fine, fine));
        assertThat(Sql.query(database, ALL)).hasSize(2);
    }

    /** A restore of single tables and a switch-over by logical replication leave sequences behind their tables. */
    @Test
    void eventsWhoseNumbersBeginAgainAreRecordedListedAndRemovedEachByItself() {
        JdbcAuditSink sink = JdbcAuditSink.on(database);
        sink.record(List.of(revealedAt(T0), revealedAt(T0.plusMillis(1))));
        Sql.execute(database, "alter table latchkey_access_event alter column id restart with 1");
        sink.record(List.of(revealedAt(T0.plusMillis(2)), revealedAt(T0.plusMillis(3))));

        List<TimelineEntry.Access> listed =
                sink.list(AccessQuery.of("acme", 10)).items();
        assertThat(listed)
                .extracting(TimelineEntry.Access::at)
                .containsExactly(T0.plusMillis(3), T0.plusMillis(2), T0.plusMillis(1), T0);
        assertThat(listed).extracting(TimelineEntry.Access::id).doesNotHaveDuplicates();
        assertThat(sink.list(AccessQuery.of("acme", 1).after(AccessQuery.Position.of(listed.get(1))))
                        .items())
                .containsExactly(listed.get(2));
        assertThat(sink.replaceUser(new Pseudonym(ACTOR.id(), "erased", 1))).isEqualTo(1);
        assertThat(sink.list(AccessQuery.of("acme", 10)).items())
                .filteredOn(listing -> !ACTOR.equals(listing.event().actor()))
                .hasSize(1);
        assertThat(sink.forget(T0.plusMillis(1), 10)).isEqualTo(1);
        assertThat(sink.list(AccessQuery.of("acme", 10)).items())
                .extracting(TimelineEntry.Access::at)
                .containsExactly(T0.plusMillis(3), T0.plusMillis(2), T0.plusMillis(1));
    }

    private static AccessEvent revealedAt(Instant at) {
        return new AccessEvent(at, Kind.REVEALED, "shown", "acme", KEY, "2001:db8::1", ACTOR, 1);
    }
}
