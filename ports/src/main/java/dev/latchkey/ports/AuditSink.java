package dev.latchkey.ports;

import dev.latchkey.ports.query.AccessEvent;
import java.util.List;

/**
 * Takes what is worth an audit and is no change of a key: refused attempts, throttled requests, revealed keys.
 * Implementations are safe for use by several threads. A sink whose events can be read is an {@link AccessHistory} too.
 *
 * <p>An event is true whatever becomes of the transaction in which it happened: a revealed key was seen, also if the
 * host rolls back. A sink that shares connections with the host must pass {@code
 * dev.latchkey.contract.audit.AuditSinkInTransactionsContract} of the module {@code latchkey-contract-tests}.
 */
public interface AuditSink {
    /**
     * Keeps events. When it returns, they are kept; of several, all or none. They stay also if the host rolls back a
     * transaction that it has open.
     *
     * @param events at least one; attempts come put together, with a count
     * @throws StoreException when they cannot be kept, or only together with a transaction of the host
     */
    void record(List<AccessEvent> events);
}
