package dev.latchkey.ports.api;

import dev.latchkey.ports.spi.KeyStore;
import dev.latchkey.ports.spi.KeyUse;
import java.time.Instant;
import java.util.UUID;

/** Remembers uses until the next flush: one write per key and flush, however often it is used. */
final class UsageBuffer {
    private static final int BOUND = 100_000;
    private static final long DAY_MILLIS = 86_400_000;

    private final Coalescer<Day, KeyUse> uses;

    UsageBuffer(KeyStore store) {
        this.uses = new Coalescer<>("uses of keys", BOUND, UsageBuffer::add, store::recordUse);
    }

    void used(UUID keyId, Instant now) {
        uses.add(new Day(keyId, now.toEpochMilli() / DAY_MILLIS), new KeyUse(keyId, now, 1));
    }

    void flush() {
        uses.flush();
    }

    private static KeyUse add(KeyUse a, KeyUse b) {
        Instant last = a.lastUsedAt().isAfter(b.lastUsedAt()) ? a.lastUsedAt() : b.lastUsedAt();
        return new KeyUse(a.keyId(), last, a.count() + b.count());
    }

    private record Day(UUID keyId, long day) {}
}
