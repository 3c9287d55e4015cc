package dev.latchkey.ports;

import java.util.List;

/**
 * Takes what is worth an audit and is no change of a key: refused attempts, throttled requests, revealed keys.
 * Implementations are safe for use by several threads.
 */
public interface AuditSink {
    /**
     * Keeps events. When it returns, they are kept; of several, all or none.
     *
     * @param events at least one; attempts come put together, with a count
     * @throws StoreException when they cannot be kept
     */
    void record(List<AccessEvent> events);
}
