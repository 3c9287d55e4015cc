package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.TenantMark;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form of the marks of tenants in columns. */
final class TenantRows {
    private static final String SELECT = "select tenant, version, ended, marked_at, reason, actor_kind, actor_id,"
            + " address, request_id, only_named from latchkey_tenant where ";
    private static final String FIND = SELECT + "tenant = ?";
    private static final String FIND_BY_USER = SELECT + "actor_kind = 'USER' and actor_id = ?";
    private static final String INSERT = "insert into latchkey_tenant (version, ended, marked_at, reason, actor_kind,"
            + " actor_id, address, request_id, only_named, tenant) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "update latchkey_tenant set version = ?, ended = ?, marked_at = ?, reason = ?,"
            + " actor_kind = ?, actor_id = ?, address = ?, request_id = ?, only_named = ?"
            + " where tenant = ? and version = ?";

    private TenantRows() {}

    static Optional<TenantMark> find(Session session, String tenant) throws SQLException {
        return session.query(FIND, row -> row.next() ? Optional.of(mark(row)) : Optional.empty(), tenant);
    }

    /** Finds the marks whose actor is a user. */
    static List<TenantMark> marksBy(Session session, String user) throws SQLException {
        return session.query(
                FIND_BY_USER,
                row -> {
                    List<TenantMark> marks = new ArrayList<>();
                    while (row.next()) {
                        marks.add(mark(row));
                    }
                    return marks;
                },
                user);
    }

    private static TenantMark mark(Row row) throws SQLException {
        String tenant = row.text();
        long version = row.number();
        boolean ended = row.flag();
        Instant at = row.instant();
        String reason = row.text();
        Actor.Kind kind = Actor.Kind.of(row.text());
        String id = row.text();
        return new TenantMark(
                tenant,
                version,
                ended,
                at,
                reason,
                new Actor(kind, id, new Origin(row.textOrNull(), row.textOrNull(), row.flag())));
    }

    /** Writes a mark over the version before. Returns false if another version is there. */
    static boolean write(Session session, SqlDialect dialect, TenantMark next) throws SQLException {
        return next.version() == 1
                ? dialect.insertUnlessTaken(session, INSERT, columns(next))
                : update(session, next, next.version() - 1);
    }

    /** Writes another form of a mark over the same version, if it is still there. */
    static void change(Session session, TenantMark mark) throws SQLException {
        update(session, mark, mark.version());
    }

    private static boolean update(Session session, TenantMark mark, long over) throws SQLException {
        @Nullable Object[] columns = columns(mark);
        @Nullable Object[] update = Arrays.copyOf(columns, columns.length + 1);
        update[columns.length] = over;
        return session.update(UPDATE, update) == 1;
    }

    private static @Nullable Object[] columns(TenantMark next) {
        Origin origin = next.actor().origin();
        return new @Nullable Object[] {
            next.version(),
            next.ended(),
            next.at(),
            next.reason(),
            next.actor().kind().name(),
            next.actor().id(),
            origin.address(),
            origin.requestId(),
            origin.onlyNamed(),
            next.tenant()
        };
    }
}
