package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.AccessEvent;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

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
                                row.getString("actor"),
                                row.getLong("times")))
                        .list());
    }
}
