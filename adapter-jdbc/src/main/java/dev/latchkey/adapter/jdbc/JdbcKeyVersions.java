package dev.latchkey.adapter.jdbc;

import dev.latchkey.ports.KeyVersions;
import dev.latchkey.ports.Reply;
import dev.latchkey.ports.query.KeyVersion;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/** The versions of keys: one row, by the primary key. Immutable, safe for use by several threads. */
final class JdbcKeyVersions implements KeyVersions {
    /** An older release has not written the instant of a change. */
    private static final String BY_ID =
            "select version, coalesce(changed_at, created_at) from latchkey_key where id = ?";

    private final Database database;

    JdbcKeyVersions(Database database) {
        this.database = database;
    }

    @Override
    public Reply<Optional<KeyVersion>> find(UUID id) {
        return database.findLatest(
                "find the version of key " + id, session -> session.query(BY_ID, JdbcKeyVersions::one, id));
    }

    private static Optional<KeyVersion> one(Row row) throws SQLException {
        return row.next() ? Optional.of(new KeyVersion(row.number(), row.instant())) : Optional.empty();
    }
}
