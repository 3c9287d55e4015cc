package dev.latchkey.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.latchkey.Latchkey;
import dev.latchkey.adapter.jdbc.JdbcKeyStore;
import dev.latchkey.adapter.jdbc.JdbcSchema;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.support.MariaDbServer;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The read by handle on MariaDB or MySQL, in turns with the same SELECT in bare JDBC, on one pool. */
final class ReadOnMariaDb implements Measurement {
    private static final int KEYS = 10_000;
    private static final int WARM_UP = 15_000;
    private static final int READS = 10_000;

    /** Takes what is read, so that it is read. */
    private final AtomicLong sink = new AtomicLong();

    @Override
    public List<Row> rows() {
        Times read = new Times();
        Times bare = new Times();
        String name;
        try (MariaDbServer server = MariaDbServer.start(Map.of());
                HikariDataSource pool = new HikariDataSource()) {
            name = server.isMySql() ? "MySQL" : "MariaDB";
            // On MySQL too: MariaDB's driver speaks to both, and creates the database.
            pool.setJdbcUrl("jdbc:mariadb://127.0.0.1:" + server.port()
                    + "/benchmarks?createDatabaseIfNotExist=true&user=root");
            pool.setMaximumPoolSize(PostgresServer.POOL);
            JdbcSchema.apply(pool);
            JdbcKeyStore store = JdbcKeyStore.on(pool);
            List<String> handles = issue(store);
            BareJdbc select = BareJdbc.like(
                    pool,
                    database ->
                            JdbcKeyStore.on(database).findByHandle("00000000").value());
            for (int i = 0; i < WARM_UP + READS; i++) {
                if (i == WARM_UP) {
                    read.forget();
                    bare.forget();
                }
                String handle = handles.get(i % KEYS);
                read.time(() -> store.findByHandle(handle).value().isPresent());
                bare.time(() -> readColumns(select, handle));
            }
        }
        return List.of(Row.times(
                "the read by handle on " + name + "; the bare SELECT, same pool",
                read.median(),
                bare.median(),
                "at most 1.25"));
    }

    private static List<String> issue(JdbcKeyStore store) {
        List<String> handles = new ArrayList<>();
        try (Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("ps_"))
                .argon2(new Argon2Parameters(64, 1, 1))
                .build()) {
            KeySpec spec = KeySpec.of("acme", Scope.tenant(), "benchmark").allPermissions();
            for (int i = 0; i < KEYS; i++) {
                handles.add(latchkey.keys()
                        .issue(spec, Actor.host("benchmark"))
                        .orElseThrow()
                        .rawKey()
                        .handle());
            }
        }
        return handles;
    }

    private boolean readColumns(BareJdbc select, String handle) {
        long before = sink.get();
        try {
            select.columns(handle, column -> sink.addAndGet(column == null ? 1 : 2));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return sink.get() > before;
    }
}
