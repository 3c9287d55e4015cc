package dev.latchkey.contract.keystore;

import dev.latchkey.contract.fixture.Race;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;

/**
 * What rules about simultaneous calls share: threads that start together, half of which work through another instance.
 */
abstract class ThreadedRules extends StoreRules {
    private final Race race = new Race();

    @AfterEach
    void stop() {
        race.close();
    }

    final KeyStore storeOf(int thread) {
        return thread % 2 == 0 ? store : elsewhere;
    }

    final int threads() {
        return contract().threads();
    }

    final void repeat(IntConsumer test) {
        for (int round = 0; round < contract().rounds(); round++) {
            test.accept(round);
        }
    }

    /** Each round has a tenant of its own, so that the lists that tests read stay short. */
    static KeySpec spec(int round) {
        return KeySpec.of("tenant " + round, Scope.tenant(), "k");
    }

    final <T> List<T> eachThread(IntFunction<T> maker) {
        return IntStream.range(0, threads()).mapToObj(maker).toList();
    }

    final <T> List<T> all(IntFunction<T> runner) {
        return race.run(eachThread(i -> () -> runner.apply(i)));
    }
}
