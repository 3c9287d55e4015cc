package dev.latchkey.benchmarks;

import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.AuditAction;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.NewKey;
import dev.latchkey.core.key.Transition;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.Insertion;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.Replacement;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/** What is measured on one database. Keys are chosen at random, the same ones in each run. */
final class GrowthRun {
    private static final int PAGE = 50;
    private static final Actor ACTOR = Actor.host("growth");

    /** Later than every key that was filled in. */
    private static final Instant NOW = Instant.parse("2040-01-01T00:00:00Z");

    private final GrowthEngine.Filled filled;
    private final KeyStore store;
    private final Random random = new Random(1);

    private final Times read = new Times();
    private final Times floor = new Times();
    private final Times firstPage = new Times();
    private final Times deepPage = new Times();
    private final Times regenerate = new Times();
    private final Times insert = new Times();

    private int regenerated;

    /** The number of the next new secret. */
    private long next;

    GrowthRun(GrowthEngine.Filled filled) {
        this.filled = filled;
        this.store = filled.store();
        this.next = 100L + filled.keys();
    }

    /** A few operations of each kind. */
    void turn() {
        for (int i = 0; i < 200; i++) {
            // A key that was regenerated still carries its previous secret.
            String handle = Keys.handle(1 + random.nextInt(filled.keys()));
            String another = Keys.handle(1 + random.nextInt(filled.keys()));
            time(read, () -> store.findByHandle(handle).value().isPresent());
            time(floor, () -> filled.bareRead().test(another));
        }
        // The big tenant has each tenth key: the position in its middle is known.
        ApiKey middle =
                store.findByHandle(Keys.handle(filled.keys() / 20 * 10)).value().orElseThrow();
        KeyQuery first = KeyQuery.of(Keys.BIG, PAGE);
        KeyQuery deep = first.after(new KeyQuery.Position(middle.createdAt(), middle.id()));
        for (int i = 0; i < 30; i++) {
            time(firstPage, () -> store.list(first).items().size() == PAGE);
            time(deepPage, () -> store.list(deep).items().size() >= PAGE - 1);
        }
        for (int i = 0; i < 50; i++) {
            // A prime stride: all over the table, and none of a thousand keys twice.
            String handle = Keys.handle(1 + regenerated++ * 7919L % filled.keys());
            store.findByHandle(handle).value().ifPresent(this::regenerate);
            insert();
        }
    }

    /** Begins anew. */
    void forget() {
        for (Times times : new Times[] {read, floor, firstPage, deepPage, regenerate, insert}) {
            times.forget();
        }
    }

    /** The medians, as a row of a table. */
    String row() {
        return String.format(
                Locale.ROOT,
                " | %,d | %.0f | %.0f | %.0f | %.0f | %.0f | %.0f | %,d |",
                filled.keys(),
                micros(read),
                micros(floor),
                micros(firstPage),
                micros(deepPage),
                micros(regenerate),
                micros(insert),
                filled.bytes() / filled.keys());
    }

    private void regenerate(ApiKey key) {
        if (key.by(ACTOR, NOW).rotate(Keys.secret(next++, NOW), Duration.ZERO) instanceof Transition.Changed changed) {
            time(
                    regenerate,
                    () -> store.replace(changed.next(), changed.event()).value() == Replacement.REPLACED);
        }
    }

    private void insert() {
        long number = next++;
        KeySpec spec = KeySpec.of("t" + number / 100, Scope.resource("r" + number), "key")
                .allPermissions()
                .slot("default");
        Transition.Changed issued = NewKey.issue(
                new UUID(random.nextLong(), random.nextLong()),
                spec,
                Keys.secret(number, NOW),
                AuditAction.ISSUED,
                ACTOR,
                NOW);
        time(insert, () -> store.insert(issued.next(), issued.event()).value() == Insertion.INSERTED);
    }

    private static void time(Times times, BooleanSupplier operation) {
        long start = System.nanoTime();
        boolean asExpected = operation.getAsBoolean();
        times.add(System.nanoTime() - start);
        if (!asExpected) {
            throw new IllegalStateException("an operation did not do what is measured");
        }
    }

    private static double micros(Times times) {
        return times.median() / 1_000;
    }
}
