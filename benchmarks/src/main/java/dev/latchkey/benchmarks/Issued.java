package dev.latchkey.benchmarks;

import dev.latchkey.Latchkey;
import dev.latchkey.LatchkeyBuilder;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import java.util.List;
import java.util.stream.IntStream;

/** Real keys, issued by the library itself, all of one format. */
final class Issued {
    static final KeyFormat FORMAT = KeyFormat.of("ps_");

    private static final int OF_ONE_TENANT = 90;

    private Issued() {}

    static LatchkeyBuilder latchkey(KeyStore store) {
        return Latchkey.builder().store(store).keyFormat(FORMAT);
    }

    /** So many raw keys, of tenants of ninety. */
    static List<String> keys(Latchkey latchkey, int count) {
        return IntStream.range(0, count).mapToObj(i -> issue(latchkey, i)).toList();
    }

    /** Issues keys on all processors. */
    static List<String> keysInParallel(Latchkey latchkey, int count) {
        return IntStream.range(0, count)
                .parallel()
                .mapToObj(i -> issue(latchkey, i))
                .toList();
    }

    private static String issue(Latchkey latchkey, int number) {
        KeySpec spec = KeySpec.of("tenant-" + number / OF_ONE_TENANT, Scope.tenant(), "key " + number)
                .allPermissions();
        return latchkey.keys()
                .issue(spec, Actor.host("benchmark"))
                .orElseThrow()
                .rawKey()
                .reveal();
    }
}
