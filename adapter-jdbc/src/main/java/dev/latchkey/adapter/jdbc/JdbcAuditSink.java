package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.Pseudonym;
import dev.latchkey.ports.StoreException;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessQuery;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * Keeps access events in the table {@code latchkey_access_event}, a row each, and lists them.
 *
 * <p>An event outlives a rollback of the host. So {@link #record} is refused on a connection that has a transaction of
 * the host open. {@code JdbcAuditSink.on(Jdbi.create(dataSource))} takes another connection than the one that Spring
 * has bound, so that the pool needs two for a thread. Lists and removals join the transaction as {@link JdbcKeyStore}
 * does. Immutable, safe for use by several threads.
 */
public final class JdbcAuditSink implements AuditSink, AccessHistory {
    private static final String REMEDY = "Reveal keys outside of the transaction; or give the sink connections of its"
            + " own, in an application with Spring by JdbcAuditSink.on(Jdbi.create(dataSource))";

    private final Database database;

    private JdbcAuditSink(Database database) {
        JdbcSchema.check(database, "latchkey_access_event");
        this.database = database;
    }

    /**
     * Returns a sink on the host's connections. The driver tells which database it is.
     *
     * @param dataSource as for {@link JdbcKeyStore#on(DataSource)}
     * @return the sink
     * @throws StoreException as for {@link JdbcKeyStore#on(DataSource)}
     */
    public static JdbcAuditSink on(DataSource dataSource) {
        return new JdbcAuditSink(Database.of(dataSource));
    }

    /**
     * Returns a sink on the host's Jdbi. The driver tells which database it is.
     *
     * @param jdbi the host's Jdbi
     * @return the sink
     * @throws StoreException as for {@link JdbcKeyStore#on(DataSource)}
     */
    public static JdbcAuditSink on(Jdbi jdbi) {
        return new JdbcAuditSink(Database.of(jdbi));
    }

    /**
     * Returns a sink on the host's Jdbi, for drivers that give another name than the database's own.
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
        database.writeApart("record " + events.size() + " access events", REMEDY, session -> {
            AccessRows.insertAll(session, events);
            return true;
        });
    }

    @Override
    public Page<TimelineEntry.Access> list(AccessQuery query) {
        return database.read(
                "list the access events of tenant " + query.tenant(),
                session -> AccessRows.page(session, database.dialect(), query));
    }

    @Override
    public int forget(Instant before, int limit) {
        return database.write(
                "remove the access events before " + before, session -> AccessRows.forget(session, before, limit));
    }

    @Override
    public int forgetTenant(String tenant, int limit) {
        return database.write(
                "remove the access events of tenant " + tenant,
                session -> AccessRows.forgetTenant(session, database.dialect(), tenant, limit));
    }

    @Override
    public int replaceUser(Pseudonym pseudonym) {
        return database.write(
                "replace a user in the access events", session -> AccessRows.replaceUser(session, pseudonym));
    }
}
