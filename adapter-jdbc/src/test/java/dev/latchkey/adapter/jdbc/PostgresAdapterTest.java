package dev.latchkey.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What this adapter promises beyond the contract, on PostgreSQL. */
class PostgresAdapterTest {
    private static DataSource impatient() {
        PGSimpleDataSource database = Postgres.schema();
        database.setOptions("-c lock_timeout=50");
        return database;
    }

    @Nested
    class Schema extends SchemaRules {
        @Override
        DataSource empty() {
            // Nodes that apply the schema wait for one another.
            return Postgres.schema();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }

        @Override
        JdbcDatabase kind() {
            return JdbcDatabase.POSTGRESQL;
        }

        /**
         * With another version of the C library its collations order text in another way, and indexes no longer lead to
         * it.
         */
        @Test
        void noIndexDependsOnACollation() {
            JdbcSchema.apply(database);
            assertThat(Sql.query(
                            database,
                            "select i.indexrelid::regclass, l.collname from pg_index i"
                                    + " join pg_class c on c.oid = i.indrelid"
                                    + " cross join unnest(i.indcollation) as of_column (collation_id)"
                                    + " join pg_collation l on l.oid = of_column.collation_id"
                                    + " where c.relnamespace = current_schema()::regnamespace and l.collname <> 'C'"))
                    .as("indexes with another collation than C")
                    .isEmpty();
        }

        /** The default build runs it on H2: the same lines create and check the tables. */
        @Test
        @Tag("extended")
        @Override
        void applyingDoesNotMendATableThatIsNotOurs() {
            super.applyingDoesNotMendATableThatIsNotOurs();
        }

        /** The default build runs it on H2: the same lines apply the files and wait for one another. */
        @Test
        @Tag("extended")
        @Override
        void severalNodesMayApplyAtOnce() throws Exception {
            super.severalNodesMayApplyAtOnce();
        }

        /** The default build runs it on H2: the same lines read and name what is missing. */
        @Test
        @Tag("extended")
        @Override
        void theCheckNamesExactlyWhatIsMissing() throws IOException {
            super.theCheckNamesExactlyWhatIsMissing();
        }

        @Override
        String description() {
            return "select 'column', table_name, column_name, data_type, is_nullable, datetime_precision,"
                    + " identity_generation, generation_expression"
                    + " from information_schema.columns where table_schema = current_schema()"
                    + " union all select 'constraint', c.relname, conname, pg_get_constraintdef(x.oid), '', 0, '', ''"
                    + " from pg_constraint x join pg_class c on c.oid = x.conrelid"
                    + " where c.relnamespace = current_schema()::regnamespace"
                    + " union all select 'index', tablename, indexname,"
                    + " replace(indexdef, current_schema() || '.', ''), '', 0, '', ''"
                    + " from pg_indexes where schemaname = current_schema()"
                    + " union all select 'table', relname, array_to_string(reloptions, ','), '', '', 0, '', ''"
                    + " from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r'"
                    + " union all select 'trigger', c.relname, tgname,"
                    + " replace(pg_get_triggerdef(t.oid), current_schema() || '.', ''), tgenabled::text, 0, '', ''"
                    + " from pg_trigger t join pg_class c on c.oid = t.tgrelid"
                    + " where not tgisinternal and c.relnamespace = current_schema()::regnamespace"
                    + " union all select 'function', proname, prosrc, '', '', 0, '', ''"
                    + " from pg_proc where pronamespace = current_schema()::regnamespace";
        }
    }

