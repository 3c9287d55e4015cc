package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.query.AccessEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
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
                                dialect(row).instant(row, row.findColumn("happened_at")),
                                AccessEvent.Kind.valueOf(row.getString("kind")),
                                row.getString("reason"),
                                row.getString("tenant"),
                                dialect(row).uuid(row, row.findColumn("key_id")),
                                row.getString("address"),
                                actor(row),
                                row.getLong("times")))
                        .list());
    }

    private static SqlDialect dialect(ResultSet row) throws SQLException {
        return JdbcDatabase.of(row.getStatement().getConnection().getMetaData())
                .orElseThrow()
                .dialect();
    }

    private static @Nullable Actor actor(ResultSet row) throws SQLException {
        String kind = row.getString("actor_kind");
        Origin origin = new Origin(row.getString("address"), row.getString("request_id"), row.getBoolean("only_named"));
        return kind == null ? null : new Actor(Actor.Kind.of(kind), row.getString("actor_id"), origin);
    }
}
