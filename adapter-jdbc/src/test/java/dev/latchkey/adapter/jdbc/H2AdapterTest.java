package dev.latchkey.adapter.jdbc;

import java.util.UUID;
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
}
