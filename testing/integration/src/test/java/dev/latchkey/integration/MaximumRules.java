package dev.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.latchkey.HashingGate;
import dev.latchkey.IssuedKey;
import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.core.access.KeyPolicy;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import dev.latchkey.ports.query.KeyQuery;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The maximum number of keys with several nodes on one database. */
abstract class MaximumRules {
    private static final int NODES = 4;

    /** Returns the store of one more node. */
    abstract KeyStore node();

    @Test
    void noMoreSecretsAreHandedOutThanTheMaximum() throws Exception {
        try (HashingGate gate = new HashingGate(NODES, NODES, Duration.ofMinutes(1))) {
            for (int max = 1; max <= NODES; max++) {
                assertThat(handedOut(gate, "meet" + max, max, true)).isLessThanOrEqualTo(max);
                assertThat(handedOut(gate, "late" + max, max, false)).isLessThanOrEqualTo(max);
            }
        }
    }

    /** Lets each node find room before any has stored a key, and, if they meet, store its key before any counts. */
    private int handedOut(HashingGate gate, String tenant, int max, boolean meet) throws Exception {
        CyclicBarrier looked = new CyclicBarrier(NODES);
        CyclicBarrier stored = new CyclicBarrier(NODES);
        ExecutorService threads = Executors.newFixedThreadPool(NODES);
        List<Latchkey> nodes = new ArrayList<>();
        try {
            List<Future<Result<IssuedKey>>> results = new ArrayList<>();
            for (int i = 0; i < NODES; i++) {
                Latchkey node = Latchkey.builder()
                        .store(meeting(node(), looked, meet ? stored : null))
                        .keyFormat(KeyFormat.of("ps_"))
                        .argon2(new Argon2Parameters(64, 1, 1))
                        .hashingGate(gate)
                        .policies((any, scope) -> KeyPolicy.NONE.maxKeys(max))
                        .build();
                nodes.add(node);
                KeySpec spec = KeySpec.of(tenant, Scope.tenant(), "key");
                results.add(threads.submit(() -> node.keys().issue(spec, Actor.host("race"))));
            }
            int handedOut = 0;
            for (Future<Result<IssuedKey>> result : results) {
                handedOut += result.get(60, TimeUnit.SECONDS).isDone() ? 1 : 0;
            }
            KeyQuery alive =
                    KeyQuery.of(tenant, 1000).aliveAt(nodes.get(0).clock().instant());
            assertThat(nodes.get(0).keys().list(alive).items()).hasSize(handedOut);
            return handedOut;
        } finally {
            threads.shutdownNow();
            nodes.forEach(Latchkey::close);
        }
    }

    private static KeyStore meeting(KeyStore store, CyclicBarrier looked, CyclicBarrier stored) {
        return (KeyStore) Proxy.newProxyInstance(
                MaximumRules.class.getClassLoader(), new Class<?>[] {KeyStore.class}, (proxy, method, arguments) -> {
                    boolean insert = method.getName().equals("insert");
                    if (insert) {
                        looked.await(60, TimeUnit.SECONDS);
                    }
                    try {
                        Object answer = method.invoke(store, arguments);
                        if (insert && stored != null) {
                            stored.await(60, TimeUnit.SECONDS);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
