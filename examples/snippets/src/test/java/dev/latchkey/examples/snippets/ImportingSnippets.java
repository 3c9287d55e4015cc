package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.Result;
import dev.latchkey.core.format.ImportedKeys;
import dev.latchkey.core.format.KeyFormat;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.core.key.KeySpec;
import dev.latchkey.core.scope.Scope;
import dev.latchkey.ports.KeyStore;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The snippets of the page about importing, to the letter: {@link ImportingPageTest} compares and runs them. */
final class ImportingSnippets {
    private ImportingSnippets() {}

    /** A row of the older system. */
    record OldKey(String account, String name, String sha256, String lastFour) {}

    // spotless:off
    static Latchkey build(KeyStore store, byte[] lookupKey) {
        // snippet: build
        Latchkey latchkey = Latchkey.builder()
                .store(store)
                .keyFormat(KeyFormat.of("acme_"))
                .importedKeys(new ImportedKeys(lookupKey))
                .build();
        // end
        return latchkey;
    }

    static List<String> digests(Latchkey latchkey, List<OldKey> oldKeys) {
        // snippet: digests
        List<String> left = new ArrayList<>();
        for (OldKey old : oldKeys) {
            KeySpec spec = KeySpec.of(old.account(), Scope.tenant(), old.name()).allPermissions();
            byte[] sha256 = HexFormat.of().parseHex(old.sha256());
            Result<ApiKey> result = latchkey.imports().importDigest(spec, sha256, old.lastFour(), Actor.host("import"));
            switch (result.outcome()) {
                case DONE, ALREADY_IMPORTED -> { }
                default -> left.add(old.name() + ": " + result.outcome());
            }
        }
        // end
        return left;
    }
    // spotless:on
}
