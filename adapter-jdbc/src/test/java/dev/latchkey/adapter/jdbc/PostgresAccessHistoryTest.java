package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.audit.AccessHistoryContract;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import javax.sql.DataSource;

class PostgresAccessHistoryTest extends AccessHistoryContract {
    private final DataSource database = Postgres.tables();

    @Override
    protected AuditSink sink() {
        return JdbcAuditSink.on(database);
    }

    @Override
    protected AccessHistory history(AuditSink sink) {
        return JdbcAuditSink.on(database);
    }

    @Override
    protected boolean rewriteKinds(AuditSink sink, String newer) {
        Sql.execute(database, "update latchkey_access_event set kind = '" + newer + "'");
        return true;
    }
}
