package dev.latchkey;

import static dev.latchkey.World.ACTOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.key.RotationMode;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.query.KeyQuery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Ten tenants, of which one issues, guesses, lists and rotates as fast as it can. */
class GreedyTenantTest {
    private static final String GREEDY = "greedy";
    private static final int OTHERS = 9;
    private static final int ROUNDS = 3;
    private static final int ISSUING_THREADS = 6;

    /** One place and four that wait: the threads of the greedy tenant are always more. */
    private final HashingGate gate = new HashingGate(1, 4, Duration.ofSeconds(30));

    private final AtomicBoolean over = new AtomicBoolean();
    private final AtomicLong refused = new AtomicLong();

    @Test
    void nobodyElseIsRefused() throws Exception {
        try (gate;
                World world = new World(builder -> builder.hashingGate(gate))) {
            IssuedKey greedy = world.issue(spec(GREEDY));
            List<IssuedKey> others = IntStream.range(0, OTHERS)
                    .mapToObj(i -> world.issue(spec("tenant-" + i)))
                    .toList();
            try (Threads threads = new Threads()) {
                List<Future<Void>> noise = noise(world, threads, greedy);
                try {
                    Threads.await("the gate is full of the greedy tenant", () -> refused.get() > 0);
                    for (int i = 0; i < ROUNDS * OTHERS; i++) {
                        IssuedKey key = others.get(i % OTHERS);
                        String tenant = key.key().tenant();
                        assertThat(world.authenticate(key.rawKey()).outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
                        assertThat(world.keys().list(KeyQuery.of(tenant, 50)).items())
                                .hasSize(1 + i / OTHERS);
                        assertThat(world.watched(world.keys().issue(spec(tenant), ACTOR))
                                        .outcome())
                                .isEqualTo(Result.Outcome.DONE);
                    }
                } finally {
                    over.set(true);
                }
                for (Future<Void> thread : noise) {
                    thread.get();
                }
            }
        }
    }

    private List<Future<Void>> noise(World world, Threads threads, IssuedKey greedy) {
        String guess = Forged.sameHandle(greedy.rawKey());
        List<Runnable> others = List.of(
                () -> world.authenticate(guess),
                () -> assertThat(world.keys().list(KeyQuery.of(GREEDY, 50)).items())
                        .isNotEmpty(),
                () -> count(world.keys().rotate(GREEDY, greedy.key().id(), RotationMode.NOW, ACTOR)));
        return IntStream.range(0, ISSUING_THREADS + others.size())
                .mapToObj(i -> repeat(
                        threads,
                        i < ISSUING_THREADS
                                ? () -> count(world.keys().issue(spec(GREEDY), ACTOR))
                                : others.get(i - ISSUING_THREADS)))
                .toList();
    }

    private Future<Void> repeat(Threads threads, Runnable work) {
        return threads.submit(() -> {
            while (!over.get()) {
                work.run();
            }
            return null;
        });
    }

    private void count(Result<IssuedKey> result) {
        if (result.outcome() == Result.Outcome.OVERLOADED) {
            refused.incrementAndGet();
        }
    }

    private static KeySpec spec(String tenant) {
        return KeySpec.of(tenant, Scope.tenant(), "key").allPermissions();
    }
}
