package dev.latchkey.examples.snippets;

import dev.latchkey.HashingGate;
import dev.latchkey.Latchkey;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.hashing.Argon2Parameters;
import dev.latchkey.micrometer.LatchkeyMeters;
import dev.latchkey.ports.KeyStore;
import io.micrometer.core.instrument.MeterRegistry;

/** The snippet of the page about metrics, to the letter. */
final class MetricsSnippets {
    private MetricsSnippets() {}

    // spotless:off
    static Latchkey meters(KeyStore store, MeterRegistry registry) {
        // snippet: meters
        HashingGate gate = HashingGate.forThisMachine(Argon2Parameters.DEFAULT);
        Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("acme_"))
                .hashingGate(gate)
                .listener(new LatchkeyMeters(registry, gate))
                .build();
        // end
        return latchkey;
    }
    // spotless:on
}
