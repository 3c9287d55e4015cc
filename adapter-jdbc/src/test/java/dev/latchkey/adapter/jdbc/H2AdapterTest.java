package dev.latchkey.adapter.jdbc;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;

/** What this adapter promises beyond the contract, on H2. */
class H2AdapterTest {
    private static DataSource impatient() {
        return H2.on("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=50");
    }

    @Nested
    class Schema extends SchemaRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }

        @Override
        JdbcDatabase kind() {
            return JdbcDatabase.H2;
        }

        @Override
        String description() {
            return "script nodata nopasswords nosettings";
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
            H2.shutDown(emptied);
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
            H2.shutDown(emptied);
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
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Zones extends ZoneRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }
    }

    @Nested
    class Plans extends PlanRules {
        @Override
        DataSource empty() {
            return impatient();
        }

        @Override
        void discard(DataSource emptied) {
            H2.shutDown(emptied);
        }

        @Override
        void fill(int keys) {
            for (String sql : List.of(
                    "insert into latchkey_key (id, tenant, resource, slot, name, permissions, rates, networks,"
                            + " created_at, expires_at, version) select random_uuid(), 't' || mod(x, 10), 'r' || x,"
                            + " case when mod(x, 3) = 0 then 'default' end, 'k', '*', '', '',"
                            + " timestamp with time zone '2020-01-01 00:00:00+00' + x * interval '1' second,"
                            + " case when mod(x, 20) = 1 then timestamp with time zone '2021-01-01 00:00:00+00' end, 1"
                            + " from system_range(1, " + keys + ")",
                    "insert into latchkey_handle select substring(replace(cast(id as varchar), '-'), 1, 20), id"
                            + " from latchkey_key",
                    "insert into latchkey_secret (handle, key_id, generation, prefix, last_four, hash, created_at)"
                            + " select h.handle, h.key_id, 1, '', '0000', 'x', k.created_at from latchkey_handle h"
                            + " join latchkey_key k on k.id = h.key_id",
                    "insert into latchkey_audit select id, 1, tenant, created_at, 'ISSUED', 'HOST', 'test', ''"
                            + " from latchkey_key",
                    "insert into latchkey_usage select id, created_at, 1 from latchkey_key",
                    "analyze")) {
                Sql.execute(database, sql);
            }
        }

        @Override
        long rowsRead(Connection connection, Executed statement) throws SQLException {
            String plan = String.join("\n", explained(connection, "explain analyze ", statement));
            return Pattern.compile("scanCount: (\\d+)")
                    .matcher(plan)
                    .results()
                    .mapToLong(result -> Long.parseLong(result.group(1)))
                    .sum();
        }
    }
}
