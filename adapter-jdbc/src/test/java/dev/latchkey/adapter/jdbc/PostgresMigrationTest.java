package dev.latchkey.adapter.jdbc;

import javax.sql.DataSource;

class PostgresMigrationTest extends MigrationRules {
    @Override
    DataSource empty() {
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
}
