package dev.latchkey;

import dev.latchkey.LatchkeyListener.Buffer;
import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.ports.AccessEvent;
import dev.latchkey.ports.AccessEvent.Kind;
import dev.latchkey.ports.AuditSink;
import java.net.InetAddress;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Remembers refused and throttled requests until the next flush, put together, so that a flood of them is a few events with a count. */
final class AccessEventBuffer {
    private static final int BOUND = 10_000;

    private final Coalescer<Attempt, AccessEvent> attempts;

    AccessEventBuffer(AuditSink sink, ListenerNotifier notifier) {
        this.attempts = new Coalescer<>(
                "refused attempts", BOUND, AccessEventBuffer::add, sink::record, Buffer.ATTEMPTS, notifier);
    }

    void refused(Refusal refusal, @Nullable Caller caller, @Nullable InetAddress address, Instant now) {
        // A request without any credential attempts nothing.
        if (refusal != Refusal.MISSING) {
            add(Kind.REFUSED, refusal.name(), caller, address, now);
        }
    }

    void limited(Caller caller, @Nullable InetAddress address, Instant now) {
        add(Kind.LIMITED, "RATE", caller, address, now);
    }

    void flush() {
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
