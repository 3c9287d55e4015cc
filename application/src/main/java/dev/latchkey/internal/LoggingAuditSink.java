package dev.latchkey.internal;

import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The default sink: the logger {@code dev.latchkey.audit}, level info. */
public final class LoggingAuditSink implements AuditSink {
    private static final Logger LOG = LoggerFactory.getLogger("dev.latchkey.audit");

    /** Creates a sink. */
    public LoggingAuditSink() {}

    @Override
    public void record(List<AccessEvent> events) {
        events.forEach(event -> LOG.info("{}", event));
    }
}
