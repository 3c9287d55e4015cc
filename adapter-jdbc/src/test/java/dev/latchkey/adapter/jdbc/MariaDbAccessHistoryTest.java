package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.audit.AccessHistoryContract;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("extended")
class MariaDbAccessHistoryTest extends AccessHistoryContract {
    private final DataSource database = MariaDb.schema();

    @AfterEach
    void discard() {
        MariaDb.discard(database);
    }

    @Override
    protected AuditSink sink() {
        JdbcSchema.apply(database);
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
