package dev.latchkey.adapter.inmemory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.audit.AuditSinkContract;
import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemoryAuditSinkTest extends AuditSinkContract {
    @Override
    protected AuditSink sink() {
        return new InMemoryAuditSink();
    }

    @Override
    protected List<AccessEvent> kept(AuditSink from) {
        return ((InMemoryAuditSink) from).events();
    }

    @Test
    void aFullSinkKeepsTheLatest() {
        InMemoryAuditSink sink = new InMemoryAuditSink(2);
        sink.record(List.of(event(1), event(2), event(3)));

        assertThat(sink.events()).containsExactly(event(2), event(3));
    }

    private static AccessEvent event(long count) {
        return new AccessEvent(Keys.T0, AccessEvent.Kind.REFUSED, "UNKNOWN", null, null, null, null, count);
    }
}
