package dev.latchkey.benchmarks;

import dev.latchkey.core.hashing.ScreeningTag;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.Authority;
import dev.latchkey.core.key.KeyIdentity;
import dev.latchkey.core.key.Labels;
import dev.latchkey.core.key.Lifecycle;
import dev.latchkey.core.key.Limits;
import dev.latchkey.core.key.Origin;
import dev.latchkey.core.key.Provenance;
import dev.latchkey.core.key.Secret;
import dev.latchkey.core.scope.Permissions;
import dev.latchkey.core.scope.Scope;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/** The same SELECT without a library in between: connection, statement, one argument, one result. */
final class BareJdbc {
    /** Four columns of one row by its primary key: the least that can be asked about a key. */
    static final String ONE_ROW = "select key_id, prefix, last_four, hash from latchkey_secret where handle = ?";

    private final DataSource database;
    private final String sql;

    private BareJdbc(DataSource database, String sql) {
        this.database = database;
        this.sql = sql;
    }

    /** Takes the statement that a call prepares last, so that what is measured beside it stays the very same. */
    static BareJdbc like(DataSource database, Consumer<DataSource> call) {
        List<String> prepared = new ArrayList<>();
        call.accept(proxy(DataSource.class, database, (method, arguments, result) -> {
            if (!(result instanceof Connection connection)) {
                return result;
            }
            return proxy(Connection.class, connection, (inner, innerArguments, innerResult) -> {
                if (inner.getName().equals("prepareStatement")) {
                    prepared.add((String) innerArguments[0]);
                }
                return innerResult;
            });
        }));
        return new BareJdbc(database, prepared.get(prepared.size() - 1));
    }

    /** A statement with one argument, a handle. */
    static BareJdbc of(DataSource database, String sql) {
        return new BareJdbc(database, sql);
    }

    /** Reads every column of every row as whatever object the driver makes of it. */
    void columns(String handle, Consumer<Object> sink) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, handle);
            try (ResultSet rows = statement.executeQuery()) {
                int width = rows.getMetaData().getColumnCount();
                while (rows.next()) {
                    for (int i = 1; i <= width; i++) {
                        sink.accept(rows.getObject(i));
                    }
                }
            }
        }
    }

    /**
     * Makes the same value of it, as far as a key needs that has one secret and nothing special. Of several secrets it
     * takes the newest.
     */
    ApiKey key(String handle) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, handle);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return key(rows);
            }
        }
    }

    /** Reads in code that may not throw checked exceptions. */
    ApiKey read(String handle) {
        try {
            return key(handle);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        for (int special : new int[] {10, 11, 12, 13, 14, 19, 20, 22, 24, 25, 26, 27, 33, 35}) {
            if (row.getString(special) != null) {
                throw new IllegalStateException("not the key that this was written for");
            }
        }
        Secret secret = new Secret(
                row.getString(28),
                row.getString(29),
                row.getString(30),
                row.getString(31),
                ScreeningTag.of(row.getInt(32)),
                null,
                instant(row, 34),
                null);
        String resource = row.getString(3);
        String[] maker = row.getString(23).split(",", 2);
        List<UUID> issuers = row.getString(16).isEmpty() ? List.of() : unexpected();
        KeyIdentity identity = new KeyIdentity(
                row.getObject(1, UUID.class),
                row.getString(2),
                resource.isEmpty() ? Scope.tenant() : Scope.resource(resource),
                row.getString(4),
                row.getLong(17),
                new Provenance(
                        new Actor(Actor.Kind.valueOf(maker[0]), maker[1], Origin.UNKNOWN), issuers, instant(row, 9)));
        List<String> tags = row.getString(21).isEmpty() ? List.of() : unexpected();
        Limits limits = row.getString(7).isEmpty() && row.getString(8).isEmpty() ? Limits.NONE : unexpected();
        Authority authority = new Authority(Permissions.of(List.of(row.getString(6))), limits, null);
        return new ApiKey(
                identity,
                new Labels(row.getString(5), null, tags, null),
                authority,
                Lifecycle.IN_FORCE,
                row.getLong(15),
                instant(row, 18),
                List.of(secret),
                null);
    }

    private static Instant instant(ResultSet row, int column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static <T> T unexpected() {
        throw new IllegalStateException("not the key that this was written for");
    }

    private interface After {
        Object result(Method method, Object[] arguments, Object result);
    }

    private static <T> T proxy(Class<T> type, T target, After after) {
        return type.cast(Proxy.newProxyInstance(
                BareJdbc.class.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    try {
                        return after.result(method, arguments, method.invoke(target, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }
}
