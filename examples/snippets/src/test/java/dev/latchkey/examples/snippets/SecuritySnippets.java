package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.format.RawKey;
import dev.latchkey.core.hashing.Peppers;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.sealing.SealingKeys;
import dev.latchkey.ports.KeyStore;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The snippets of the page about security, to the letter: {@link SecurityPageTest} compares and runs them. */
final class SecuritySnippets {
    private SecuritySnippets() {}

    // spotless:off
    static Latchkey secrets(KeyStore store, byte[] pepper, byte[] lookupKey, byte[] sealingKey) {
        // snippet: secrets
        Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("acme_"))
                .peppers(Peppers.NONE.withCurrent("p1", pepper))
                .importedKeys(new ImportedKeys(lookupKey))
                .sealing(SealingKeys.of("s1", sealingKey))
                .build();
        // end
        return latchkey;
    }

    static Map<UUID, RawKey> reveal(Latchkey latchkey, ApiKey key, Actor operator) {
        // snippet: reveal
        Map<UUID, RawKey> shown = latchkey.sealedKeys().reveal(List.of(key), operator);
        // end
        return shown;
    }
    // spotless:on
}
