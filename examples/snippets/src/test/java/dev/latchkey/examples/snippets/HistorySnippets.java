package dev.latchkey.examples.snippets;

import dev.latchkey.Latchkey;
import dev.latchkey.Retention;
import dev.latchkey.core.key.Actor;
import dev.latchkey.core.key.ApiKey;
import dev.latchkey.ports.query.KeyQuery;
import dev.latchkey.ports.query.KeyUsage;
import dev.latchkey.ports.query.ListedKey;
import dev.latchkey.ports.query.Page;
import dev.latchkey.ports.query.TimelineEntry;
import dev.latchkey.ports.query.TimelineQuery;
import java.time.Instant;
import java.util.ArrayList;
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

    static List<String> timeline(Latchkey latchkey, UUID keyId) {
        List<String> lines = new ArrayList<>();
        // snippet: timeline
        TimelineQuery query = TimelineQuery.of("acme", 50).key(keyId);
        for (TimelineEntry entry : latchkey.audit().timeline(query).items()) {
            if (entry instanceof TimelineEntry.Change change) {
                lines.add(entry.at() + " " + change.event().action() + " by " + change.event().actor().id());
            } else if (entry instanceof TimelineEntry.Access access) {
                lines.add(entry.at() + " " + access.event().kind() + " " + access.event().reason());
            }
        }
        // end
        return lines;
    }

    static void removeOld(Latchkey latchkey) {
        // snippet: old
        int removed;
        do {
            removed = latchkey.retention().removeOld(Retention.Ages.DEFAULT, 1000);
        } while (removed > 0);
        // end
    }

    static void eraseTenant(Latchkey latchkey) {
        // snippet: tenant
        while (latchkey.tenants().end("acme", "left", Actor.user("ada")).more()) {}
        while (latchkey.keys().purge(Instant.now(), 500, Actor.user("ada")) > 0) {}
        while (latchkey.retention().forgetTenant("acme", 1000) > 0) {}
        // end
    }

    static void erasePerson(Latchkey latchkey) {
        // snippet: person
        while (latchkey.retention().replaceUser("ada@example.org", "user 4711", 1000) > 0) {}
        // end
    }
    // spotless:on
}
