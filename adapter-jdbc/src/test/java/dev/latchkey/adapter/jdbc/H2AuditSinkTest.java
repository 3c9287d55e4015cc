package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.audit.AuditSinkContract;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;

class H2AuditSinkTest extends AuditSinkContract {
    private final DataSource database = H2.memory();

    @AfterEach
    void shutDown() {
        H2.shutDown(database);
    }

    @Override
    protected AuditSink sink() {
        JdbcSchema.apply(database);
        return JdbcAuditSink.on(database);
    }

    @Override
    protected List<AccessEvent> kept(AuditSink from) {
        return AccessEvents.of(database);
    }
}
