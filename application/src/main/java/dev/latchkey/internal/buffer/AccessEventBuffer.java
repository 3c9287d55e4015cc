package dev.latchkey.internal.buffer;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.ports.AccessEvent;
import dev.latchkey.ports.AccessEvent.Kind;
import dev.latchkey.ports.AuditSink;
import java.net.InetAddress;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of refused and limited requests. It merges equal ones, so that a flood of them becomes a few events with a
 * count. Safe for use by several threads.
 */
public final class AccessEventBuffer {
    private static final int BOUND = 10_000;

    private final Coalescer<Attempt, AccessEvent> attempts;

    /**
     * Takes where events are written.
     *
     * @param sink the sink
     * @param listener receives what became of buffered events
     */
    public AccessEventBuffer(AuditSink sink, BufferListener listener) {
        this.attempts = new Coalescer<>("refused attempts", BOUND, AccessEventBuffer::add, sink::record, listener);
    }

    /**
     * Records a refused request.
     *
     * @param refusal why it is refused
     * @param caller the proven caller; null if possession was not proven
     * @param address where the request comes from; null if unknown
     * @param now the instant of the request
     */
    public void refused(Refusal refusal, @Nullable Caller caller, @Nullable InetAddress address, Instant now) {
        // A request without any credential attempts nothing.
        if (refusal != Refusal.MISSING) {
            add(Kind.REFUSED, refusal.name(), caller, address, now);
        }
    }

    /**
     * Records a request over the rate limit.
     *
     * @param caller the proven caller
     * @param address where the request comes from; null if unknown
     * @param now the instant of the request
     */
    public void limited(Caller caller, @Nullable InetAddress address, Instant now) {
        add(Kind.LIMITED, "RATE", caller, address, now);
    }

    /** Writes everything that was recorded before the call. What cannot be written is kept for the next flush. */
    public void flush() {
        attempts.flush();
    }

    private void add(Kind kind, String reason, @Nullable Caller caller, @Nullable InetAddress address, Instant now) {
        String from = address == null ? null : address.getHostAddress();
        String tenant = caller == null ? null : caller.tenant();
        UUID keyId =
                caller == null || caller.key() == null ? null : caller.key().id();
        AccessEvent event = new AccessEvent(now, kind, reason, tenant, keyId, from, null, 1);
        attempts.add(new Attempt(kind, reason, keyId, from), event);
    }

    private static AccessEvent add(AccessEvent a, AccessEvent b) {
        AccessEvent last = a.at().isAfter(b.at()) ? a : b;
        return new AccessEvent(
                last.at(),
                last.kind(),
                last.reason(),
                last.tenant(),
                last.keyId(),
                last.address(),
                last.actor(),
                a.count() + b.count());
    }

    private record Attempt(
            Kind kind,
            String reason,
            @Nullable UUID keyId,
            @Nullable String address) {}
}
