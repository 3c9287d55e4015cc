package dev.latchkey.cluster;

import java.io.IOException;

class PostgresOutageTest extends OutageRules {
    @Override
    JdbcServer start() throws IOException {
        return Postgres.start("outage");
    }
}
