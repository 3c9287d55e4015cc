package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.audit.AuditSinkContract;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.util.List;
import javax.sql.DataSource;

class PostgresAuditSinkTest extends AuditSinkContract {
    private final DataSource database = Postgres.tables();

    @Override
    protected AuditSink sink() {
        return JdbcAuditSink.on(database);
    }

    @Override
    protected List<AccessEvent> kept(AuditSink from) {
        return AccessEvents.of(database);
    }
}
