package dev.latchkey.adapter.jdbc;

import static dev.latchkey.contract.fixture.Keys.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.ChangeLog;
import dev.latchkey.ports.ChangeLog.Change;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.StoreException;
import dev.latchkey.support.BoundDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What this adapter promises beyond the contract, on MariaDB or MySQL. */
@Tag("extended")
class MariaDbAdapterTest {
    @Test
    void ownTransactionsSeeTheLatestCommitAndLeaveTheIsolationOfTheConnectionAsItWas() throws SQLException {
        DataSource schema = MariaDb.schema();
        Sql.execute(schema, "create table host_order (id int primary key)");
        try (Connection connection = schema.getConnection()) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            DataSource same = (DataSource) BoundDataSource.proxy(
                    DataSource.class,
                    schema,
                    "getConnection",
                    () -> BoundDataSource.proxy(Connection.class, connection, "close", () -> null));
            List<Long> own = Database.of(same).write("count twice", session -> countTwice(schema, session));
            connection.setAutoCommit(false);
            List<Long> next =
                    countTwice(schema, new Session(connection, MariaDb.kind().dialect()));
            connection.rollback();

            assertThat(own).containsExactly(0L, 1L);
            assertThat(next).containsExactly(1L, 1L);
        }
        MariaDb.discard(schema);
    }

    /** Counts rows before and after another transaction has added one. */
    private static List<Long> countTwice(DataSource schema, Session session) throws SQLException {
        String count = "select count(*) from host_order";
        long before = session.query(count, row -> row.next() ? row.number() : -1);
        Sql.execute(schema, "insert into host_order select count(*) + 1 from host_order");
        return List.of(before, session.query(count, row -> row.next() ? row.number() : -1));
    }

    @Nested
    class Schema extends SchemaRules {
        private static final Pattern TABLE = Pattern.compile("create table if not exists (\\w+) \\((.*?)\\n\\) engine");

        @Override
        DataSource empty() {
            return MariaDb.schema();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }

        @Override
        JdbcDatabase kind() {
            return MariaDb.kind();
        }

        /** An index belongs to its table here, and is made with it. */
        @Override
        List<String> cutShort() {
            return List.of("drop table latchkey_usage_day", "drop table latchkey_audit");
        }

        @Override
        String description() {
            return "select 'column', TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, IS_NULLABLE, COLLATION_NAME, EXTRA,"
                    + " GENERATION_EXPRESSION from information_schema.COLUMNS where TABLE_SCHEMA = database()"
                    + " union all select 'index', TABLE_NAME, INDEX_NAME, COLUMN_NAME, SEQ_IN_INDEX, COLLATION,"
                    + " NON_UNIQUE, '' from information_schema.STATISTICS where TABLE_SCHEMA = database()"
                    + " union all select 'reference', TABLE_NAME, CONSTRAINT_NAME, REFERENCED_TABLE_NAME, DELETE_RULE,"
                    + " '', '', '' from information_schema.REFERENTIAL_CONSTRAINTS"
                    + " where CONSTRAINT_SCHEMA = database()"
                    + " union all select 'check', CONSTRAINT_NAME, CHECK_CLAUSE, '', '', '', '', ''"
                    + " from information_schema.CHECK_CONSTRAINTS where CONSTRAINT_SCHEMA = database()";
        }

        @Test
        void theFilesOfMariaDbAndMySqlDifferInTheCollationOnly() throws IOException {
            String mariaDb = text(JdbcDatabase.MARIADB, JdbcSchema.SNAPSHOT);
            String mySql = text(JdbcDatabase.MYSQL, JdbcSchema.SNAPSHOT);
            assertThat(mySql)
                    .isEqualTo(mariaDb.replace("folder mariadb", "folder mysql")
                            .replace("utf8mb4_nopad_bin", "utf8mb4_0900_bin"));
        }

        private String text(JdbcDatabase kind, String name) throws IOException {
            try (InputStream in =
                    JdbcSchema.class.getResourceAsStream(kind.dialect().folder() + name)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }

        /** Not every part can be renamed in a table here, so the tables are made with the other name. */
        @Test
        @Override
        void theCheckNamesExactlyWhatIsMissing() throws IOException {
            List<String> constraints = new ArrayList<>();
            List<List<String>> columns = List.of(new ArrayList<>(), new ArrayList<>());
            Matcher tables = Pattern.compile(TABLE.pattern(), Pattern.DOTALL).matcher(resource(JdbcSchema.SNAPSHOT));
            while (tables.find()) {
                String table = tables.group(1);
                int number = 0;
                for (String line : tables.group(2).lines().toList()) {
                    Matcher part = Pattern.compile(" {4}(constraint|index) (\\w+).*| {4}(\\w+) .*")
                            .matcher(line);
                    if (!part.matches() || line.contains(" primary key ")) {
                        continue;
                    }
                    if (part.group(1) != null) {
                        constraints.add(part.group(1) + " " + part.group(2));
                    } else {
                        columns.get(number++ % 2).add("column " + table + "." + part.group(3));
                    }
                }
            }
            assertThat(constraints).hasSizeGreaterThan(25);
            assertThat(columns.get(0)).hasSizeGreaterThan(30);
            for (List<String> renamed : List.of(constraints, columns.get(0), columns.get(1))) {
                assertNamed(renamed);
            }
        }

        private void assertNamed(List<String> renamed) throws IOException {
            Map<String, String> statements = new LinkedHashMap<>();
            Matcher whole = Pattern.compile("create table if not exists (\\w+) .*?;\\n", Pattern.DOTALL)
                    .matcher(resource(JdbcSchema.SNAPSHOT));
            while (whole.find()) {
                statements.put(whole.group(1), whole.group());
            }
            for (String part : renamed) {
                String name = part.substring(part.indexOf(' ') + 1);
                String table = name.substring(0, Math.max(0, name.indexOf('.')));
                if (table.isEmpty()) {
                    statements.replaceAll((any, sql) -> sql.replaceAll("\\b" + name + "\\b", "gone_" + name));
                } else {
                    String column = name.substring(table.length() + 1);
                    statements.computeIfPresent(table, (any, sql) -> renamedColumn(sql, column));
                    statements.replaceAll((any, sql) -> Pattern.compile("references " + table + " \\(([^)]*)\\)")
                            .matcher(sql)
                            .replaceAll(found -> "references " + table + " ("
                                    + found.group(1).replaceAll("\\b" + column + "\\b", "gone_" + column) + ")"));
                }
            }
            DataSource other = empty();
            statements.values().forEach(sql -> Sql.execute(other, sql));
            assertThatThrownBy(() -> JdbcSchema.check(other), "a check without %s", renamed)
                    .isInstanceOf(StoreException.class)
                    .extracting(Throwable::getMessage)
                    .asString()
                    .endsWith("Missing: " + String.join(", ", renamed));
            discard(other);
        }

        /** In all of a table's statement but what it refers to. */
        private String renamedColumn(String sql, String column) {
            return Pattern.compile("references \\w+ \\([^)]*\\)|\\b" + column + "\\b")
                    .matcher(sql)
                    .replaceAll(found -> found.group().equals(column) ? "gone_" + column : found.group());
        }
    }

    @Nested
    class Constraints extends ConstraintRules {
        @Override
        DataSource empty() {
            return MariaDb.impatient();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }
    }

    @Nested
    class Transactions extends TransactionRules {
        @Override
        DataSource empty() {
            return MariaDb.impatient();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }

        @Override
        boolean locksWhatSerializableReads() {
            return true;
        }
    }

    @Nested
    class Versions extends JoinedVersionRules {
        @Override
        DataSource empty() {
            return MariaDb.impatient();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }
    }

    @Nested
    class Failures extends FailureRules {
        @Override
        DataSource empty() {
            return MariaDb.impatient();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }
    }

    @Nested
    class Zones extends ZoneRules {
        @Override
        DataSource empty() {
            return MariaDb.impatient();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }
    }

    @Nested
    class Changes extends LogRules {
        @Override
        DataSource empty() {
            return MariaDb.impatient();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }

        /** The server does not let the next number be below the highest. */
        @Test
        @Override
        void numbersThatBeginAgainAreRefusedWithTheirRemedyAndNoticedByARunningLog() {
            JdbcSchema.apply(database);
            KeyStore store = JdbcKeyStore.on(database);
            ChangeLog log = JdbcChangeLog.on(database);
            inserted(store, Keys.issue(Keys.spec(), T0));
            Sql.execute(database, "alter table latchkey_audit auto_increment = 1");

            ApiKey last = inserted(store, Keys.issue(Keys.spec(), T0));
            assertThat(log.from(2, 10)).extracting(Change::keyId).containsExactly(last.id());
        }
    }

    @Nested
    class Retries extends RetryRules {
        @Override
        DataSource empty() {
            return MariaDb.impatient();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }

        @Override
        List<SQLException> immediate() {
            return List.of(
                    new SQLException("Deadlock found when trying to get lock", "40001", 1213),
                    new SQLException("Record has changed since last read in table", "HY000", 1020),
                    new SQLException("Cannot add or update a child row", "23000", 1452));
        }

        @Override
        List<SQLException> afterWaiting() {
            return List.of(new SQLException("Lock wait timeout exceeded", "HY000", 1205));
        }

        @Override
        SQLException other() {
            return new SQLException("Data too long", "22001", 1406);
        }
    }

    @Nested
    class Sinks extends SinkRules {
        @Override
        DataSource empty() {
            return MariaDb.impatient();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }
    }

    @Nested
    class Plans extends PlanRules {
        private static final String NUMBERS =
                "with recursive s (x) as (select 1 union all select x + 1 from s where x < %d) ";

        @Override
        DataSource empty() {
            return MariaDb.schema();
        }

        @Override
        void discard(DataSource emptied) {
            MariaDb.discard(emptied);
        }

        @Override
        Object bound(Instant at) {
            return MariaDb.kind().dialect().bound(at);
        }

        @Override
        void fill(int keys) {
            try (Connection connection = database.getConnection()) {
                for (String sql : List.of(
                        (MariaDb.kind() == JdbcDatabase.MYSQL
                                        ? "set session cte_max_recursion_depth"
                                        : "set session max_recursive_iterations")
                                + " = 100000000",
                        "insert into latchkey_key (id, tenant, resource, slot, name, permissions, rates, networks,"
                                + " created_at, expires_at, version, turn) " + NUMBERS.formatted(keys)
                                + "select uuid(), concat('t', x % 10), concat('r', x),"
                                + " case when x % 3 = 0 then 'default' end, 'k', '*', '', '',"
                                + " timestampadd(second, x, timestamp '2020-01-01 00:00:00'),"
                                + " case when x % 20 = 1 then timestamp '2021-01-01 00:00:00' end, 1,"
                                + " case when x % 3 = 0 then 1 else 0 end from s",
                        "insert into latchkey_handle select substring(replace(id, '-', ''), 1, 20), id"
                                + " from latchkey_key",
                        "insert into latchkey_secret (handle, key_id, generation, prefix, last_four, hash, created_at)"
                                + " select h.handle, h.key_id, 1, '', '0000', 'x', k.created_at from latchkey_handle h"
                                + " join latchkey_key k on k.id = h.key_id",
                        "insert into latchkey_audit (key_id, version, tenant, happened_at, action, actor_kind,"
                                + " actor_id, detail) select id, 1, tenant, created_at, 'ISSUED', 'HOST', 'test', ''"
                                + " from latchkey_key",
                        "insert into latchkey_usage (key_id, tenant, last_used_at, uses)"
                                + " select id, tenant, case when slot is null then created_at end, 1 from latchkey_key",
                        "insert into latchkey_secret_use select handle, created_at from latchkey_secret",
                        "insert into latchkey_usage_day (key_id, used_on, uses) select k.id,"
                                + " date_add(cast(k.created_at as date), interval d.n day), 1 from latchkey_key k,"
                                + " (select 0 n union select 1 union select 2) d",
                        "insert into latchkey_access_event (happened_at, kind, reason, tenant, key_id, times)"
                                + " select created_at, 'REFUSED', 'INVALID', tenant, id, 1 from latchkey_key",
                        "analyze table latchkey_key, latchkey_handle, latchkey_secret, latchkey_audit, latchkey_usage,"
                                + " latchkey_secret_use, latchkey_usage_day, latchkey_access_event")) {
                    Sql.execute(connection, sql);
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        long rowsRead(Connection connection, Executed statement) throws SQLException {
            Sql.execute(connection, "flush status");
            try (PreparedStatement run = connection.prepareStatement(statement.sql())) {
                for (Map.Entry<Integer, Object> argument : statement.arguments().entrySet()) {
                    run.setObject(argument.getKey(), argument.getValue());
                }
                run.execute();
            }
            long read = 0;
            try (Statement asking = connection.createStatement();
                    ResultSet rows = asking.executeQuery("show session status like 'Handler_read%'")) {
                while (rows.next()) {
                    read += rows.getLong(2);
                }
            }
            return read;
        }
    }
}
