package dev.latchkey.contract.keystore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.contract.fixture.Keys;
import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditEvent;
import dev.latchkey.core.key.KeyChange;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.key.Transition.Changed;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.AuditQuery;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.ListedKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * One key under everything at the same time: changes, uses, and readers by every way there is. KS1 and KS2: nothing is
 * lost, nothing is undone, and no reader sees a key that never existed.
 *
 * <p>If this fails, look at reads that gather a key from several statements, at caches and replicas that a
 * read may come from, and at a write of the usage that writes the key too.
 */
abstract class TrafficRules extends StoreRules {
    /** Where the others are slow, writers stop before the history gets too long to check. */
    private static final int MOST_VERSIONS = 5_000;

    private final Map<Long, Changed> taken = new ConcurrentHashMap<>();
    private final Map<Long, ApiKey> seen = new ConcurrentHashMap<>();
    /** What each thread does again and again; false ends it. */
    private final List<BooleanSupplier> everybody = new ArrayList<>();

    private final AtomicLong uses = new AtomicLong();
    private final AtomicLong lastUse = new AtomicLong();

    @Test
    void ks1_ks2_nothingIsLostUndoneOrSeenByHalf() {
        Changed issued = Keys.issue(Keys.spec().slot("default"), at(1));
        ApiKey first = insert(issued);
        taken.put(1L, issued);
        change(store, first);
        change(elsewhere, first);
        change(elsewhere, first);
        use(store, first);
        use(elsewhere, first);
        read(elsewhere, first, (where, last) -> where.findById(last.id()).value());
        read(
                store,
                first,
                (where, last) ->
                        where.findByHandle(last.currentSecret().handle()).value());
        read(
                elsewhere,
                first,
                (where, last) ->
                        where.findBySlot(last.tenant(), last.scope(), "default").value());
        read(
                store,
                first,
                (where, last) -> where.list(KeyQuery.of(last.tenant(), 1)).items().stream()
                        .map(ListedKey::key)
                        .findFirst());
        compareWithAudit(elsewhere, first);
        letAllLoose();

        long last = taken.size();
        List<AuditEvent> events = new ArrayList<>();
        LongStream.rangeClosed(1, last)
                .forEach(version -> events.add(0, takenAt(version).event()));
        assertThat(elsewhere.findById(first.id()).value())
                .contains(takenAt(last).next());
        assertThat(history(first)).isEqualTo(events);
        seen.forEach((version, key) ->
                assertThat(key).as("what was read").isEqualTo(takenAt(version).next()));
        assertThat(listed(first)).isEqualTo(new ListedKey(takenAt(last).next(), at(lastUse.get()), uses.get()));
    }

    /** Everybody goes on until all have done enough, so that nobody is ever alone. */
    private void letAllLoose() {
        CountDownLatch busy = new CountDownLatch(everybody.size());
        try (Race race = new Race()) {
            race.run(everybody.stream()
                    .<Callable<Integer>>map(one -> () -> goOn(one, busy))
                    .toList());
        }
    }

    private int goOn(BooleanSupplier one, CountDownLatch busy) {
        int enough = contract().rounds();
        int done = 0;
        try {
            while ((done < enough || busy.getCount() > 0) && one.getAsBoolean()) {
                if (++done == enough) {
                    busy.countDown();
                }
            }
            return done;
        } finally {
            if (done < enough) {
                busy.countDown();
            }
        }
    }

    private Changed takenAt(long version) {
        Changed changed = taken.get(version);
        if (changed == null) {
            throw new AssertionError("version " + version + " was never taken");
        }
        return changed;
    }

    private void change(KeyStore where, ApiKey key) {
        everybody.add(() -> {
            if (taken.size() > MOST_VERSIONS) {
                return false;
            }
            Changed changed;
            do {
                changed = Keys.changed(next(where.findById(key.id()).value().orElseThrow()));
            } while (where.replace(changed.next(), changed.event()).value() != Replacement.REPLACED);
            assertThat(taken.put(changed.next().version(), changed))
                    .as("a version taken twice")
                    .isNull();
            return true;
        });
    }

    private static Transition next(ApiKey key) {
        // Times rise with versions, so that the audit's order is that of the versions.
        KeyChange change = key.by(Keys.ACTOR, at(key.version() + 1));
        return switch ((int) (key.version() % 3)) {
            case 0 -> change.rotate(Keys.secret(), Duration.ZERO);
            case 1 -> change.rename("name at version " + key.version());
            default -> key.suspension() == null ? change.suspend("test") : change.resume();
        };
    }

    private void use(KeyStore where, ApiKey key) {
        everybody.add(() -> {
            long use = lastUse.incrementAndGet();
            where.recordUse(UseBatch.of(new KeyUse(key.id(), at(use), 3)));
            uses.addAndGet(3);
            return true;
        });
    }

    /** Time never runs backwards, and two reads of one version are equal. */
    private void read(KeyStore where, ApiKey first, BiFunction<KeyStore, ApiKey, Optional<ApiKey>> reader) {
        ApiKey[] last = {first};
        everybody.add(() -> {
            // A handle may have fallen out of the key meanwhile; by its id the key is always there.
            ApiKey now = reader.apply(where, last[0])
                    .orElseGet(() -> where.findById(first.id()).value().orElseThrow());
            assertThat(now.version()).as("a later read").isGreaterThanOrEqualTo(last[0].version());
            ApiKey same = seen.putIfAbsent(now.version(), now);
            assertThat(now).as("version %d read again", now.version()).isEqualTo(same == null ? now : same);
            last[0] = now;
            return true;
        });
    }

    /** Key and event are seen together: neither, read after the other, is behind it. */
    private void compareWithAudit(KeyStore where, ApiKey key) {
        AuditQuery newest = AuditQuery.of(key.tenant(), 1);
        everybody.add(() -> {
            long event = where.audit(newest).items().get(0).version();
            long version = where.findById(key.id()).value().orElseThrow().version();
            assertThat(version).as("the key after its event %d was seen", event).isGreaterThanOrEqualTo(event);
            long after = where.audit(newest).items().get(0).version();
            assertThat(after).as("the event after version %d was seen", version).isGreaterThanOrEqualTo(version);
            return true;
        });
    }
}
