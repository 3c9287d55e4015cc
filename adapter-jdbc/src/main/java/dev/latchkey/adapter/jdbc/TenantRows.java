package dev.latchkey.adapter.jdbc;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.Origin;
import dev.latchkey.ports.TenantMark;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The form of the marks of tenants in columns. */
final class TenantRows {
    private static final String FIND = "select version, ended, marked_at, reason, actor_kind, actor_id, address,"
            + " request_id, only_named from latchkey_tenant where tenant = ?";
    private static final String INSERT = "insert into latchkey_tenant (version, ended, marked_at, reason, actor_kind,"
            + " actor_id, address, request_id, only_named, tenant) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String UPDATE = "update latchkey_tenant set version = ?, ended = ?, marked_at = ?, reason = ?,"
            + " actor_kind = ?, actor_id = ?, address = ?, request_id = ?, only_named = ?"
            + " where tenant = ? and version = ?";

    private TenantRows() {}

    static Optional<TenantMark> find(Session session, String tenant) throws SQLException {
        return session.query(FIND, row -> row.next() ? Optional.of(mark(tenant, row)) : Optional.empty(), tenant);
    }

    private static TenantMark mark(String tenant, Row row) throws SQLException {
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
        Origin origin = next.actor().origin();
        @Nullable Object[] insertion = {
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
        if (next.version() == 1) {
            return dialect.insertUnlessTaken(session, INSERT, insertion);
        }
        @Nullable Object[] update = Arrays.copyOf(insertion, insertion.length + 1);
        update[insertion.length] = next.version() - 1;
        return session.update(UPDATE, update) == 1;
    }
}
