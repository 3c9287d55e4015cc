package dev.latchkey.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.spi.AuditQuery;
import dev.latchkey.ports.spi.KeyQuery;
import dev.latchkey.ports.spi.KeyStore;
import dev.latchkey.ports.spi.KeyUse;
import dev.latchkey.ports.spi.ListedKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.function.BiFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * One key under everything at once: changes, uses, and readers by every way there is. Nothing is lost, nothing is undone, and nobody ever reads a key that
 * never was.
 */
abstract class TrafficRules extends StoreRules {
    private static final int WRITERS = 3;

    private final CountDownLatch writing = new CountDownLatch(WRITERS);
    private final Map<Long, Changed> taken = new ConcurrentHashMap<>();
    private final Map<Long, ApiKey> seen = new ConcurrentHashMap<>();

    @Test
    void nothingIsLostUndoneOrSeenByHalf() {
        Changed issued = Keys.issue(Keys.spec().slot("default"), at(1));
        ApiKey first = insert(issued);
        taken.put(1L, issued);
        int rounds = contract().rounds();

        List<Callable<Void>> all = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            KeyStore where = i % 2 == 0 ? store : elsewhere;
            all.add(() -> change(where, first, rounds));
        }
        all.add(() -> use(store, first, rounds, 1));
        all.add(() -> use(elsewhere, first, rounds, 2));
        all.add(() -> read(elsewhere, first, (where, last) -> where.findById(last.id())));
        all.add(() -> read(
                store,
                first,
                (where, last) -> where.findByHandle(last.newestSecret().handle())));
        all.add(() ->
                read(elsewhere, first, (where, last) -> where.findBySlot(last.tenant(), last.scope(), "default")));
        all.add(() -> read(
                store,
                first,
                (where, last) -> where.list(KeyQuery.of(last.tenant(), 1)).items().stream()
                        .map(ListedKey::key)
                        .findFirst()));
        all.add(() -> compareWithAudit(elsewhere, first));
        try (Race race = new Race()) {
            race.run(all);
        }

        long last = 1 + (long) WRITERS * rounds;
        List<Long> versions = LongStream.rangeClosed(1, last).boxed().toList();
        assertThat(taken.keySet()).as("versions that were taken").containsExactlyInAnyOrderElementsOf(versions);
        assertThat(elsewhere.findById(first.id())).contains(takenAt(last).next());
        List<AuditEvent> events = new ArrayList<>();
        versions.forEach(version -> events.add(0, takenAt(version).event()));
        assertThat(history(first)).isEqualTo(events);
        seen.forEach((version, key) ->
                assertThat(key).as("what was read").isEqualTo(takenAt(version).next()));
        assertThat(listed(first)).isEqualTo(new ListedKey(takenAt(last).next(), at(rounds * 2L), rounds * 3L));
    }

    private Changed takenAt(long version) {
        Changed changed = taken.get(version);
        if (changed == null) {
            throw new AssertionError("version " + version + " was never taken");
        }
        return changed;
    }

    private Void change(KeyStore where, ApiKey key, int rounds) {
        try {
            for (int round = 0; round < rounds; round++) {
                Changed changed;
                do {
                    changed = Keys.changed(next(where.findById(key.id()).orElseThrow(), round));
                } while (!where.replace(changed.next(), changed.event()));
                assertThat(taken.put(changed.next().version(), changed))
                        .as("taken twice")
                        .isNull();
            }
        } finally {
            writing.countDown();
        }
        return null;
    }

    private static Transition next(ApiKey key, int round) {
        // Times rise with versions, so that the audit's order is that of the versions.
        KeyChange change = key.by(Keys.ACTOR, at(key.version() + 1));
        return switch (round % 3) {
            case 0 -> change.rotate(Keys.secret(), DAY);
            case 1 -> change.rename("name at version " + key.version());
            default -> key.suspension() == null ? change.suspend("test") : change.resume();
        };
    }

    private Void use(KeyStore where, ApiKey key, int rounds, int step) {
        for (int round = 1; round <= rounds; round++) {
            where.recordUse(List.of(new KeyUse(key.id(), at((long) round * step), step)));
        }
        return null;
    }

    /** Reads on and on. Time never runs backwards, and two reads of one version are equal. */
    private Void read(KeyStore where, ApiKey first, BiFunction<KeyStore, ApiKey, Optional<ApiKey>> reader) {
        ApiKey last = first;
        do {
            // A handle may have fallen out of the key meanwhile; by its id the key is always there.
            ApiKey before = last;
            ApiKey now = reader.apply(where, before)
                    .orElseGet(() -> where.findById(first.id()).orElseThrow());
            assertThat(now.version()).as("version after %d", before.version()).isGreaterThanOrEqualTo(before.version());
            ApiKey same = seen.putIfAbsent(now.version(), now);
            assertThat(now).as("version %d read again", now.version()).isEqualTo(same == null ? now : same);
            last = now;
        } while (writing.getCount() > 0);
        return null;
    }

    /** Key and event are seen together: neither read after the other is behind it. */
    private Void compareWithAudit(KeyStore where, ApiKey key) {
        AuditQuery newest = AuditQuery.of(key.tenant(), 1);
        do {
            long event = where.audit(newest).items().get(0).version();
            long version = where.findById(key.id()).orElseThrow().version();
            assertThat(version).as("the key after its event %d was seen", event).isGreaterThanOrEqualTo(event);
            long after = where.audit(newest).items().get(0).version();
            assertThat(after).as("the event after version %d was seen", version).isGreaterThanOrEqualTo(version);
        } while (writing.getCount() > 0);
        return null;
    }
}
