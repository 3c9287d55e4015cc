package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The snippets of the page about the past, to the letter: {@link HistoryPageTest} compares and runs them. */
final class HistorySnippets {
    private HistorySnippets() {}

    // spotless:off
    static Map<UUID, KeyUsage> usage(Latchkey latchkey) {
        // snippet: usage
        Page<ListedKey> page = latchkey.keys().list(KeyQuery.of("acme", 100));
        List<ApiKey> keys = page.items().stream().map(ListedKey::key).toList();
        Map<UUID, KeyUsage> usage = latchkey.usage().of(keys, 30);
        // end
        return usage;
    }
    // spotless:on
}
