package dev.latchkey.adapter.jdbc;

import javax.sql.DataSource;

class H2MigrationTest extends MigrationRules {
    @Override
    DataSource empty() {
        return H2.memory();
    }

    @Override
    void discard(DataSource emptied) {
        H2.shutDown(emptied);
    }

    @Override
    JdbcDatabase kind() {
        return JdbcDatabase.H2;
    }
}
