package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.Actor;
import dev.latchkey.ports.AccessEvent;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.StoreException;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Keeps access events in the table {@code latchkey_access_event}, a row each; reading them, and removing old ones by
 * {@code happened_at}, is the host's. Joins the host's transaction as {@link JdbcKeyStore} does. Immutable, safe for
 * use by several threads.
 */
public final class JdbcAuditSink implements AuditSink {
    private static final String INSERT = "insert into latchkey_access_event (happened_at, kind, reason, tenant, key_id,"
            + " address, actor_kind, actor_id, request_id, only_named, times)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final Database database;

    private JdbcAuditSink(Database database) {
        JdbcSchema.check(database, "latchkey_access_event");
        this.database = database;
    }

    /**
     * A sink on the host's connections; the driver tells which database it is.
     *
     * @param dataSource as for {@link JdbcKeyStore#on(DataSource)}
     * @return the sink
     * @throws StoreException as for {@link JdbcKeyStore#on(DataSource)}
     */
    public static JdbcAuditSink on(DataSource dataSource) {
        return new JdbcAuditSink(Database.of(dataSource));
    }

    /**
     * A sink on the host's Jdbi; the driver tells which database it is.
     *
     * @param jdbi the host's Jdbi
     * @return the sink
     * @throws StoreException as for {@link JdbcKeyStore#on(DataSource)}
     */
    public static JdbcAuditSink on(Jdbi jdbi) {
        return new JdbcAuditSink(Database.of(jdbi));
    }

    /**
     * A sink on the host's Jdbi, for drivers that give another name than the database's own.
     *
     * @param jdbi the host's Jdbi
     * @param kind the database
     * @return the sink
     * @throws StoreException as for {@link JdbcKeyStore#on(DataSource)}
     */
    public static JdbcAuditSink on(Jdbi jdbi, JdbcDatabase kind) {
        return new JdbcAuditSink(Database.of(jdbi, kind));
    }

    @Override
    public void record(List<AccessEvent> events) {
        List<@Nullable Object[]> rows = events.stream().map(JdbcAuditSink::row).toList();
        database.write("record " + events.size() + " access events", session -> session.batch(INSERT, rows));
    }

    private static @Nullable Object[] row(AccessEvent event) {
        Actor actor = event.actor();
        return new @Nullable Object[] {
            event.at(),
            event.kind().name(),
            event.reason(),
            event.tenant(),
            event.keyId(),
            event.address(),
            actor == null ? null : actor.kind().name(),
            actor == null ? null : actor.id(),
            actor == null ? null : actor.origin().requestId(),
            actor == null ? null : (Boolean) actor.origin().onlyNamed(),
            event.count()
        };
    }
}
