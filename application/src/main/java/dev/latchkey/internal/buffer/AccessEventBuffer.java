package dev.latchkey.internal.buffer;

import dev.latchkey.core.access.Caller;
import dev.latchkey.core.access.Refusal;
import dev.latchkey.ports.AuditSink;
import dev.latchkey.ports.query.AccessEvent;
import dev.latchkey.ports.query.AccessEvent.Kind;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A buffer of refused and limited requests. It merges equal ones, so that a flood of them becomes a few events with a
 * count. Addresses of one /64 of IPv6 count as one. Requests of proven callers have a room of their own, which those
 * that prove nothing cannot fill. Where a room is full, requests are counted by kind and reason alone. Safe for use by
 * several threads.
 */
public final class AccessEventBuffer {
    private static final int BOUND = 10_000;

    /** An IPv6 site has as many addresses as it likes in its /64. */
    private static final int SITE_BYTES = 8;

    private final Coalescer<Attempt, Merged> proven;
    private final Coalescer<Attempt, Merged> unproven;

    /**
     * Takes where events are written.
     *
     * @param sink the sink
     * @param listener receives what became of buffered events
     */
    public AccessEventBuffer(AuditSink sink, BufferListener listener) {
        Consumer<List<Merged>> events =
                merged -> sink.record(merged.stream().map(Merged::event).toList());
        this.proven = new Coalescer<>(BOUND, Merged::plus, Merged::requests, events, listener);
        this.unproven = new Coalescer<>(BOUND, Merged::plus, Merged::requests, events, listener);
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
        proven.flush();
        unproven.flush();
    }

    /** Takes no more, and writes what was recorded. Later requests are reported as dropped. */
    public void close() {
        proven.close(() -> {});
        unproven.close(() -> {});
    }

    private void add(Kind kind, String reason, @Nullable Caller caller, @Nullable InetAddress address, Instant now) {
        String from = address == null ? null : address.getHostAddress();
        String site = address == null ? null : site(address);
        String tenant = caller == null ? null : caller.tenant();
        UUID keyId =
                caller == null || caller.key() == null ? null : caller.key().id();
        Coalescer<Attempt, Merged> room = caller == null ? unproven : proven;
        // What a request met happened before it, whatever the clock of this node says.
        Instant at = caller == null || caller.key() == null
                ? now
                : later(now, caller.key().changedAt());
        AccessEvent event = new AccessEvent(at, kind, reason, tenant, keyId, from, null, 1);
        if (!room.addIfRoom(new Attempt(kind, reason, tenant, keyId, site), new Merged(event, site))) {
            AccessEvent rest = new AccessEvent(now, kind, reason, null, null, null, null, 1);
            if (!room.addAnyway(new Attempt(kind, reason, null, null, null), new Merged(rest, null))) {
                room.drop(1);
            }
        }
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    /** Returns what addresses of one site share: the address itself in IPv4, its /64 in IPv6. */
    private static String site(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length <= SITE_BYTES) {
            return address.getHostAddress();
        }
        StringBuilder site = new StringBuilder();
        for (int i = 0; i < SITE_BYTES; i += 2) {
            site.append(Integer.toHexString(((bytes[i] & 0xff) << 8) | (bytes[i + 1] & 0xff)))
                    .append(':');
        }
        return site.append(":/64").toString();
    }

    private record Attempt(
            Kind kind,
            String reason,
            @Nullable String tenant,
            @Nullable UUID keyId,
            @Nullable String site) {}

    /**
     * An event of several requests.
     *
     * @param event the event, with the address of all of them or the site that they share
     * @param site the site that they share; null if their addresses are unknown
     */
    private record Merged(AccessEvent event, @Nullable String site) {
        long requests() {
            return event.count();
        }

        Merged plus(Merged other) {
            AccessEvent last = event.at().isAfter(other.event.at()) ? event : other.event;
            boolean oneAddress = Objects.equals(event.address(), other.event.address());
            return new Merged(
                    new AccessEvent(
                            last.at(),
                            last.kind(),
                            last.reason(),
                            last.tenant(),
                            last.keyId(),
                            oneAddress ? last.address() : site,
                            last.actor(),
                            event.count() + other.event.count()),
                    site);
        }
    }
}