    @Nested
    class Constraints extends ConstraintRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }
    }

    @Nested
    class Transactions extends TransactionRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }
    }

    @Nested
    class Versions extends JoinedVersionRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }
    }

    @Nested
    class Failures extends FailureRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }
    }

    @Nested
    @Tag("extended")
    class Zones extends ZoneRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }
    }

    @Nested
    class Changes extends LogRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }
    }

    @Nested
    class Retries extends RetryRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }

        @Override
        List<SQLException> immediate() {
            return List.of(
                    new SQLException("could not serialize access", "40001"),
                    new SQLException("insert or update violates foreign key constraint", "23503"));
        }

        @Override
        List<SQLException> afterWaiting() {
            return List.of(
                    new SQLException("deadlock detected", "40P01"),
                    new SQLException("canceling statement due to lock timeout", "55P03"));
        }

        @Override
        SQLException other() {
            return new SQLException("Value too long", "22001", 22001);
        }
    }

    @Nested
    class Sinks extends SinkRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }
    }

    @Nested
    class Plans extends PlanRules {
        private static final Pattern READ = Pattern.compile("actual .*rows=(\\d+)(?:\\.\\d+)? loops=(\\d+)");
        private static final Pattern REMOVED = Pattern.compile("Rows Removed by .*: (\\d+)");

        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            Postgres.discard(emptied);
        }

        @Override
        void fill(int keys) {
            for (String sql : List.of(
                    "insert into latchkey_key (id, tenant, resource, slot, name, permissions, rates, networks,"
                            + " created_at, expires_at, version, turn) select gen_random_uuid(), 't' || x % 10,"
                            + " 'r' || x, case when x % 3 = 0 then 'default' end, 'k', '*', '', '',"
                            + " timestamptz '2020-01-01 00:00:00+00' + x * interval '1 second',"
                            + " case when x % 20 = 1 then timestamptz '2021-01-01 00:00:00+00' end, 1,"
                            + " case when x % 3 = 0 then 1 else 0 end from generate_series(1, " + keys + ") as s (x)",
                    "insert into latchkey_handle select substring(replace(id::text, '-', ''), 1, 20), id"
                            + " from latchkey_key",
                    "insert into latchkey_secret (handle, key_id, generation, prefix, last_four, hash, created_at)"
                            + " select h.handle, h.key_id, 1, '', '0000', 'x', k.created_at from latchkey_handle h"
                            + " join latchkey_key k on k.id = h.key_id",
                    "insert into latchkey_audit (key_id, version, tenant, happened_at, action, actor_kind, actor_id,"
                            + " detail) select id, 1, tenant, created_at, 'ISSUED', 'HOST', 'test', ''"
                            + " from latchkey_key",
                    "insert into latchkey_usage (key_id, tenant, last_used_at, uses)"
                            + " select id, tenant, case when slot is null then created_at end, 1 from latchkey_key",
                    "insert into latchkey_secret_use select handle, created_at from latchkey_secret",
                    "insert into latchkey_usage_day (key_id, used_on, uses) select k.id,"
                            + " cast(k.created_at as date) + d.n, 1 from latchkey_key k,"
                            + " generate_series(0, 2) as d (n)",
                    "insert into latchkey_access_event (happened_at, kind, reason, tenant, key_id, times)"
                            + " select created_at, 'REFUSED', 'NETWORK', tenant, id, 1 from latchkey_key",
                    "analyze latchkey_key, latchkey_handle, latchkey_secret, latchkey_audit, latchkey_usage,"
                            + " latchkey_secret_use, latchkey_usage_day, latchkey_access_event")) {
                Sql.execute(database, sql);
            }
        }

        /** H2 makes an index for each foreign key by itself. */
        @Test
        void whatDependsOnAKeyIsFoundByAnIndexWhenTheKeyIsPurged() {
            assertThat(Sql.query(
                            database,
                            "select c.conname from pg_constraint c where c.contype = 'f'"
                                    + " and c.connamespace = current_schema()::regnamespace and not exists ("
                                    + "select from pg_index i where i.indrelid = c.conrelid and i.indisvalid"
                                    + " and i.indpred is null and i.indkey[0] = any (c.conkey))"))
                    .as("foreign keys without an index on a column of theirs")
                    .isEmpty();
        }

        @Override
        long rowsRead(Connection connection, Executed statement) throws SQLException {
            long read = 0;
            for (String line : explained(connection, "explain (analyze, timing off) ", statement)) {
                Matcher rows = READ.matcher(line);
                Matcher removed = REMOVED.matcher(line);
                if (rows.find()) {
                    read += Long.parseLong(rows.group(1)) * Long.parseLong(rows.group(2));
                } else if (removed.find()) {
                    read += Long.parseLong(removed.group(1));
                }
            }
            return read;
        }
    }
}
