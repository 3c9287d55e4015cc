package dev.latchkey.adapter.jdbc;

import dev.latchkey.contract.audit.AuditSinkContract;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

@Tag("extended")
class MariaDbAuditSinkTest extends AuditSinkContract {
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
    protected List<AccessEvent> kept(AuditSink from) {
        return AccessEvents.of(database);
    }
}
