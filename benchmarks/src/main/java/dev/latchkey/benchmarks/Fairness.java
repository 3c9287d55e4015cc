package dev.latchkey.benchmarks;

import dev.latchkey.HashingGate;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.Verdict;
import dev.latchkey.adapter.inmemory.InMemoryKeyStore;
import dev.latchkey.core.access.Requirement;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * Ten tenants on one gate with one place. One tenant issues, guesses, lists and rotates as fast as it can, on one
 * processor beside that of the gate: which thread gets a processor is not the gate's to say. The others take turns at
 * requests, first requests and new keys, in rounds with and without it.
 */
final class Fairness implements Measurement {
    private static final int OTHERS = 9;
    private static final int ROUNDS = 6;
    private static final int TURNS = 10;
    private static final int REQUESTS = 200;
    private static final int ISSUING = 4;
    private static final String ALL = " beside a tenant that does all it can";
    private static final String NO_HASH = " beside its guesses and lists alone, which need no hash";
    private static final String GREEDY = "greedy";
    private static final Actor ACTOR = Actor.host("benchmark");

    private final InMemoryKeyStore store = new InMemoryKeyStore();
    private final AtomicLong refused = new AtomicLong();
    private final AtomicLong greedyCalls = new AtomicLong();

    @Override
    public List<Row> rows() throws InterruptedException {
        Times[] alone = {new Times(), new Times(), new Times()};
        Times[] control = {new Times(), new Times(), new Times()};
        Times[] beside = {new Times(), new Times(), new Times()};
        try (HashingGate gate = new HashingGate(1, 16, Duration.ofSeconds(10));
                Latchkey latchkey = Issued.latchkey(store).hashingGate(gate).build()) {
            IssuedKey greedy = issue(latchkey, GREEDY);
            List<IssuedKey> others = IntStream.range(0, OTHERS)
                    .mapToObj(i -> issue(latchkey, "tenant-" + i))
                    .toList();
            round(gate, latchkey, others, new Times[] {new Times(), new Times(), new Times()});
            refused.set(0);
            for (int i = 0; i < ROUNDS; i++) {
                round(gate, latchkey, others, alone);
                try (Noise noise = new Noise()) {
                    noise.guessAndList(latchkey, greedy);
                    round(gate, latchkey, others, control);
                    noise.issueAndRotate(latchkey, greedy);
                    noise.awaitFullGate();
                    round(gate, latchkey, others, beside);
                }
            }
        }
        return List.of(
                row("a warm request with a list" + ALL, beside[0], alone[0], "at most 2"),
                row("a first request" + ALL, beside[1], alone[1], "at most 2"),
                row("a first request" + NO_HASH, control[1], alone[1], ""),
                row("issuing a key" + ALL, beside[2], alone[2], "at most 2"),
                row("issuing a key" + NO_HASH, control[2], alone[2], ""),
                new Row(
                        "requests of nine tenants refused beside it, which made " + greedyCalls + " calls",
                        String.valueOf(refused.get()),
                        "0",
                        "",
                        "0"));
    }

    private static Row row(String what, Times beside, Times alone, String toReach) {
        return Row.times("median of " + what + "; undisturbed", beside.median(), alone.median(), toReach);
    }

    /** Nine tenants take turns: requests of each, a first request of each, and a new key of each. */
    private void round(HashingGate gate, Latchkey latchkey, List<IssuedKey> others, Times[] times) {
        for (int turn = 0; turn < TURNS; turn++) {
            IssuedKey key = others.get(turn % OTHERS);
            String raw = key.rawKey().reveal();
            String tenant = key.key().tenant();
            for (int i = 0; i < REQUESTS; i++) {
                times[0].time(() -> accepted(latchkey, raw)
                        && !latchkey.keys()
                                .list(KeyQuery.of(tenant, 20))
                                .items()
                                .isEmpty());
            }
            // Another node, which has proven nothing, on the same gate.
            try (Latchkey fresh = Issued.latchkey(store).hashingGate(gate).build()) {
                times[1].time(() -> accepted(fresh, raw));
            }
            times[2].time(() -> count(latchkey.keys().issue(spec(tenant), ACTOR)));
        }
    }

    private static boolean lists(Latchkey latchkey, String tenant) {
        return !latchkey.keys().list(KeyQuery.of(tenant, 20)).items().isEmpty();
    }

    private boolean accepted(Latchkey latchkey, String raw) {
        Verdict verdict = latchkey.authenticator().authenticate(raw, Requirement.ANY, null);
        if (verdict.outcome() != Verdict.Outcome.ACCEPTED) {
            refused.incrementAndGet();
        }
        return true;
    }

    private boolean count(Result<IssuedKey> result) {
        if (!result.isDone()) {
            refused.incrementAndGet();
        }
        return true;
    }

    private static IssuedKey issue(Latchkey latchkey, String tenant) {
        return latchkey.keys().issue(spec(tenant), ACTOR).orElseThrow();
    }

    private static KeySpec spec(String tenant) {
        return KeySpec.of(tenant, Scope.tenant(), "key").allPermissions();
    }

    /** The greedy tenant: five threads that wait at the gate, and one that never waits. */
    private final class Noise implements AutoCloseable {
        private final AtomicBoolean over = new AtomicBoolean();
        private final AtomicLong overloaded = new AtomicLong();
        private final List<Thread> threads = new ArrayList<>();

        void guessAndList(Latchkey latchkey, IssuedKey greedy) {
            String guess = WrongSecret.of(greedy.rawKey().reveal(), Issued.FORMAT);
            repeat(() -> {
                guess(latchkey, guess);
                latchkey.keys().list(KeyQuery.of(GREEDY, 100));
            });
        }

        void issueAndRotate(Latchkey latchkey, IssuedKey greedy) {
            for (int i = 0; i < ISSUING; i++) {
                repeat(() -> look(latchkey.keys().issue(spec(GREEDY), ACTOR)));
            }
            repeat(() -> look(latchkey.keys().rotate(GREEDY, greedy.key().id(), RotationMode.NOW, ACTOR)));
        }

        private void guess(Latchkey latchkey, String raw) {
            if (latchkey.authenticator()
                            .authenticate(raw, Requirement.ANY, null)
                            .outcome()
                    == Verdict.Outcome.ACCEPTED) {
                throw new IllegalStateException("a wrong secret was accepted");
            }
        }

        private void look(Result<IssuedKey> result) {
            if (result.outcome() == Result.Outcome.OVERLOADED) {
                overloaded.incrementAndGet();
            }
        }

        private void repeat(Runnable call) {
            Thread thread = new Thread(() -> {
                while (!over.get()) {
                    call.run();
                    greedyCalls.incrementAndGet();
                }
            });
            thread.start();
            threads.add(thread);
        }

        /** Waits until the tenant is refused for the first time. */
        void awaitFullGate() throws InterruptedException {
            long start = greedyCalls.get();
            while (overloaded.get() == 0 && greedyCalls.get() < start + 1_000_000) {
                Thread.sleep(1);
            }
        }

        @Override
        public void close() throws InterruptedException {
            over.set(true);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
