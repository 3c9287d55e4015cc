package dev.latchkey.examples.customstore;

import dev.latchkey.examples.customstore.MvFile.Rows;
import dev.latchkey.ports.KeyUse;
import dev.latchkey.ports.UseBatch;
import dev.latchkey.ports.query.ListedKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The last use of each key and of its secrets, and how often it was used. */
final class Uses {
    private Uses() {}

    // snippet: use
    static void record(Rows rows, UseBatch batch) {
        if (isNew(rows, batch)) {
            batch.uses().stream().filter(KeyUse::isAccepted).forEach(use -> add(rows, use));
        }
    }

    private static void add(Rows rows, KeyUse use) {
        ListedKey was = MvKeyStore.load(rows, use.keyId());
        if (was != null) {
            rows.put(Layout.key(use.keyId()), Records.of(use.addTo(was)));
        }
    }

    /** One row has the number of the last batch of each writer. The writer whose batch is the latest stands last. */
    private static boolean isNew(Rows rows, UseBatch batch) {
        byte[] found = rows.get(Layout.BATCHES);
        Map<UUID, Long> numbers = found == null ? new LinkedHashMap<>() : Records.batches(found);
        Long previous = numbers.remove(batch.writer());
        long last = previous == null ? 0 : previous;
        numbers.put(batch.writer(), Math.max(last, batch.number()));
        if (numbers.size() > UseBatch.WRITERS) {
            numbers.remove(numbers.keySet().iterator().next());
        }
        rows.put(Layout.BATCHES, Records.of(numbers));
        return last < batch.number();
    }
    // end
}
