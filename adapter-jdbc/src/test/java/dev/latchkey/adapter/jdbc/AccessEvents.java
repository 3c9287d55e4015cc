package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.AccessEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** Reads what a sink kept, as a host's own query would. */
final class AccessEvents {
    private AccessEvents() {}

    static List<AccessEvent> of(DataSource database) {
        return Jdbi.create(database)
                .withHandle(handle -> handle.createQuery("select * from latchkey_access_event order by id")
                        .map((row, context) -> new AccessEvent(
                                row.getObject("happened_at", OffsetDateTime.class)
                                        .toInstant(),
                                AccessEvent.Kind.valueOf(row.getString("kind")),
                                row.getString("reason"),
                                row.getString("tenant"),
                                row.getObject("key_id", UUID.class),
                                row.getString("address"),
                                actor(row),
                                row.getLong("times")))
                        .list());
    }

    private static @Nullable Actor actor(ResultSet row) throws SQLException {
        String kind = row.getString("actor_kind");
        Origin origin = new Origin(row.getString("address"), row.getString("request_id"), row.getBoolean("only_named"));
        return kind == null ? null : new Actor(Actor.Kind.of(kind), row.getString("actor_id"), origin);
    }
}
