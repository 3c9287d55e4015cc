package dev.latchkey.adapter.inmemory;

import dev.latchkey.contract.audit.AccessHistoryContract;
import dev.latchkey.ports.AccessHistory;
import dev.latchkey.ports.AuditSink;

class InMemoryAccessHistoryTest extends AccessHistoryContract {
    @Override
    protected AuditSink sink() {
        return new InMemoryAuditSink();
    }

    @Override
    protected AccessHistory history(AuditSink sink) {
        return (InMemoryAuditSink) sink;
    }
}
