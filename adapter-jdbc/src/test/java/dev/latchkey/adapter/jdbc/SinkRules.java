package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
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
}
