package dev.latchkey.benchmarks;

import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.api.Latchkey;
import dev.latchkey.ports.spi.KeyStore;
import java.util.ArrayList;
import java.util.List;

/** Real keys, issued by the library itself, all of one format. */
final class Issued {
    static final KeyFormat FORMAT = KeyFormat.of("ps_");

    private static final int OF_ONE_TENANT = 90;

    private Issued() {}

    static Latchkey.Builder latchkey(KeyStore store) {
        return Latchkey.builder().store(store).keyFormat(FORMAT);
    }

    /** So many raw keys, of tenants of ninety. */
    static List<String> keys(Latchkey latchkey, int count) {
        List<String> raw = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            KeySpec spec = KeySpec.of("tenant-" + i / OF_ONE_TENANT, Scope.tenant(), "key " + i);
            raw.add(latchkey.keys()
                    .issue(spec, Actor.host("benchmark"))
                    .orElseThrow()
                    .rawKey()
                    .reveal());
        }
        return raw;
    }
}
